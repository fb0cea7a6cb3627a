"""Shares of the variance are covariances, and add up to one."""

import numpy as np
import pytest
from tests.shop import small_tables

from openkitchen.errors import ModelError
from openkitchen.explain import block_shares, explain
from openkitchen.explain import blocks as room
from openkitchen.models import Popularity


def by_hand(model, users, at=None):
    items = [str(i) for i in model.items]
    told = {(u, i): explain(model, u, i, at) for u in users for i in items}
    names = dict.fromkeys(t.block for one in told.values() for t in one.terms)
    parts = {
        name: np.array(
            [
                [sum(t.contribution for t in told[u, i].terms if t.block == name) for i in items]
                for u in users
            ]
        )
        for name in names
    }
    score = sum(parts.values())

    def shares(axis):
        middle = score - score.mean(axis=axis, keepdims=True)
        found = {
            n: ((p - p.mean(axis=axis, keepdims=True)) * middle).sum() for n, p in parts.items()
        }
        return {n: value / (middle**2).sum() for n, value in found.items()}

    return shares(0), shares(1)


@pytest.mark.parametrize("at", [None, 1769000000.0])
def test_it_is_the_covariance_of_block_and_score(glass_box, at, monkeypatch):
    monkeypatch.setattr(room, "_CELLS_AT_ONCE", 500)
    users = room.typical_users(glass_box, 9)
    shares = block_shares(glass_box, at, most_users=9)
    between_users, between_items = by_hand(glass_box, users, at)
    assert shares.n_users == len(users) == 9
    for row in shares.rows:
        assert row.between_users == pytest.approx(between_users.get(row.block, 0.0), abs=1e-9)
        assert row.between_items == pytest.approx(between_items.get(row.block, 0.0), abs=1e-9)
    assert sum(row.between_users for row in shares.rows) == pytest.approx(1)
    assert sum(row.between_items for row in shares.rows) == pytest.approx(1)
    assert {row.block for row in shares.rows} >= {"bias", "user", "tags:all", "history:0s", "trend"}


def test_few_users_stand_for_many(glass_box):
    assert block_shares(glass_box, most_users=7).n_users == 7


def test_what_depends_on_the_item_alone_makes_no_difference_between_users(glass_box):
    trend = next(row for row in block_shares(glass_box).rows if row.block == "trend")
    assert trend.between_users == pytest.approx(0, abs=1e-12)
    assert trend.between_items > 0


def test_another_model_cannot_be_taken_apart():
    with pytest.raises(ModelError, match="no named weights"):
        block_shares(Popularity().fit(small_tables()))
