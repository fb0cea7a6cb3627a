"""Re-ranking is the greedy rule, its scores fall, and nothing depends on the blocks."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.models.ruled_shop import ruled_tables
from tests.shop import small_tables

from openkitchen.errors import SettingsError
from openkitchen.models import Popularity, Rules, diversity
from openkitchen.models.diversity import Likeness, choose_varied, likeness_of


def likeness(n, seed=0):
    rng = np.random.default_rng(seed)
    rows = (rng.random((n, 5)) < 0.4).astype(float)
    length = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    return Likeness(sp.csr_array(np.divide(rows, length, where=length > 0, out=rows)), "attributes")


def by_hand(scores, k, alike, strength):
    pool = [int(i) for i in np.argsort(-scores, kind="stable")[:100] if np.isfinite(scores[i])]
    if not pool:
        return [], []
    cost = strength * (scores[pool].max() - scores[pool].min())
    chosen, shown = [], []
    while pool and len(chosen) < k:
        value = {
            i: scores[i] - cost * max((alike[c, i] for c in chosen), default=0.0) for i in pool
        }
        best = max(sorted(pool), key=lambda i: value[i])
        chosen.append(best)
        shown.append(value[best])
        pool.remove(best)
    return chosen, shown


@given(seed=st.integers(0, 999), k=st.integers(1, 12), strength=st.sampled_from([0.1, 0.5, 1.0]))
@settings(deadline=None, max_examples=60)
def test_it_is_the_greedy_rule(seed, k, strength):
    rng = np.random.default_rng(seed)
    like = likeness(15, seed)
    scores = rng.integers(0, 6, (4, 15)).astype(float)
    scores[rng.random(scores.shape) < 0.2] = -np.inf
    lists = choose_varied(scores.copy(), k, like, strength)
    alike = like.among(np.arange(15))
    for row, items, shown in zip(scores, lists.items, lists.scores, strict=True):
        chosen, values = by_hand(row, k, alike, strength)
        assert items[items >= 0].tolist() == chosen
        assert shown[items >= 0].tolist() == pytest.approx(values, rel=1e-12)
        assert (np.diff(shown[items >= 0]) <= 1e-12).all()


def test_blocks_of_users_and_ways_to_look_up_change_nothing(monkeypatch):
    scores, like = np.random.default_rng(3).random((11, 40)), likeness(40)
    whole = choose_varied(scores, 7, like, 0.6)
    monkeypatch.setattr(diversity, "_USERS_AT_ONCE", 3)
    monkeypatch.setattr(diversity, "_WHOLE", 0)
    parts = choose_varied(scores, 7, Likeness(like.profiles, ""), 0.6)
    for name in ("items", "scores", "likeness", "above", "cost"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))


def test_a_shorter_list_is_the_head_of_a_longer_one():
    scores, like = np.random.default_rng(4).random((5, 60)), likeness(60)
    short, long = (choose_varied(scores, k, like, 0.4) for k in (5, 40))
    np.testing.assert_array_equal(short.items, long.items[:, :5])
    np.testing.assert_array_equal(short.scores, long.scores[:, :5])


def test_lists_become_more_varied_and_strength_zero_changes_nothing():
    model = Popularity().fit(ruled_tables())
    alike = model.gate.likeness.among(np.arange(len(model.items)))

    def sameness(lists):
        codes = model.known.items.find(lists["item_id"]).reshape(-1, 5)
        return np.mean([alike[np.ix_(row, row)].mean() for row in codes])

    plain = model.recommend(k=5).table
    assert model.recommend(k=5, diversity=0.0).table.equals(plain)
    assert sameness(model.recommend(k=5, diversity=0.8).table) < 0.9 * sameness(plain)
    ruled = model.with_rules(Rules(diversity=0.8))
    assert ruled.recommend(k=5).table.equals(model.recommend(k=5, diversity=0.8).table)
    assert ruled.recommend(k=5, diversity=0.0).table.equals(plain)


def test_likeness_is_by_attributes_else_by_who_had_them():
    known = Popularity().fit(small_tables()).known
    with_attributes = likeness_of(known, small_tables())
    assert with_attributes.source == "attributes"
    by_histories = likeness_of(known, None)
    assert by_histories.source == "histories"
    for one in (with_attributes, by_histories):
        matrix = one.among(np.arange(len(known.items)))
        np.testing.assert_allclose(matrix, matrix.T)
        assert ((matrix >= 0) & (matrix <= 1)).all()


def test_bounds():
    with pytest.raises(SettingsError, match="varied lists of 101"):
        choose_varied(np.zeros((1, 3)), 101, likeness(3), 0.5)
    with pytest.raises(SettingsError, match="diversity = 2"):
        Popularity().fit(small_tables()).recommend(k=3, diversity=2)
    assert choose_varied(np.zeros((0, 3)), 2, likeness(3), 0.5).items.shape == (0, 2)
    nothing = choose_varied(np.full((2, 3), -np.inf), 2, likeness(3), 0.5)
    assert (nothing.items == -1).all()
