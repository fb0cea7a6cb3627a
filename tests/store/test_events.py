"""An event is kept once, and found by its user, whoever the user was then."""

from datetime import datetime

from openkitchen.store import (
    EventRow,
    add_events,
    events_of,
    events_up_to,
    latest_event,
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


def test_events_are_asked_for_after_and_up_to_an_id(store):
    add_events(store, [event(n, "u") for n in range(5)])
    last = latest_event(store, "shop")
    assert len(found(store, "u", after=last - 2)) == 2
    assert len(found(store, "u", up_to=last - 2)) == 3
    assert [row.id for row in events_up_to(store, "shop", last - 1)] == list(range(1, last))
    assert latest_event(store, "other") == 0
