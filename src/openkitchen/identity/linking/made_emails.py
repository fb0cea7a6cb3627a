"""E-mail addresses that a system made of the names: people of one name then share an address."""

from __future__ import annotations

import re

import pyarrow as pa

__all__ = ["made_of_names"]

_MOST = 0.8
_HOSTS = 3
_FEWEST = 50


def made_of_names(email: pa.Array, given: pa.Array, surname: pa.Array) -> bool:
    """Say whether nearly all addresses are first and last name at one of a few hosts.

    Providers give an address once, so that people of one name need a number behind it. Where
    nobody has one, the addresses were made up, and that two are equal says no more than that
    the names are.

    Parameters
    ----------
    email, given, surname
        Values written in one way, one per record.
    """
    rows = zip(email.to_pylist(), given.to_pylist(), surname.to_pylist(), strict=True)
    made, known, hosts = 0, 0, set()
    for address, first, last in rows:
        if not address or not first or not last:
            continue
        user, _, host = address.partition("@")
        known += 1
        made += re.sub(r"[._-]", "", user) in _spellings(first, last)
        hosts.add(host)
    return known >= _FEWEST and made >= _MOST * known and len(hosts) <= _HOSTS


def _spellings(first: str, last: str) -> set[str]:
    one, two = (re.sub(r"[^a-z]", "", name) for name in (first, last))
    return {one + two, two + one, one[:1] + two, two + one[:1], one + two[:1], one[:1] + two[:1]}
