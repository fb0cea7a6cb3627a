"""Events that are put in while serving: durable, kept once, read back by user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Select,
    String,
    bindparam,
    cast,
    delete,
    func,
    select,
    union,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from openkitchen.store.store import Store
from openkitchen.store.tables import Event
from openkitchen.store.times import naive_utc

__all__ = [
    "EventRow",
    "add_events",
    "events_of",
    "events_up_to",
    "forget_events",
    "forget_scope",
    "insert_events",
    "latest_event",
]

_AT_ONCE = 200
_LATEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event.

    Parameters
    ----------
    scope
        What it counts for: the served bundle, or a dataset group.
    event_id
        Its id; within a scope an id is kept once.
    happened_at, received_at
        When it took place, and when it came in; naive UTC.
    user_id, session_id
        Who; without a user, the session stands for one until a user is seen in it.
    item_id
        The item; ``None`` for events that are about none.
    event_type, event_value, properties
        What was done, how much of it, and whatever else was told.
    id
        Given by the store, rising; ``None`` before.
    """

    scope: str
    event_id: str
    happened_at: datetime
    received_at: datetime
    user_id: str | None = None
    session_id: str | None = None
    item_id: str | None = None
    event_type: str | None = None
    event_value: float | None = None
    properties: dict[str, Any] | None = None
    id: int | None = None


def _of_user() -> Select[Any]:
    """Make the question for a user's events, once: making it takes longer than asking it.

    Each half uses an index of its own: one question with an "or" would read every event of the
    scope. ``IS TRUE`` keeps the second from the index of users, in which all events without a
    user stand together.
    """
    user = bindparam("user", type_=String())
    own_scope = Event.scope == bindparam("scope", type_=String())
    limits = (Event.id > bindparam("after"), Event.id <= bindparam("up_to"))
    sessions: CompoundSelect[Any] = union(
        select(cast(user, String)), select(Event.session_id).where(own_scope, Event.user_id == user)
    )
    nameless = (Event.user_id.is_(None).is_(True), Event.session_id.in_(sessions))
    table = Event.__table__
    found = union_all(
        select(table).where(own_scope, Event.user_id == user, *limits),
        select(table).where(own_scope, *nameless, *limits),
    ).subquery()
    return select(found).order_by(found.c.happened_at, found.c.id)


_OF_USER = _of_user()
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_ONE = {
    name: insert(Event).on_conflict_do_nothing().returning(Event.id)
    for name, insert in _INSERT.items()
}

_COLUMNS = tuple(field.name for field in fields(EventRow) if field.name != "id")


def add_events(store: Store, rows: Sequence[EventRow]) -> int:
    """Keep events, all or none; return how many were new."""
    with store.writing() as connection:
        return insert_events(connection, rows)


def insert_events(connection: Connection, rows: Sequence[EventRow]) -> int:
    """Keep events within a transaction that is at hand; return how many were new."""
    dialect = connection.dialect.name
    if len(rows) == 1:  # most requests bring one: a statement that is made once
        return len(connection.execute(_ONE[dialect], [_values(rows[0])]).all())
    new = 0
    for start in range(0, len(rows), _AT_ONCE):
        values = [_values(row) for row in rows[start : start + _AT_ONCE]]
        query = _INSERT[dialect](Event).values(values).on_conflict_do_nothing().returning(Event.id)
        new += len(connection.execute(query).all())
    return new


def events_of(
    store: Store, scope: str, user_id: str, *, after: int = 0, up_to: int | None = None
) -> list[EventRow]:
    """Return a user's events in the order in which they happened.

    Counted are the user's own; those without a user in a session in which the user was
    seen, before or after; and those of the session that has the user's id.

    Parameters
    ----------
    store, scope, user_id
        Whose events, and where they count.
    after, up_to
        Only events with a higher id than ``after``, and none above ``up_to``.
    """
    asked = {
        "scope": scope,
        "user": user_id,
        "after": after,
        "up_to": _LATEST if up_to is None else up_to,
    }
    with store.reading() as connection:
        return [EventRow(**_named(row)) for row in connection.execute(_OF_USER, asked).mappings()]


def events_up_to(store: Store, scope: str, up_to: int) -> list[EventRow]:
    """Return all events of a scope up to an id, in the order in which they came in."""
    query = select(Event.__table__).where(Event.scope == scope, Event.id <= up_to)
    with store.reading() as connection:
        found = connection.execute(query.order_by(Event.id)).mappings()
        return [EventRow(**_named(row)) for row in found]


def latest_event(store: Store, scope: str, before: datetime | None = None) -> int:
    """Return the id of the event of a scope that came in last, before a moment; 0 without any."""
    query = select(func.max(Event.id)).where(Event.scope == scope)
    if before is not None:
        query = query.where(Event.received_at < naive_utc(before))
    with store.reading() as connection:
        return int(connection.execute(query).scalar() or 0)


def forget_events(store: Store, before: datetime) -> int:
    """Forget events that happened before a moment; return how many."""
    with store.writing() as connection:
        query = delete(Event).where(Event.happened_at < naive_utc(before))
        return int(connection.execute(query).rowcount)


def forget_scope(store: Store, scope: str) -> int:
    """Forget all events of a scope; return how many."""
    with store.writing() as connection:
        return int(connection.execute(delete(Event).where(Event.scope == scope)).rowcount)


def _values(row: EventRow) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _COLUMNS}
    for column in ("happened_at", "received_at"):
        values[column] = naive_utc(values[column])
    return values


def _named(row: Any) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}
