"""What is left out cannot be among the largest terms of any listed item."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from openkitchen.explain.pruning import without_small_inputs


def _largest(rows, user, item, weights, n, alone):
    values = rows[[user]].toarray().ravel()
    return np.sort(np.abs(values * weights[:, item])[alone])[::-1][:n]


@given(st.integers(0, 10_000), st.integers(1, 5), st.floats(0.0, 3.0))
def test_the_largest_products_stay(seed, n_terms, spread):
    rng = np.random.default_rng(seed)
    n_users, n_inputs, n_items = 7, 90, 12
    dense = rng.normal(size=(n_users, n_inputs)) * (rng.random((n_users, n_inputs)) < 0.8)
    weights = (
        rng.normal(size=(n_inputs, n_items)) * np.exp(spread * rng.normal(size=n_inputs))[:, None]
    )
    must = rng.random(n_inputs) < 0.1
    peaks = np.where(must, np.inf, np.abs(weights).max(axis=1))
    rows = sp.csr_array(dense)
    items = rng.integers(-1, n_items, (n_users, 4))
    found = without_small_inputs(rows, items, weights, peaks, n_terms)
    assert found.shape == rows.shape
    changed = found.toarray()
    assert np.array_equal(changed[changed != 0], dense[changed != 0])
    assert np.array_equal(changed[:, must], dense[:, must])
    for user in range(n_users):
        for item in items[user][items[user] >= 0]:
            before = _largest(rows, user, item, weights, n_terms, ~must)
            assert np.array_equal(before, _largest(found, user, item, weights, n_terms, ~must))


def test_an_input_that_does_not_count_bounds_nothing():
    weights = np.vstack([np.full((1, 3), 9.0), np.full((2, 3), 1.0), np.zeros((97, 3))])
    peaks = np.abs(weights).max(axis=1)
    peaks[0] = 0.0
    found = without_small_inputs(
        sp.csr_array(np.ones((1, 100))), np.array([[0, 1]]), weights, peaks, 2
    )
    assert {1, 2} <= set(found.indices)


def test_inputs_that_are_small_for_every_item_go():
    weights = np.vstack([np.full((20, 3), 1.0), np.full((80, 3), 1e-3)])
    rows = sp.csr_array(np.ones((2, 100)))
    items = np.array([[0, 1], [2, -1]])
    found = without_small_inputs(rows, items, weights, np.abs(weights).max(axis=1), 3)
    assert np.diff(found.indptr).tolist() == [20, 20]


@pytest.mark.parametrize("beyond", [3, 8])
def test_who_has_an_item_without_weights_of_its_own_keeps_every_input(beyond):
    weights = np.vstack([np.full((20, 3), 1.0), np.full((80, 3), 1e-3)])
    rows = sp.csr_array(np.ones((1, 100)))
    found = without_small_inputs(
        rows, np.array([[0, beyond]]), weights, np.abs(weights).max(axis=1), 3
    )
    assert found.nnz == 100
