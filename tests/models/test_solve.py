"""The solve is the ridge regression; it knows its limits before it meets them."""

import numpy as np
import pytest
import scipy.linalg as sl
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from openkitchen.errors import ModelError, NotEnoughMemory
from openkitchen.models import solve
from openkitchen.models.solve import plan_memory, ridge_solve


@given(seed=st.integers(0, 999), d=st.integers(1, 9), n=st.integers(0, 5))
@settings(deadline=None, max_examples=40)
def test_it_solves_the_regression_with_a_penalty_of_its_own_for_each_input(seed, d, n):
    rng = np.random.default_rng(seed)
    z, y = rng.normal(size=(12, d)), rng.normal(size=(12, n))
    ridge = rng.uniform(0.1, 10, d)
    gram = z.T @ z
    solution = ridge_solve(gram, z.T @ y, ridge)
    stacked = np.vstack([z, np.diag(np.sqrt(ridge))])
    expected = np.linalg.lstsq(stacked, np.vstack([y, np.zeros((d, n))]), rcond=None)[0]
    assert_allclose(solution.weights, expected, atol=1e-10)
    lower = np.tril(solution.factor)
    assert_allclose(lower @ lower.T, gram + np.diag(ridge), atol=1e-10)
    assert_allclose(gram, z.T @ z)  # the sums are left as they were


def test_dependent_inputs_without_a_ridge_are_told_with_a_way_out():
    with pytest.raises(ModelError, match="linearly dependent") as caught:
        ridge_solve(np.full((2, 2), 5.0), np.ones((2, 1)), np.array([0.0, 0.0]))
    assert "Raise the ridge" in caught.value.hint
    assert "smallest is 0 against a largest diagonal of 5" in caught.value.hint


@given(seed=st.integers(0, 999), d=st.integers(2, 8), n=st.integers(1, 6))
@settings(deadline=None, max_examples=40)
def test_what_an_item_says_about_itself_is_kept_at_zero(seed, d, n):
    rng = np.random.default_rng(seed)
    z, y, ridge = rng.normal(size=(12, d)), rng.normal(size=(12, n)), rng.uniform(0.1, 10, d)
    own = rng.normal(size=(d, n)) * (rng.random((d, n)) < 0.5)
    solution = ridge_solve(z.T @ z, z.T @ y, ridge, sp.csc_array(own))
    stacked, wanted = np.vstack([z, np.diag(np.sqrt(ridge))]), np.vstack([y, np.zeros((d, n))])
    for item in range(n):  # minimise over all weights with own @ weights == 0, by elimination
        free = sl.null_space(own[None, :, item]) if own[:, item].any() else np.eye(d)
        best = free @ np.linalg.lstsq(stacked @ free, wanted[:, item], rcond=None)[0]
        assert_allclose(solution.weights[:, item], best, atol=1e-9)


def test_the_factor_answers_further_questions():
    rng = np.random.default_rng(5)
    z, right = rng.normal(size=(30, 9)), rng.normal(size=(9, 4))
    penalised = z.T @ z + 2 * np.eye(9)
    solution = ridge_solve(z.T @ z, right, np.full(9, 2.0))
    assert_allclose(solution.solve(right), np.linalg.solve(penalised, right), atol=1e-12)
    assert_allclose(solution.variance(), np.diag(np.linalg.inv(penalised)), atol=1e-12)


def test_what_does_not_fit_is_refused_with_both_figures(monkeypatch):
    monkeypatch.setattr(solve, "available_memory", lambda: 1_500_000_000)
    with pytest.raises(NotEnoughMemory) as caught:
        plan_memory(20_000, 10_000)
    needed = float(caught.value.message.split("about ")[1].split(" GB")[0])
    assert needed > 8 * (20_000**2 + 20_000 * 10_000) / 1e9  # the two matrices of sums alone
    assert "20,000 inputs and 10,000 items" in caught.value.message
    assert "1.5 GB are available" in caught.value.message
    assert "max_items" in caught.value.hint
    assert plan_memory(100, 100) < 10_000_000
