"""The solve is the ridge regression; it knows its limits before it meets them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from threadpoolctl import threadpool_info, threadpool_limits

from openkitchen.errors import ModelError, NotEnoughMemory
from openkitchen.models import solve
from openkitchen.models.solve import available_memory, careful_threads, plan_memory, ridge_solve


@given(seed=st.integers(0, 999), d=st.integers(1, 9), n=st.integers(0, 5))
@settings(deadline=None, max_examples=40)
def test_it_solves_the_regression_with_a_penalty_of_its_own_for_each_input(seed, d, n):
    rng = np.random.default_rng(seed)
    z, y = rng.normal(size=(12, d)), rng.normal(size=(12, n))
    ridge = rng.uniform(0.1, 10, d)
    gram = z.T @ z
    weights, factor = ridge_solve(gram, z.T @ y, ridge)
    stacked = np.vstack([z, np.diag(np.sqrt(ridge))])
    expected = np.linalg.lstsq(stacked, np.vstack([y, np.zeros((d, n))]), rcond=None)[0]
    assert_allclose(weights, expected, atol=1e-10)
    lower = np.tril(factor)
    assert_allclose(lower @ lower.T, gram + np.diag(ridge), atol=1e-10)
    assert_allclose(gram, z.T @ z)  # the sums are left as they were


def test_dependent_inputs_without_a_ridge_are_told_with_a_way_out():
    with pytest.raises(ModelError, match="linearly dependent") as caught:
        ridge_solve(np.full((2, 2), 5.0), np.ones((2, 1)), np.array([0.0, 0.0]))
    assert "Raise the ridge" in caught.value.hint
    assert "smallest is 0 against a largest diagonal of 5" in caught.value.hint


def blas_threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


@pytest.mark.parametrize(("size", "single"), [(13_999, False), (14_000, True), (60_000, True)])
def test_large_factors_get_one_thread_and_give_it_back(size, single):
    with threadpool_limits(limits=2, user_api="blas"):
        before = blas_threads()
        with careful_threads(size):
            assert blas_threads() == ({1} if single else before)
        assert blas_threads() == before


def test_one_thread_is_given_back_after_a_failure_too():
    with threadpool_limits(limits=2, user_api="blas"):
        before = blas_threads()
        with pytest.raises(ZeroDivisionError), careful_threads(20_000):
            raise ZeroDivisionError
        assert blas_threads() == before


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


def test_memory_at_hand_is_told_in_bytes():
    assert 2**26 < available_memory() < 2**46
