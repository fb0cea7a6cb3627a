"""What a change of the identity map does to lists, beside the noise of resampling."""

import json

import pyarrow as pa
import pytest
from tests.experiments.test_explained import SETTINGS
from tests.shop import small_tables

from openkitchen.experiments.map_impact import map_impact
from openkitchen.models import settings_from_text


@pytest.fixture(scope="module")
def tables():
    return small_tables(40)


def swapped(tables, one, other):
    """The same interactions, with the histories of two people exchanged."""
    turn = {one: other, other: one}
    users = [turn.get(user, user) for user in tables.interactions["user_id"].to_pylist()]
    rows = tables.interactions.set_column(0, "user_id", pa.array(users))
    return tables.with_interactions(rows)


def test_those_whose_events_moved_change_and_the_others_do_not(tables):
    settings = settings_from_text(SETTINGS)
    users = sorted(set(tables.interactions["user_id"].to_pylist()))
    moved = users[3:5]
    steps = []
    found = map_impact(
        tables, swapped(tables, *moved), settings, dict(zip(users, users, strict=True)), moved,
        k=5, draws=2, progress=lambda *step: steps.append(step),
    )  # fmt: skip
    groups = {group.name: group for group in found.groups}
    assert groups["moved"].users == 2
    assert groups["moved"].changed == 1.0
    assert groups["others"].rbo > groups["moved"].rbo
    assert groups["others"].noise_rbo < 1.0
    assert {one.before for one in found.most_changed[:2]} == set(moved)
    assert steps[-1] == ("fitting", 4, 4)
    assert json.loads(json.dumps(found.to_dict()))["draws"] == 2
    assert len(found.sentences()) == 3


def test_the_same_map_changes_nothing(tables):
    users = sorted(set(tables.interactions["user_id"].to_pylist()))
    same = dict(zip(users, users, strict=True))
    found = map_impact(tables, tables, settings_from_text(SETTINGS), same, [], k=5, draws=0)
    assert found.groups[0].changed == 0.0
    assert found.groups[0].rbo == pytest.approx(1.0)
    assert found.groups[1].users == 0
    assert len(found.sentences()) == 2
