"""An event is kept once, and found by its user, whoever the user was then."""

from datetime import datetime

from openkitchen.store import (
    EventRow,
    add_events,
    events,
    events_of,
    events_up_to,
    latest_event,
    open_store,
)


def event(number, user=None, session=None, item="i", scope="shop", day=1):
    when = datetime(2026, 1, day)
    return EventRow(scope, str(number), when, when, user, session, item)


def found(store, user, **limits):
    return [int(row.event_id) for row in events_of(store, "shop", user, **limits)]


def test_an_event_is_kept_once_in_each_scope(store):
    assert add_events(store, [event(1, "u"), event(1, "u"), event(2, "u")]) == 2
    assert add_events(store, [event(2, "u"), event(3, "u")]) == 1
    assert add_events(store, [event(2, "u", scope="other")]) == 1
    assert found(store, "u") == [1, 2, 3]
    assert add_events(store, []) == 0


def test_a_sessions_nameless_events_belong_to_the_user_seen_in_it(store):
    add_events(store, [event(1, None, "s", day=2), event(2, None, "t"), event(3, "u", "s", day=1)])
    assert found(store, "u") == [3, 1]  # in the order in which they happened
    assert found(store, "t") == [2]
    assert found(store, "nobody") == []


def test_an_event_that_belongs_to_a_user_twice_is_found_once(store):
    add_events(store, [event(1, "u", "u"), event(2, None, "u"), event(3, "v", "u")])
    assert found(store, "u") == [1, 2]
    assert found(store, "v") == [2, 3]


def test_events_of_others_are_not_read_to_find_a_users(tmp_path):
    """Each half of the question uses an index; PostgreSQL decides anew with what it counted."""
    asked = {"scope": "shop", "user": "u7", "after": 0, "up_to": 9_999}
    with open_store(tmp_path / "kitchen.db") as store, store.reading() as connection:
        told = events._OF_USER.compile(store.engine)
        given = tuple(asked[name] for name in told.positiontup)
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {told}", given)
        looked = [str(row[-1]) for row in rows]
    assert [line for line in looked if "scope_user_id (scope=? AND user_id=?" in line]
    assert [line for line in looked if "scope_session_id (scope=? AND session_id=?" in line]
    assert not [line for line in looked if "SCAN event" in line or "(scope=?)" in line]


def test_events_are_asked_for_after_and_up_to_an_id(store):
    add_events(store, [event(n, "u") for n in range(5)])
    last = latest_event(store, "shop")
    assert len(found(store, "u", after=last - 2)) == 2
    assert len(found(store, "u", up_to=last - 2)) == 3
    assert [row.id for row in events_up_to(store, "shop", last - 1)] == list(range(1, last))
    assert latest_event(store, "other") == 0
