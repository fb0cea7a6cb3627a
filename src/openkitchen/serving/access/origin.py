"""Requests that a browser sends on behalf of a page elsewhere.

Browsers tell where a page is from: in ``Origin``, and in ``Sec-Fetch-Site``. Programs send
neither. So whatever changes something is refused when either says that the page is not ours:
a form of ours needs no token, and a page elsewhere cannot write to a server on loopback.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers

__all__ = ["foreign_origin"]

_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"", "same-origin", "none"})


def foreign_origin(method: str, headers: Headers) -> bool:
    """Return whether a request would change something for a page elsewhere.

    Parameters
    ----------
    method
        In upper case.
    headers
        Of the request.
    """
    if method in _HARMLESS:
        return False
    if headers.get("sec-fetch-site", "").lower() not in _OURS:
        return True
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    except ValueError:
        return True
