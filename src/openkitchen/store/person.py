"""Erase what the database holds of one person: events, served lists, properties, pilots."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, or_, select, tuple_

from openkitchen.store.pilot_tables import PilotPerson
from openkitchen.store.pilots import erase_participants
from openkitchen.store.store import Store
from openkitchen.store.tables import Event, Properties, Served

__all__ = ["Erased", "erase_person", "scrub"]

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows were erased."""

    events: int
    served: int
    properties: int
    pilot: int = 0


def erase_person(connection: Connection, user_id: str, datasets: Collection[str]) -> Erased:
    """Erase a person's rows, within a transaction that is at hand.

    Erased are the person's own events; those without a user in a session in which the
    person was seen; those of the session that has the person's id; lists that were served
    to the person, or in a session that nobody else was seen in; and the person's record in
    datasets of users; and all that the person was shown and said in pilots.

    Parameters
    ----------
    connection
        The transaction.
    user_id
        Who.
    datasets
        Keys of the datasets whose records are users.
    """
    sessions = select(Event.scope, Event.session_id).where(
        Event.user_id == user_id, Event.session_id.is_not(None)
    )
    nameless = and_(
        Event.user_id.is_(None),
        or_(
            Event.session_id == user_id,
            tuple_(Event.scope, Event.session_id).in_(sessions),
        ),
    )
    names = [user_id, *_sessions_alone(connection, user_id)]
    sessionless = connection.execute(delete(Event).where(nameless)).rowcount
    own = connection.execute(delete(Event).where(Event.user_id == user_id)).rowcount
    lists = 0
    for start in range(0, len(names), _AT_ONCE):
        whose = Served.facts["user"].as_string().in_(names[start : start + _AT_ONCE])
        lists += connection.execute(delete(Served).where(whose)).rowcount
    record = and_(Properties.dataset.in_(list(datasets)), Properties.record_id == user_id)
    records = connection.execute(delete(Properties).where(record)).rowcount
    took_part = select(PilotPerson.id).where(PilotPerson.user_id == user_id)
    said = erase_participants(connection, connection.execute(took_part).scalars().all())
    return Erased(sessionless + own, lists, records, sum(said.values()))


def _sessions_alone(connection: Connection, user_id: str) -> list[str]:
    """Return the sessions in which the person was seen and nobody else."""
    own = select(Event.session_id).where(Event.user_id == user_id, Event.session_id.is_not(None))
    others = select(Event.session_id).where(
        Event.user_id.is_not(None), Event.user_id != user_id, Event.session_id.is_not(None)
    )
    found = connection.execute(own.distinct().where(Event.session_id.not_in(others)))
    return [str(session) for session in found.scalars()]


def scrub(store: Store) -> bool:
    """Let nothing of what was deleted linger in the database's journal.

    Returns
    -------
    Whether nothing does: while somebody reads, SQLite keeps the journal; PostgreSQL keeps
    deleted rows until its next VACUUM.
    """
    if store.engine.dialect.name != "sqlite":
        return False
    raw = store.engine.raw_connection()
    try:
        busy, *_ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    finally:
        raw.close()
