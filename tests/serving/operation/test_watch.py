"""A server notices publications and keys, and keeps what it has when a bundle cannot be opened."""

import logging
import threading
from datetime import datetime

import pytest

from openkitchen.errors import BundleError
from openkitchen.serving import open_kitchen
from openkitchen.serving.access import KeyRing, create_key
from openkitchen.serving.measures import make_measures
from openkitchen.serving.operation import publish, watch
from openkitchen.serving.operation.watch import Watch
from openkitchen.store import ForgottenRow, add_forgotten, change_forgotten


@pytest.fixture
def shown():
    return []


@pytest.fixture
def watching(store, shelf, shown):
    def load(row):
        return open_kitchen(shelf.path(row.folder), number=row.id)

    return Watch(store, KeyRing(), 0, load, shown.append, make_measures())


def count(watching, outcome):
    return watching.measures.registry.get_sample_value(
        "openkitchen_swaps_total", {"outcome": outcome}
    )


def test_a_publication_is_shown_once(watching, store, shelf, bundles, shown):
    watching.look()
    assert shown == []
    publish(store, shelf, bundles[0])
    watching.look()
    watching.look()
    assert [kitchen.number for kitchen in shown] == [1]
    assert count(watching, "done") == 1
    value = watching.measures.registry.get_sample_value("openkitchen_publication")
    assert value == 1


def test_what_cannot_be_opened_leaves_what_is_served(
    watching, store, shelf, bundles, shown, caplog
):
    publish(store, shelf, bundles[0])
    shelf.drop(shelf.names()[0])
    with caplog.at_level(logging.ERROR):
        watching.look()
        watching.look()
    assert shown == []
    assert count(watching, "failed") == 1
    assert "is not in" in caplog.text
    publish(store, shelf, bundles[1])
    watching.look()
    assert [kitchen.number for kitchen in shown] == [2]


def test_keys_are_known_at_the_next_look(watching, store):
    made = create_key(store, "a", ["read"])
    assert watching.ring.who(made.text) is None
    watching.look()
    assert watching.ring.who(made.text) == made.row


def test_the_thread_goes_on_after_trouble(watching, monkeypatch):
    monkeypatch.setattr(watch, "SECONDS", 0.01)
    looked, enough = [], threading.Event()

    def look():
        looked.append(1)
        if len(looked) == 3:
            enough.set()
        raise BundleError("no") if len(looked) == 1 else KeyError("a bug")

    monkeypatch.setattr(watching, "look", look)
    watching.start()
    assert enough.wait(20)
    watching.stop()


def test_what_is_kept_goes_when_somebody_was_forgotten_elsewhere(watching, store):
    told = []
    watching.let_go = lambda: told.append("let go")
    watching.look()
    now = datetime(2026, 1, 1)
    add_forgotten(store, ForgottenRow("r", now, "u", ("d",)))
    watching.look()
    assert told == []
    with store.writing() as connection:
        change_forgotten(connection, "r", user_id=None, done_at=now)
    watching.look()
    watching.look()
    assert told == ["let go"]
