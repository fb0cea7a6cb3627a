"""Lists found by way of single precision are those of double precision, whatever the scores."""

import numpy as np
import pyarrow as pa
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from tests.shop import small_tables

from openkitchen.errors import SettingsError
from openkitchen.models import GlassBox, GlassBoxSettings, glass_box
from openkitchen.models.ranking import top_items
from openkitchen.models.rules import Rules
from openkitchen.models.shortlist import shortlist_of
from openkitchen.models.weights import WeightMatrix

SETTINGS = GlassBoxSettings(
    *(("all", "0s"), 0.5, 0.0, 1.0, 5.0, (5.0,), 5.0, 5.0, 1.0, 1.0),
    *(0.0, 0.5, 0.1, 0.3, 3.0, 1000),
)


def made(seed, n_users, n_own, n_tail, levels):
    rng = np.random.default_rng(seed)
    draw = rng.normal if levels == 0 else lambda size: rng.integers(-levels, levels, size) / 7
    own, lent = draw(size=(9, n_own)), draw(size=(9, 3))
    tagged = sp.random_array((n_tail, 3), density=0.5, rng=seed, format="csr")
    rows = sp.random_array((n_users, 9), density=0.5, rng=seed + 1, format="csr")
    return WeightMatrix(own, lent, tagged), rows, draw(size=n_own + n_tail)


@given(
    seed=st.integers(0, 10_000),
    n_own=st.integers(1, 300),
    n_tail=st.integers(0, 90),
    levels=st.sampled_from([0, 1, 3]),  # whole numbers: ties everywhere
    k=st.integers(1, 12),
    hidden=st.sampled_from([0.0, 0.5, 0.97, 1.0]),
)
@settings(deadline=None, max_examples=150)
def test_the_lists_are_those_of_double_precision(seed, n_own, n_tail, levels, k, hidden):
    weights, rows, extra = made(seed, 7, n_own, n_tail, levels)
    keep_out = np.random.default_rng(seed).random((7, n_own + n_tail)) < hidden

    def hide(scores):
        scores[keep_out] = -np.inf

    exact = weights.scores(rows) + extra
    hide(exact)
    codes, best = top_items(exact, k)
    found, values = shortlist_of(weights).top(rows, extra, k, hide)
    width = found.shape[1]
    assert (codes[:, width:] == -1).all()
    assert_array_equal(found, codes[:, :width])
    assert_allclose(values[found >= 0], best[:, :width][found >= 0], rtol=1e-12, atol=1e-13)


def test_differences_that_single_precision_cannot_see_decide_all_the_same():
    own = np.full((1, 500), 1.0)
    own[0, [400, 30, 77]] = 1 + np.array([3e-9, 2e-9, 1e-9])
    weights = WeightMatrix(own, np.zeros((1, 1)), sp.csr_array((0, 1)))
    rows, nothing = sp.csr_array(np.ones((2, 1))), np.zeros(500)
    found, _ = shortlist_of(weights).top(rows, nothing, 5, lambda scores: None)
    assert found.tolist() == [[400, 30, 77, 0, 1]] * 2


@pytest.fixture(scope="module")
def model():
    return GlassBox(SETTINGS).fit(small_tables(n_users=150))


def both(model, monkeypatch, **asked):
    slow = model.recommend(**asked).table
    monkeypatch.setattr(glass_box, "_LONG", 1)
    monkeypatch.setattr("openkitchen.models.shortlist._USERS_AT_ONCE", 32)
    return slow, model.recommend(**asked).table


ASKED = {
    "everybody": {},
    "with what was seen": {"include_seen": True},
    "some, and a stranger": {"users": ["u003", "stranger", "u003"], "k": 4},
    "earlier": {"at": 1_767_600_000.0},
    "more than there are": {"k": 90},
    "nobody": {"users": []},
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_a_long_catalogue_gets_the_same_lists(model, asked, monkeypatch):
    slow, fast = both(model, monkeypatch, **asked)
    for column in ("user_id", "item_id", "rank"):
        assert fast[column].to_pylist() == slow[column].to_pylist()
    assert_allclose(fast["score"].to_numpy(), slow["score"].to_numpy(), rtol=1e-12)


def test_rules_hold_in_a_long_catalogue_too(model, monkeypatch):
    denied = [str(item) for item in model.items[:4]]
    ruled = model.with_rules(Rules(deny=(pa.table({"item_id": denied}),)))
    slow, fast = both(ruled, monkeypatch, k=6)
    assert fast["item_id"].to_pylist() == slow["item_id"].to_pylist()
    assert not set(denied) & set(fast["item_id"].to_pylist())


def test_one_user_gets_the_same_numbers_as_all_at_once(model, monkeypatch):
    monkeypatch.setattr(glass_box, "_LONG", 1)
    whole = model.recommend(k=5).table
    for user in ("u000", "u077"):
        alone = model.recommend([user], k=5).table
        assert alone.equals(whole.filter(pa.compute.equal(whole["user_id"], user)))


def test_lists_of_nothing_are_refused(model, monkeypatch):
    monkeypatch.setattr(glass_box, "_LONG", 1)
    with pytest.raises(SettingsError):
        model.recommend(k=0)
