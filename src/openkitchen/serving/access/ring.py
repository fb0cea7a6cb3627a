"""The keys that a server knows, as they were read last."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import UTC, datetime

from openkitchen.serving.access.keys import digest, split_key
from openkitchen.store import KeyRow

__all__ = ["KeyRing"]


class KeyRing:
    """Who a key belongs to.

    Parameters
    ----------
    rows
        The keys, also those that ended: where there was ever one, keys are asked for, so
        that revoking the last one opens nothing.
    always
        Ask for keys even where there is none: nobody gets in.
    """

    def __init__(self, rows: Iterable[KeyRow] = (), *, always: bool = False) -> None:
        self._always = always
        self._rows = {row.id: row for row in rows}

    def replace(self, rows: Iterable[KeyRow]) -> None:
        """Know these from now on."""
        self._rows = {row.id: row for row in rows}

    @property
    def asks(self) -> bool:
        """Whether requests need a key."""
        return self._always or bool(self._rows)

    def who(self, text: str) -> KeyRow | None:
        """Return the key that a text is; ``None`` when it is none, or one that ended."""
        number, secret = split_key(text)
        row = self._rows.get(number)
        told = digest(secret)
        if row is None or not hmac.compare_digest(told, row.sha256):
            return None
        return row if row.holds(datetime.now(UTC).replace(tzinfo=None)) else None
