"""Pilots, participants and receipts of deletions are kept alike in both kinds of database."""

from datetime import UTC, datetime

import pytest

from openkitchen.errors import StoreError
from openkitchen.store import (
    DeletionRow,
    PersonRow,
    PilotRow,
    add_person,
    add_pilot,
    change_pilot,
    deletions,
    end_person,
    erase_participants,
    find_person,
    insert_deletion,
    persons,
    pilots,
)

NOW = datetime(2026, 1, 1, 12)


def person(n, **changed):
    told = {"id": f"p{n}", "pilot": "one", "number": n, "address": f"{n}@x.org", "name": "",
            "user_id": f"u{n}", "first_arm": 0, "invited_at": NOW}  # fmt: skip
    return PersonRow(**(told | changed))


@pytest.fixture
def filled(store):
    add_pilot(store, PilotRow("one", {"weeks": 4}, NOW))
    for number in (2, 1):
        add_person(store, person(number))
    return store


def test_a_pilot_is_kept_and_changed(filled):
    add_pilot(filled, PilotRow("two", {}, datetime(2026, 1, 2)))
    change_pilot(filled, "one", closed_at=datetime(2026, 2, 1, 13, tzinfo=UTC))
    one, two = pilots(filled)
    assert (one.name, one.settings, one.closed_at) == (
        "one",
        {"weeks": 4},
        datetime(2026, 2, 1, 13),
    )
    assert (two.name, two.started_at) == ("two", None)


def test_participants_come_by_number_and_are_found_with_their_pilot(filled):
    assert [row.number for row in persons(filled, "one")] == [1, 2]
    assert persons(filled, "other") == []
    with filled.reading() as connection:
        who, pilot = find_person(connection, "p2")
        assert (who, pilot.name) == (person(2), "one")
        assert find_person(connection, "nobody") is None


@pytest.mark.parametrize("twice", [{"address": "1@x.org"}, {"number": 1}, {"id": "p1"}])
def test_nobody_is_in_it_twice(filled, twice):
    with pytest.raises(StoreError):
        add_person(filled, person(3, **twice))
    assert len(persons(filled, "one")) == 2


def test_leaving_is_noted_once(filled):
    with filled.writing() as connection:
        assert end_person(connection, "p1", NOW)
        assert not end_person(connection, "p1", datetime(2027, 1, 1))
        assert not end_person(connection, "nobody", NOW)
    assert persons(filled, "one")[0].left_at == NOW


def test_a_deletion_is_counted_and_kept(filled):
    with filled.writing() as connection:
        removed = erase_participants(connection, ["p1", "nobody"])
        insert_deletion(connection, DeletionRow("r", "one", "digest", NOW, removed))
    assert removed == {"answers": 0, "shown": 0, "mails": 0, "people": 1}
    assert [row.number for row in persons(filled, "one")] == [2]
    assert deletions(filled, "one") == [DeletionRow("r", "one", "digest", NOW, removed)]
    assert deletions(filled, "two") == []
