"""A person's rows are erased; those of others stay."""

from datetime import datetime

import pytest

from openkitchen.store import (
    EventRow,
    ServedRow,
    add_events,
    erase_person,
    events_up_to,
    insert_served,
    properties_of,
    put_properties,
    scrub,
    served,
)
from openkitchen.store.person import Erased

NOW = datetime(2026, 1, 1)


def event(number, user=None, session=None, scope="s"):
    return EventRow(scope, f"e{number}", NOW, NOW, user_id=user, session_id=session, item_id="i")


@pytest.fixture
def filled(store):
    add_events(
        store,
        [
            event(1, "u", "a"),
            event(2, None, "a"),
            event(3, "v", "a"),
            event(4, None, "u"),
            event(5, "v", "b"),
            event(6, None, "b"),
            event(7, "u", None, "another"),
        ],
    )
    with store.writing() as connection:
        rows = [ServedRow("1", NOW, {"user": "u"}), ServedRow("2", NOW, {"user": "v"})]
        insert_served(connection, [*rows, ServedRow("3", NOW, {})])
    put_properties(store, "users", {"u": {"age": 3}, "v": {"age": 4}})
    put_properties(store, "items", {"u": {"price": 3}})
    return store


def erase(store, user):
    with store.writing() as connection:
        return erase_person(connection, user, ["users"])


def test_all_of_a_person_goes_and_nothing_else(filled):
    assert erase(filled, "u") == Erased(4, 1, 1)
    left = [row.event_id for scope in ("s", "another") for row in events_up_to(filled, scope, 99)]
    assert left == ["e3", "e5", "e6"]
    assert [served(filled, number) is None for number in "123"] == [True, False, False]
    assert list(properties_of(filled, "users")) == ["v"]
    assert list(properties_of(filled, "items")) == ["u"]


def test_again_there_is_nothing(filled):
    erase(filled, "u")
    assert erase(filled, "u") == Erased(0, 0, 0)
    scrub(filled)


def test_a_session_of_another_scope_is_somebody_elses(store):
    add_events(
        store, [event(1, "u1", "7", "a"), event(2, None, "7", "a"), event(3, None, "7", "b")]
    )
    with store.writing() as connection:
        insert_served(connection, [ServedRow("l", NOW, {"user": "7"})])
    found = erase(store, "u1")
    assert (found.events, found.served) == (2, 1)
    assert [row.event_id for row in events_up_to(store, "b", 99)] == ["e3"]
