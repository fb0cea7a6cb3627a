"""Factors and solves are right, and the same to the last bit on any number of cores."""

import hashlib

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from threadpoolctl import threadpool_info, threadpool_limits

from openkitchen import cores
from openkitchen.models import blocked


def positive(size, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(size, max(size // 2, 1)))
    return (rows @ rows.T + 5 * np.eye(size)).astype(dtype)


@pytest.mark.parametrize("size", [1, 2, 511, 512, 513, 1300])
def test_the_factor_is_that_of_the_library(size):
    matrix = positive(size)
    factor = matrix.copy()
    inverses = blocked.factorise(factor)
    assert_allclose(np.tril(factor), np.linalg.cholesky(matrix), atol=1e-9)
    right = np.random.default_rng(1).normal(size=(size, 3))
    solved = right.copy()
    blocked.solve_lower(factor, inverses, solved)
    assert_allclose(np.tril(factor) @ solved, right, atol=1e-9)
    blocked.solve_upper(factor, inverses, solved)
    assert_allclose(matrix @ solved, right, atol=1e-8)
    squares = blocked.inverse_squares(factor, inverses)
    assert_allclose(squares, np.diag(np.linalg.inv(matrix)), rtol=1e-9)


def test_in_single_precision_the_error_stays_what_single_precision_allows():
    matrix, right = positive(900), np.random.default_rng(1).normal(size=(900, 5))
    exact = np.linalg.solve(matrix, right)
    factor, solved = matrix.astype(np.float32), right.astype(np.float32)
    inverses = blocked.factorise(factor)
    blocked.solve_lower(factor, inverses, solved)
    blocked.solve_upper(factor, inverses, solved)
    assert factor.dtype == solved.dtype == np.float32
    assert_allclose(solved, exact, atol=1e-4 * np.abs(exact).max())


def all_bits(matrix, columns=1100):
    factor, size = matrix.copy(), len(matrix)
    inverses = blocked.factorise(factor)
    solved = np.random.default_rng(2).normal(size=(size, columns))
    blocked.solve_lower(factor, inverses, solved)
    blocked.solve_upper(factor, inverses, solved)
    squares = blocked.inverse_squares(factor, inverses)
    return hashlib.sha256(np.tril(factor).tobytes() + solved.tobytes() + squares.tobytes())


def test_the_same_bits_on_one_core_or_several(monkeypatch):
    told, matrix = set(), positive(1500)  # made once: a product's bits may hang on the threads
    for n_cores, threads in ((1, 1), (2, 1), (5, 2), (2, 4)):
        monkeypatch.setattr(cores, "cores", lambda n=n_cores: n)
        with threadpool_limits(limits=threads, user_api="blas"):
            told.add(all_bits(matrix).hexdigest())
    assert len(told) == 1


def test_what_is_not_positive_definite_is_told_wherever_it_shows():
    early, late = positive(600), positive(1100)
    early[3, 3] = late[1090, 1090] = -1.0
    for matrix in (early, late):
        with pytest.raises(np.linalg.LinAlgError):
            blocked.factorise(matrix)


def blas_threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_threads_are_given_back_after_a_failure_too():
    with threadpool_limits(limits=2, user_api="blas"):
        before = blas_threads()
        with pytest.raises(np.linalg.LinAlgError):
            blocked.factorise(-np.eye(3))
        assert blas_threads() == before


def test_what_stands_above_the_diagonal_is_neither_read_nor_changed():
    matrix = positive(700)
    spoiled = np.tril(matrix) + np.triu(np.full_like(matrix, np.nan), 1)
    blocked.factorise(spoiled)
    assert np.isnan(spoiled[np.triu_indices(700, 1)]).all()
    assert_array_equal(np.isnan(np.tril(spoiled)), False)


@pytest.mark.slow
def test_at_the_size_where_a_library_crashed():
    """OpenBLAS with two threads has crashed in float64 factors of 16,000 rows."""
    size = 16_384
    factor = np.zeros((size, size))
    rows = np.random.default_rng(0).normal(size=(size, 40))
    for start in range(0, size, 1024):
        factor[start : start + 1024] = rows[start : start + 1024] @ rows.T
    factor[np.diag_indices(size)] += 3.0
    right = rows[:, :2].copy()
    inverses = blocked.factorise(factor)
    blocked.solve_lower(factor, inverses, right)
    blocked.solve_upper(factor, inverses, right)
    # (R Rᵀ + 3 I)⁻¹ R = R (RᵀR + 3 I)⁻¹
    expected = rows @ np.linalg.inv(rows.T @ rows + 3 * np.eye(40))[:, :2]
    assert_allclose(right, expected, atol=1e-9)
