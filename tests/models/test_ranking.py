"""Lists are the head of a full stable sort, and ranks say where in it an item stands."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_array_equal

from openkitchen.errors import SettingsError
from openkitchen.models import ranking
from openkitchen.models.audience import Audience
from openkitchen.models.events import Events
from openkitchen.models.index import Index
from openkitchen.models.ranking import rank_audience, rank_of, top_items

FEW = st.sampled_from([-np.inf, -1.5, -0.0, 0.0, 1.0, 2.0, 1e6])  # few values: many ties
MATRICES = hnp.arrays(
    np.float64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=9), elements=FEW
)


def by_full_sort(scores, k):
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    best = np.take_along_axis(scores, order, axis=1)
    return np.where(np.isneginf(best), -1, order), best


@given(scores=MATRICES, k=st.integers(1, 12))
@settings(deadline=None, max_examples=300)
def test_the_best_are_the_head_of_a_full_stable_sort(scores, k):
    codes, best = top_items(scores.copy(), k)
    expected, values = by_full_sort(scores, k)
    assert_array_equal(codes, expected)
    assert_array_equal(best, values)


def test_ties_at_the_cut_go_to_the_lower_code_in_large_rows_too():
    scores = np.random.default_rng(0).integers(0, 4, (50, 3000)).astype(float)
    codes, _ = top_items(scores, 20)
    assert_array_equal(codes, by_full_sort(scores, 20)[0])


@given(seed=st.integers(0, 1000), size=st.sampled_from([1e-9, 1.0, 1e9]))
@settings(deadline=None, max_examples=50)
def test_scores_that_differ_by_rounding_alone_are_ties(seed, size):
    rng = np.random.default_rng(seed)
    scores = size * rng.integers(-3, 4, (5, 40)).astype(float)
    noisy = scores * (1 + rng.normal(0, 1e-15, scores.shape)) + size * rng.normal(0, 1e-16, (5, 40))
    assert_array_equal(top_items(noisy, 15)[0], by_full_sort(scores, 15)[0])
    assert rank_of(noisy[0], 7) == rank_of(scores[0], 7)


@pytest.mark.parametrize("shape", [(0, 5), (3, 0), (0, 0)])
def test_nobody_or_nothing_to_rank(shape):
    codes, best = top_items(np.zeros(shape), 4)
    assert codes.shape == best.shape == (shape[0], min(4, shape[1]))


@given(scores=MATRICES)
@settings(deadline=None, max_examples=100)
def test_the_rank_is_the_place_in_the_full_list(scores):
    codes, _ = top_items(scores, scores.shape[1])
    for row, listed in zip(scores, codes, strict=True):
        for place, item in enumerate(listed[listed >= 0]):
            assert rank_of(row, int(item)) == place + 1


def audience(n_users, seen=()):
    user = np.array([u for u, _ in seen], dtype=np.int64)
    item = np.array([i for _, i in seen], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(np.bincount(user, minlength=n_users))])
    n = len(seen)
    events = Events(user, item, np.zeros(n), np.ones(n), start, False)
    ids = [f"u{n}" for n in range(n_users)]
    return Audience(ids, np.arange(n_users), events, np.zeros(n_users))


def ranked(scores, k=3, seen=(), **options):
    items = Index.of("item", [f"i{n}" for n in range(scores.shape[1])])
    lists = rank_audience(
        audience(len(scores), seen), items, lambda part: scores[part.codes].copy(), k, **options
    )
    return [tuple(row.values())[:3] for row in lists.to_dict()]


def test_what_was_seen_is_not_listed_unless_wanted():
    scores = np.array([[3.0, 2.0, 1.0], [1.0, 2.0, 3.0]])
    seen = [(0, 0), (0, 0), (1, 2)]
    assert ranked(scores, 2, seen) == [
        ("u0", "i1", 1),
        ("u0", "i2", 2),
        ("u1", "i1", 1),
        ("u1", "i0", 2),
    ]
    assert ranked(scores, 1, seen, include_seen=True) == [("u0", "i0", 1), ("u1", "i2", 1)]


def test_who_has_seen_everything_gets_no_list_and_the_others_keep_theirs():
    assert ranked(np.ones((2, 2)), 5, [(0, 0), (0, 1)]) == [("u1", "i0", 1), ("u1", "i1", 2)]


def test_lists_do_not_depend_on_how_many_users_are_scored_at_once(monkeypatch):
    scores = np.random.default_rng(1).integers(0, 3, (23, 7)).astype(float)
    seen = [(0, 1), (5, 2), (22, 6)]
    whole = ranked(scores, 4, seen)
    monkeypatch.setattr(ranking, "_CELLS_AT_ONCE", 15)
    assert ranked(scores, 4, seen) == whole


def test_no_users_no_rows_but_the_columns():
    items = Index.of("item", ["a"])
    table = rank_audience(audience(0), items, lambda part: np.zeros((len(part), 1)), 3).table
    assert table.num_rows == 0
    assert table.column_names == ["user_id", "item_id", "rank", "score"]
    assert table.schema.field("rank").type == pa.int64()


@pytest.mark.parametrize("k", [0, -3])
def test_a_length_must_be_positive(k):
    with pytest.raises(SettingsError, match="1 or more"):
        ranked(np.ones((1, 1)), k)
