"""A small pilot without any model: two arms that recommend from fixed shelves."""

import pytest
from tests.store.conftest import address, postgres_url, store  # noqa: F401 - fixtures

from openkitchen.pilot.desk import begin_pilot
from openkitchen.pilot.letters import DIGEST
from openkitchen.pilot.lists import Cookbook, make_lists
from openkitchen.pilot.mailing import note_due
from openkitchen.pilot.people import Guest, invite
from openkitchen.pilot.settings import settings_of
from openkitchen.store import open_store, persons

STATED = {
    "name": "tasting",
    "people": 6,
    "weeks": 4,
    "items": 4,
    "arms": {"old": {"model": "popularity"}, "new": {"bundle": "model"}},
    "links": "https://kitchen.example.org",
    "mail": {"sender": "The kitchen <kitchen@example.org>"},
}


def shelf(letter):
    """An arm that offers everybody the same items, best first."""

    def lists(users, k):
        return {user: [f"{letter}{n:02}" for n in range(k)] for user in users}

    return lists


BOOK = Cookbook((shelf("o"), shelf("n")), {"o00": "Old stew", "n00": "New stew"}, {"o00": "40 min"})


def guests(n):
    return [Guest(f"p{k}@example.org", f"u{k:03}", f"Person {k}") for k in range(1, n + 1)]


def begin(store, folder, n=6, **stated):  # noqa: F811
    desk = begin_pilot(store, folder, settings_of(STATED | stated))
    invite(desk, guests(n))
    return desk


def show_week(desk, week=1):
    """Make the lists of a week, with a mail for each noted as due."""
    made = make_lists(desk, week, BOOK)
    note_due(desk, DIGEST, week, made.people)
    return made


@pytest.fixture
def local(tmp_path):
    """A store in SQLite."""
    with open_store(tmp_path / "kitchen.db") as opened:
        yield opened


@pytest.fixture
def desk(local, tmp_path):
    """A pilot of six people, invited."""
    return begin(local, tmp_path)


@pytest.fixture
def people(desk):
    return persons(desk.store, desk.name)
