"""Items with few or no events borrow what their tags predict."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from openkitchen.models.weights import lend, with_constant


def some(seed=0, n_own=6, n_tail=3, n_tags=2, d=4):
    rng = np.random.default_rng(seed)
    tags = sp.csr_array(rng.integers(0, 2, (n_own + n_tail, n_tags)).astype(float))
    return rng.normal(size=(d, n_own)), tags, rng.integers(1, 9, n_own)


def all_columns(lent, n):
    return np.column_stack([lent.column(j) for j in range(n)])


@given(seed=st.integers(0, 999), shrink=st.floats(0, 100), n_tail=st.integers(0, 3))
@settings(deadline=None, max_examples=40)
def test_it_is_the_ridge_regression_of_weights_on_tags(seed, shrink, n_tail):
    weights, tags, counts = some(seed, n_tail=n_tail)
    g = np.column_stack([np.ones(tags.shape[0]), tags.toarray()])
    own = g[:6]
    worth = weights @ own @ np.linalg.inv(own.T @ own + np.eye(3))
    share = counts / (counts + shrink)
    expected = np.hstack([share * weights + (1 - share) * (worth @ own.T), worth @ g[6:].T])
    got = lend(weights, tags, counts, shrink)
    assert_allclose(all_columns(got, 6 + n_tail), expected, atol=1e-10)
    assert got.n_own == 6


def test_without_shrinking_own_weights_stay_to_the_last_bit():
    weights, tags, counts = some()
    assert_array_equal(lend(weights, tags, counts, 0.0).own, weights)


def test_with_as_many_events_as_the_shrinkage_both_count_the_same():
    weights, tags, _ = some()
    counts = np.full(6, 7)
    own, lent = lend(weights, tags, counts, 0.0).own, lend(weights, tags, counts, 1e12).own
    assert_allclose(lend(weights, tags, counts, 7.0).own, (own + lent) / 2, atol=1e-9)


def test_an_item_of_the_head_without_events_has_nothing_of_its_own():
    weights, tags, counts = some()
    counts[2] = 0
    weights[:, 2] = 99.0  # whatever stands there is not learned from, and not served
    kept = np.array([0, 1, 3, 4, 5])
    others = lend(weights[:, kept], tags[[*kept, 2]], counts[kept], 0.0)
    assert_allclose(lend(weights, tags, counts, 0.0).column(2), others.column(5), atol=1e-12)


def test_items_of_the_same_tags_share_what_is_lent():
    weights, tags, counts = some()
    tags = sp.csr_array(np.vstack([tags.toarray()[:6], [[1, 0], [1, 0], [0, 1]]]))
    got = lend(weights, tags, counts, 0.0)
    assert_array_equal(got.column(6), got.column(7))
    assert np.abs(got.column(6) - got.column(8)).max() > 0


def test_scores_are_rows_times_columns():
    weights, tags, counts = some()
    got = lend(weights, tags, counts, 2.0)
    rows = sp.csr_array(np.random.default_rng(5).normal(size=(3, 4)))
    assert_allclose(got.scores(rows), rows @ all_columns(got, 9), atol=1e-12)


@pytest.mark.parametrize(
    ("n_own", "n_tail", "n_tags"), [(0, 3, 2), (4, 0, 0), (0, 0, 0), (3, 2, 0)]
)
def test_odd_shapes(n_own, n_tail, n_tags):
    weights, tags, counts = some(1, n_own, n_tail, n_tags)
    rows = sp.csr_array(np.ones((2, 4)))
    assert np.isfinite(lend(weights, tags, counts, 1.0).scores(rows)).all()
    assert lend(weights, tags, counts, 1.0).scores(rows).shape == (2, n_own + n_tail)


def test_the_constant_comes_first():
    tags = sp.csr_array(np.array([[0.0, 2.0]]))
    assert_array_equal(with_constant(tags).toarray(), [[1, 0, 2]])
