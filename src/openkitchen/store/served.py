"""Lists that were served, so that each can be explained later."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from openkitchen.store.store import Store
from openkitchen.store.tables import Served
from openkitchen.store.times import naive_utc

__all__ = ["ServedRow", "forget_served", "insert_served", "served", "served_lists"]


@dataclass(frozen=True, slots=True)
class ServedRow:
    """One served list.

    Parameters
    ----------
    id
        Its recommendation id.
    served_at
        When, naive UTC.
    facts
        What is needed to explain it: whose it was, of what, as of when, and the items.
    """

    id: str
    served_at: datetime
    facts: dict[str, Any]


def insert_served(connection: Connection, rows: list[ServedRow]) -> None:
    """Keep served lists within a transaction that is at hand."""
    connection.execute(insert(Served), [asdict(row) for row in rows])


def served(store: Store, id: str) -> ServedRow | None:  # noqa: A002
    """Return a served list by its recommendation id."""
    with store.reading() as connection:
        query = select(Served.__table__).where(Served.id == id)
        found = connection.execute(query).mappings().one_or_none()
    if found is None:
        return None
    return ServedRow(**{str(name): value for name, value in found.items()})


def served_lists(store: Store, since: datetime | None = None) -> list[ServedRow]:
    """Return the served lists that are kept, the oldest first; those since a moment, if given."""
    query = select(Served.__table__).order_by(Served.served_at, Served.id)
    if since is not None:
        query = query.where(Served.served_at >= naive_utc(since))
    with store.reading() as connection:
        found = connection.execute(query).mappings().all()
    return [ServedRow(**{str(name): value for name, value in row.items()}) for row in found]


def forget_served(store: Store, before: datetime) -> int:
    """Forget lists that were served before a moment; return how many."""
    with store.writing() as connection:
        query = delete(Served).where(Served.served_at < naive_utc(before))
        return int(connection.execute(query).rowcount)
