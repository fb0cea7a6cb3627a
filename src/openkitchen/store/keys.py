"""API keys: who may ask a server, and for what. Of a secret only its digest is kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from openkitchen.store.store import Store
from openkitchen.store.tables import ApiKey
from openkitchen.store.times import naive_utc

__all__ = ["KeyRow", "add_key", "end_key", "keys"]


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One API key.

    Parameters
    ----------
    id
        The public part of the key.
    name
        Whose it is, in words.
    scopes
        What it may be used for.
    sha256
        Digest of the secret part, in hexadecimal digits.
    created_at, expires_at, revoked_at
        Naive UTC; ``None``: never.
    """

    id: str
    name: str
    scopes: tuple[str, ...]
    sha256: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Return whether the key opens anything at a moment (naive UTC)."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def add_key(store: Store, row: KeyRow) -> None:
    """Keep a key."""
    values = asdict(row) | {"scopes": list(row.scopes)}
    for column in ("created_at", "expires_at", "revoked_at"):
        values[column] = naive_utc(values[column])
    with store.writing() as connection:
        connection.execute(insert(ApiKey).values(values))


def end_key(
    store: Store,
    key_id: str,
    *,
    expires_at: datetime | None = None,
    revoked_at: datetime | None = None,
) -> bool:
    """Let a key end, now or later; return false when there is no such key."""
    given = {"expires_at": naive_utc(expires_at), "revoked_at": naive_utc(revoked_at)}
    values = {name: moment for name, moment in given.items() if moment is not None}
    with store.writing() as connection:
        query = update(ApiKey).where(ApiKey.id == key_id).values(values)
        return connection.execute(query).rowcount == 1


def keys(store: Store) -> list[KeyRow]:
    """Return all keys, also those that ended, in the order in which they were made."""
    query = select(ApiKey.__table__).order_by(ApiKey.created_at, ApiKey.id)
    with store.reading() as connection:
        found = connection.execute(query).mappings().all()
    return [KeyRow(**{**row, "scopes": tuple(row["scopes"])}) for row in found]
