"""What participants of a pilot were shown and sent, and what they said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from openkitchen.store.pilot_tables import PilotAnswer, PilotMail, PilotPerson, PilotShown
from openkitchen.store.store import Store
from openkitchen.store.times import naive_utc

__all__ = [
    "AnswerRow",
    "MailRow",
    "ShownRow",
    "answers_of",
    "change_mail",
    "insert_mail",
    "insert_shown",
    "mails_of",
    "put_answers",
    "shown_of",
    "week_of",
]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One item that a person was shown.

    Parameters
    ----------
    person, week, rank
        Who, when, and at which place of the list, from 1.
    item_id, title, detail
        What.
    arm
        The arm that is credited with it.
    place
        Its place in that arm's own list, from 1.
    propensity
        Chance that this item came to stand at this rank.
    credit
        Chance that this arm was credited with this item.
    made_at
        Naive UTC.
    """

    person: str
    week: int
    rank: int
    item_id: str
    title: str
    detail: str
    arm: str
    place: int
    propensity: float
    credit: float
    made_at: datetime


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail: ``due``, ``sending``, ``sent``, or ``failed`` with a note why."""

    person: str
    week: int
    kind: str
    state: str
    message_id: str
    due_at: datetime
    tries: int = 0
    note: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer; ``rank`` 0: about the whole list."""

    person: str
    week: int
    rank: int
    question: str
    value: str
    answered_at: datetime


def insert_shown(connection: Connection, rows: Sequence[ShownRow]) -> None:
    """Keep what was shown."""
    if rows:
        connection.execute(insert(PilotShown), [asdict(row) for row in rows])


def shown_of(store: Store, pilot: str) -> list[ShownRow]:
    """Return all that was shown in a pilot, by person, week and rank."""
    query = select(PilotShown.__table__).where(_within(PilotShown.person, pilot))
    order = (PilotShown.person, PilotShown.week, PilotShown.rank)
    with store.reading() as connection:
        return [
            ShownRow(**_named(row)) for row in connection.execute(query.order_by(*order)).mappings()
        ]


def insert_mail(connection: Connection, row: MailRow) -> bool:
    """Note a mail as due; return whether it was not noted before."""
    kind = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    query = kind(PilotMail).values(asdict(row)).on_conflict_do_nothing()
    return bool(connection.execute(query.returning(PilotMail.person)).all())


def change_mail(store: Store, row: MailRow, **columns: Any) -> None:
    """Change columns of a mail, durably."""
    mine = and_(
        PilotMail.person == row.person, PilotMail.week == row.week, PilotMail.kind == row.kind
    )
    with store.writing() as connection:
        connection.execute(update(PilotMail).where(mine).values(columns))


def mails_of(store: Store, pilot: str) -> list[MailRow]:
    """Return a pilot's mails, in the order in which they became due."""
    query = select(PilotMail.__table__).where(_within(PilotMail.person, pilot))
    order = (PilotMail.due_at, PilotMail.week, PilotMail.kind, PilotMail.person)
    with store.reading() as connection:
        return [
            MailRow(**_named(row)) for row in connection.execute(query.order_by(*order)).mappings()
        ]


def put_answers(connection: Connection, rows: Sequence[AnswerRow]) -> None:
    """Keep answers, the last one of each question; an empty value takes the answer back."""
    kind = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for row in rows:
        values = asdict(row) | {"answered_at": naive_utc(row.answered_at)}
        if row.value:
            query = kind(PilotAnswer).values(values)
            key = ["person", "week", "rank", "question"]
            changed = {name: values[name] for name in ("value", "answered_at")}
            connection.execute(query.on_conflict_do_update(index_elements=key, set_=changed))
            continue
        own = [getattr(PilotAnswer, n) == values[n] for n in ("person", "week", "rank", "question")]
        connection.execute(delete(PilotAnswer).where(*own))


def answers_of(store: Store, pilot: str) -> list[AnswerRow]:
    """Return all answers of a pilot, by person, week, rank and question."""
    query = select(PilotAnswer.__table__).where(_within(PilotAnswer.person, pilot))
    order = (PilotAnswer.person, PilotAnswer.week, PilotAnswer.rank, PilotAnswer.question)
    with store.reading() as connection:
        found = connection.execute(query.order_by(*order)).mappings()
        return [AnswerRow(**_named(row)) for row in found]


def week_of(
    connection: Connection, person: str, week: int
) -> tuple[list[ShownRow], list[AnswerRow]]:
    """Return what a person was shown in a week, and said about it."""
    shown = select(PilotShown.__table__).where(PilotShown.person == person, PilotShown.week == week)
    said = select(PilotAnswer.__table__).where(
        PilotAnswer.person == person, PilotAnswer.week == week
    )
    rows = connection.execute(shown.order_by(PilotShown.rank)).mappings().all()
    answers = connection.execute(said).mappings().all()
    return [ShownRow(**_named(row)) for row in rows], [AnswerRow(**_named(row)) for row in answers]


def _within(column: Any, pilot: str) -> Any:
    return column.in_(select(PilotPerson.id).where(PilotPerson.pilot == pilot))


def _named(row: Any) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}
