"""Pilots and who takes part in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from openkitchen.store.pilot_tables import (
    Pilot,
    PilotAnswer,
    PilotDeletion,
    PilotMail,
    PilotPerson,
    PilotShown,
)
from openkitchen.store.store import Store
from openkitchen.store.times import naive_utc

__all__ = [
    "DeletionRow",
    "PersonRow",
    "PilotRow",
    "add_person",
    "add_pilot",
    "change_pilot",
    "deletions",
    "end_person",
    "erase_participants",
    "find_person",
    "insert_deletion",
    "persons",
    "pilots",
]


@dataclass(frozen=True, slots=True)
class PilotRow:
    """One pilot.

    Parameters
    ----------
    name
        What it is called.
    settings
        What it began with: the design, and the wording.
    created_at, started_at, closed_at
        When it was made, when its first lists went out, when it ended; naive UTC.
    """

    name: str
    settings: Mapping[str, Any]
    created_at: datetime
    started_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One participant.

    Parameters
    ----------
    id
        Drawn at random.
    pilot
        What the person takes part in.
    number
        Counts participants from 1; reports call people by it.
    address, name
        Of mails; the name may be empty.
    user_id
        Who the person is for the models; someone unknown gets what a newcomer gets.
    first_arm
        Place of the arm that comes first for the person, or is the person's throughout.
    invited_at, left_at
        Naive UTC.
    """

    id: str
    pilot: str
    number: int
    address: str
    name: str
    user_id: str
    first_arm: int
    invited_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeletionRow:
    """One participant whose data were deleted: how many rows of each kind."""

    id: str
    pilot: str
    digest: str
    deleted_at: datetime
    removed: Mapping[str, int]


def add_pilot(store: Store, row: PilotRow) -> None:
    """Keep a pilot."""
    values = asdict(row) | {"settings": dict(row.settings)}
    with store.writing() as connection:
        connection.execute(insert(Pilot).values(values))


def change_pilot(store: Store, name: str, **columns: Any) -> None:
    """Change columns of a pilot."""
    given = {n: naive_utc(v) if isinstance(v, datetime) else v for n, v in columns.items()}
    with store.writing() as connection:
        connection.execute(update(Pilot).where(Pilot.name == name).values(given))


def pilots(store: Store) -> list[PilotRow]:
    """Return all pilots, the latest last."""
    query = select(Pilot.__table__).order_by(Pilot.created_at, Pilot.name)
    with store.reading() as connection:
        return [PilotRow(**_named(row)) for row in connection.execute(query).mappings()]


def add_person(store: Store, row: PersonRow) -> None:
    """Keep a participant."""
    values = asdict(row) | {"invited_at": naive_utc(row.invited_at)}
    with store.writing() as connection:
        connection.execute(insert(PilotPerson).values(values))


def persons(store: Store, pilot: str) -> list[PersonRow]:
    """Return a pilot's participants by their number, also those who left."""
    query = select(PilotPerson.__table__).where(PilotPerson.pilot == pilot)
    with store.reading() as connection:
        found = connection.execute(query.order_by(PilotPerson.number)).mappings()
        return [PersonRow(**_named(row)) for row in found]


def find_person(
    connection: Connection,
    id: str,  # noqa: A002
) -> tuple[PersonRow, PilotRow] | None:
    """Return a participant by the id, with the pilot."""
    query = select(PilotPerson.__table__).where(PilotPerson.id == id)
    found = connection.execute(query).mappings().one_or_none()
    if found is None:
        return None
    who = PersonRow(**_named(found))
    query = select(Pilot.__table__).where(Pilot.name == who.pilot)
    return who, PilotRow(**_named(connection.execute(query).mappings().one()))


def end_person(connection: Connection, id: str, at: datetime) -> bool:  # noqa: A002
    """Let a participant leave; return whether the person was there until now."""
    mine = (PilotPerson.id == id, PilotPerson.left_at.is_(None))
    query = update(PilotPerson).where(*mine).values(left_at=naive_utc(at))
    return bool(connection.execute(query).rowcount == 1)


def erase_participants(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Erase all rows of participants; return how many of each kind."""
    removed: dict[str, int] = {}
    for name, table in (("answers", PilotAnswer), ("shown", PilotShown), ("mails", PilotMail)):
        query = delete(table).where(table.person.in_(list(ids)))
        removed[name] = int(connection.execute(query).rowcount)
    query = delete(PilotPerson).where(PilotPerson.id.in_(list(ids)))
    return removed | {"people": int(connection.execute(query).rowcount)}


def insert_deletion(connection: Connection, row: DeletionRow) -> None:
    """Keep a receipt of a deletion."""
    values = asdict(row) | {"deleted_at": naive_utc(row.deleted_at), "removed": dict(row.removed)}
    connection.execute(insert(PilotDeletion).values(values))


def deletions(store: Store, pilot: str) -> list[DeletionRow]:
    """Return the receipts of a pilot's deletions."""
    query = select(PilotDeletion.__table__).where(PilotDeletion.pilot == pilot)
    with store.reading() as connection:
        found = connection.execute(query.order_by(PilotDeletion.deleted_at)).mappings()
        return [DeletionRow(**_named(row)) for row in found]


def _named(row: Any) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}
