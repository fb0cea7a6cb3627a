"""Receipts: one for each delivered file, never deleted."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlalchemy import insert, select, update

from openkitchen.errors import UnknownName
from openkitchen.store.store import Store
from openkitchen.store.tables import Receipt
from openkitchen.store.times import naive_utc

__all__ = ["ReceiptRow", "add_receipt", "receipts", "set_status"]


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """What became of one delivered file.

    Parameters
    ----------
    source
        The source that it belongs to.
    file
        Its name as delivered.
    channel
        How it came: ``mail``, ``folder`` …
    sha256, bytes
        Of the file as it came.
    header
        The column names found in it.
    days
        The days that it covers.
    rows, rejected
        Rows taken in, and rows turned away.
    first_event, last_event
        Time of the earliest and latest event, naive UTC; ``None`` without any.
    status
        ``new``, ``resend``, ``replaced``, ``late``, ``empty`` or ``rejected``.
    note
        What a person should know about it.
    typed
        Where its rows are, relative to the folder of typed rows; empty without rows.
    received_at
        When it was taken in, naive UTC.
    id
        Given by the store; ``None`` before.
    """

    source: str
    file: str
    sha256: str
    received_at: datetime
    status: str
    channel: str = ""
    bytes: int = 0
    header: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    rows: int = 0
    rejected: int = 0
    first_event: datetime | None = None
    last_event: datetime | None = None
    note: str = ""
    typed: str = ""
    id: int | None = None


def add_receipt(store: Store, row: ReceiptRow) -> int:
    """Keep a receipt; return the id that it gets, higher than all before."""
    values = asdict(row)
    del values["id"]
    values["header"] = list(row.header)
    values["days"] = [day.isoformat() for day in row.days]
    for column in ("first_event", "last_event", "received_at"):
        values[column] = naive_utc(values[column])
    with store.writing() as connection:
        made = connection.execute(insert(Receipt).values(values).returning(Receipt.id))
        return int(made.scalar_one())


def receipts(store: Store, source: str | None = None) -> list[ReceiptRow]:
    """Return the receipts, of one source or of all, in the order in which they were kept."""
    query = select(Receipt.__table__).order_by(Receipt.id)
    if source is not None:
        query = query.where(Receipt.source == source)
    with store.reading() as connection:
        found = connection.execute(query).mappings().all()
    rows = (ReceiptRow(**{str(name): value for name, value in row.items()}) for row in found)
    return [
        replace(
            row,
            header=tuple(row.header),
            days=tuple(date.fromisoformat(str(day)) for day in row.days),
        )
        for row in rows
    ]


def set_status(store: Store, id: int, status: str, note: str) -> None:  # noqa: A002
    """Change what became of a file, and the note that says why.

    Raises
    ------
    UnknownName
        There is no receipt with this id.
    """
    change = update(Receipt).where(Receipt.id == id).values(status=status, note=note)
    with store.writing() as connection:
        if connection.execute(change).rowcount != 1:
            raise UnknownName("receipt", str(id))
