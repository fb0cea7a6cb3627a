"""Served against computed lists."""

from datetime import datetime, timedelta

import pytest
from tests.shop import small_tables
from tests.workspaces import SETTINGS

from openkitchen.models import GlassBox, settings_from_text
from openkitchen.monitor import parity
from openkitchen.monitor.parity import expected_list, lists_of


def test_same_items_in_the_same_order_with_the_same_scores():
    offline = {"a": [("x", 1.0), ("y", 0.5)], "b": [("x", 1.0)], "c": [("x", 1.0)], "d": []}
    served = {"a": [("x", 1.0), ("y", 0.5)], "b": [("y", 1.0)], "c": [("x", 1.0 + 1e-6)], "d": []}
    found = parity(served, offline)
    assert (found.users, found.alike, found.share) == (4, 2, 0.5)
    assert [one.user_id for one in found.examples] == ["b", "c"]
    assert "b was served y" in found.sentence()
    assert parity({"e": []}, {}).alike == 1
    assert parity({}, {}).share == 1.0


@pytest.fixture(scope="module")
def model():
    given = settings_from_text(dict(one.split("=", 1) for one in SETTINGS))
    return GlassBox(given).fit(small_tables())


def test_events_since_change_what_is_expected(model):
    user = str(model.users[0])
    before = expected_list(model, user, 5)
    assert before == lists_of(model.recommend([user], 5).table)[user]
    later = datetime(1970, 1, 1) + timedelta(days=model.known.events.end + 1)
    after = expected_list(model, user, 5, [(before[0][0], later)])
    assert before[0][0] not in [item for item, _ in after]
    assert expected_list(model, user, 5, [("no such item", later)]) == before
