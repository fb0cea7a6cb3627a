"""A ring opens to its keys, as long as they are good."""

from datetime import timedelta

import pytest

from openkitchen.serving.access.keys import create_key, revoke_key
from openkitchen.serving.access.ring import KeyRing
from openkitchen.store import keys, open_store


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "k.db") as opened:
        yield opened


def test_a_key_is_known_by_its_whole_text(store):
    made = create_key(store, "a", ["read"])
    other = create_key(store, "b", ["read"])
    ring = KeyRing(keys(store))
    assert ring.who(made.text) == made.row
    mixed = f"{made.text[:17]}{other.text[17:]}"
    assert ring.who(mixed) is None
    assert ring.who(made.text[:-1]) is None
    assert ring.who("") is None


def test_what_ended_opens_nothing_and_keys_are_still_asked_for(store):
    ring = KeyRing()
    assert not ring.asks
    made = create_key(store, "a", ["read"])
    late = create_key(store, "b", ["read"], lasts=timedelta(seconds=-1))
    ring.replace(keys(store))
    assert ring.asks
    assert ring.who(late.text) is None
    revoke_key(store, made.row.id)
    ring.replace(keys(store))
    assert ring.who(made.text) is None
    assert ring.asks


def test_a_ring_may_ask_before_there_is_a_key():
    assert KeyRing(always=True).asks
