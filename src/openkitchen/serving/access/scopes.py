"""What a request needs: the scope that its key must have, told by method and path alone.

``read`` asks, ``write`` adds events, items and users, ``admin`` does everything, including what
takes away and the Personalize dialect's control plane. A path that nobody has thought of needs
``read`` to be read and ``write`` for anything else; nothing is open but what stands in `OPEN`,
and what begins with `PERSONAL`.
"""

from __future__ import annotations

from typing import Final

from openkitchen.serving.personalize.interface import EVENTS, RUNTIME, interface

__all__ = ["ADMIN", "OPEN", "PERSONAL", "READ", "SCOPES", "WRITE", "allows", "is_dialect", "needed"]

READ, WRITE, ADMIN = SCOPES = ("read", "write", "admin")

OPEN: Final = frozenset({"/healthz", "/v1/health", "/v1/ready"})
"""What load balancers ask; says nothing about people or items."""

PERSONAL: Final = "/p/"
"""Links of a pilot's participants: each is signed, and the signature is looked at there."""

_ASKING = (
    *("/v1/recommendations", "/v1/rank", "/v1/similar", "/v1/explain", "/v1/why-not"),
    *("/v1/what-if", "/v1/whatif", "/v1/levers", "/v1/cold-start", "/v1/weights"),
)
"""Questions whose body is too long for an address: asked with POST, they change nothing."""

_RECEIPTS = "/v1/forgotten/"
"""What was forgotten of whom, where and when."""

_LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})
_ANSWERING = frozenset({"GET", "HEAD", "POST"})
_PUTTING = frozenset(one["path"] for one in interface(EVENTS).operations.values())
_RUNTIME = frozenset(one["path"] for one in interface(RUNTIME).operations.values())


def needed(method: str, path: str) -> str | None:
    """Return the scope that a request needs; ``None`` when anybody may ask.

    Parameters
    ----------
    method
        In upper case.
    path
        As sent, without the query.
    """
    if path.startswith(_RECEIPTS):
        return ADMIN
    if path.startswith(PERSONAL) and method in _ANSWERING:
        return None
    if method in _LOOKING:
        return None if path in OPEN else READ
    if method != "POST":
        return ADMIN
    if is_dialect(method, path):
        return ADMIN if path == "/" else WRITE if path in _PUTTING else READ
    asking = any(path == one or path.startswith(f"{one}/") for one in _ASKING)
    return READ if asking else WRITE


def is_dialect(method: str, path: str) -> bool:
    """Return whether a request is one of the Personalize dialect."""
    return method == "POST" and (path == "/" or path in _PUTTING or path in _RUNTIME)


def allows(scopes: tuple[str, ...], scope: str) -> bool:
    """Return whether a key of these scopes may do what needs a scope."""
    return ADMIN in scopes or scope in scopes
