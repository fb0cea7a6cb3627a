"""Requests to forget a person, with their receipts."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from openkitchen.store.store import Store
from openkitchen.store.tables import Forgotten
from openkitchen.store.times import naive_utc

__all__ = [
    "ForgottenRow",
    "add_forgotten",
    "change_forgotten",
    "forgotten",
    "last_forgetting",
    "unfinished",
]


@dataclass(frozen=True, slots=True)
class ForgottenRow:
    """One request to forget a person.

    Parameters
    ----------
    id
        Its number.
    asked_at, done_at
        When it came in, and when all was done; naive UTC.
    user_id
        Who; ``None`` as soon as all is done.
    digests
        Keyed digests of the ids that stand for the person.
    receipt
        What was done so far.
    """

    id: str
    asked_at: datetime
    user_id: str | None
    digests: tuple[str, ...]
    receipt: dict[str, Any] = field(default_factory=dict)
    done_at: datetime | None = None


def add_forgotten(store: Store, row: ForgottenRow) -> None:
    """Keep a request."""
    values = asdict(row) | {"asked_at": naive_utc(row.asked_at), "digests": list(row.digests)}
    with store.writing() as connection:
        connection.execute(insert(Forgotten).values(values))


def change_forgotten(connection: Connection, id: str, **columns: Any) -> None:  # noqa: A002
    """Write down what was done, within a transaction that is at hand."""
    connection.execute(update(Forgotten).where(Forgotten.id == id).values(columns))


def forgotten(store: Store, id: str | None = None) -> list[ForgottenRow]:  # noqa: A002
    """Return all requests in the order in which they came in, or the one of a number."""
    query = select(Forgotten.__table__).order_by(Forgotten.asked_at, Forgotten.id)
    return _rows(store, query if id is None else query.where(Forgotten.id == id))


def last_forgetting(store: Store) -> datetime | None:
    """Return when somebody was last forgotten; ``None``: nobody was."""
    with store.reading() as connection:
        found: datetime | None = connection.execute(select(func.max(Forgotten.done_at))).scalar()
        return found


def unfinished(store: Store) -> list[ForgottenRow]:
    """Return the requests that are not done yet."""
    query = select(Forgotten.__table__).where(Forgotten.done_at.is_(None))
    return _rows(store, query.order_by(Forgotten.asked_at, Forgotten.id))


def _rows(store: Store, query: Select[Any]) -> list[ForgottenRow]:
    with store.reading() as connection:
        found = connection.execute(query).mappings().all()
    return [
        ForgottenRow(**{str(k): v for k, v in row.items()} | {"digests": tuple(row["digests"])})
        for row in found
    ]
