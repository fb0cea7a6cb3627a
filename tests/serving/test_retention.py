from datetime import datetime, timedelta

import pytest

from openkitchen.errors import SettingsError
from openkitchen.serving.retention import Pruned, Retention, prune
from openkitchen.store import (
    EventRow,
    ServedRow,
    add_events,
    events_up_to,
    insert_served,
    open_store,
    served,
)

NOW = datetime(2026, 6, 1)


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "k.db") as made:
        days = [1, 29, 31, 400]
        add_events(
            made,
            [EventRow("s", f"e{d}", NOW - timedelta(days=d), NOW, user_id="u") for d in days],
        )
        with made.writing() as connection:
            rows = [ServedRow(f"l{d}", NOW - timedelta(days=d), {}) for d in days]
            insert_served(connection, rows)
        yield made


def events(store):
    return [row.event_id for row in events_up_to(store, "s", 99)]


def test_events_are_kept_for_good_unless_it_is_said(store):
    assert prune(store, Retention(), NOW) == Pruned(0, 2)
    assert len(events(store)) == 4
    assert served(store, "l29") is not None
    assert served(store, "l31") is None


def test_what_is_older_goes_and_the_rest_stays(store):
    assert prune(store, Retention(30, 7), NOW) == Pruned(2, 3)
    assert events(store) == ["e1", "e29"]
    assert prune(store, Retention(30, 7), NOW) == Pruned(0, 0)


@pytest.mark.parametrize("days", [-1, float("nan"), 1e7])
def test_impossible_days_are_refused(days):
    with pytest.raises(SettingsError):
        Retention(days)
    with pytest.raises(SettingsError):
        Retention(None, days)
