"""Erase what the database holds of one person: events, served lists, properties."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, or_, select, text

from openkitchen.store.store import Store
from openkitchen.store.tables import Event, Properties, Served

__all__ = ["Erased", "erase_person", "scrub"]


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows were erased."""

    events: int
    served: int
    properties: int


def erase_person(connection: Connection, user_id: str, datasets: Collection[str]) -> Erased:
    """Erase a person's rows, within a transaction that is at hand.

    Erased are the person's own events; those without a user in a session in which the
    person was seen; those of the session that has the person's id; lists that were served
    to the person; and the person's record in datasets of users.

    Parameters
    ----------
    connection
        The transaction.
    user_id
        Who.
    datasets
        Keys of the datasets whose records are users.
    """
    sessions = select(Event.session_id).where(
        Event.user_id == user_id, Event.session_id.is_not(None)
    )
    nameless = and_(
        Event.user_id.is_(None),
        or_(Event.session_id == user_id, Event.session_id.in_(sessions.scalar_subquery())),
    )
    sessionless = connection.execute(delete(Event).where(nameless)).rowcount
    own = connection.execute(delete(Event).where(Event.user_id == user_id)).rowcount
    lists = connection.execute(
        delete(Served).where(Served.facts["user"].as_string() == user_id)
    ).rowcount
    record = and_(Properties.dataset.in_(list(datasets)), Properties.record_id == user_id)
    records = connection.execute(delete(Properties).where(record)).rowcount
    return Erased(sessionless + own, lists, records)


def scrub(store: Store) -> None:
    """Let nothing of what was deleted linger in the database's journal."""
    if store.engine.dialect.name != "sqlite":
        return
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
