"""Cholesky factors and triangular solves, block by block: the same bits on any number of cores.

A library's factorisation splits its work by the number of threads, and so rounds
differently with each; with two threads OpenBLAS has also crashed on large matrices. Here
the blocks are of one size whatever the machine, every product of two blocks is made by
one BLAS thread, and several products run at once (Golub and Van Loan, *Matrix
Computations*, 4th ed., section 4.2.9: the block form of the factorisation).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import numpy as np
import numpy.typing as npt
import scipy.linalg as sl
from threadpoolctl import threadpool_limits

from openkitchen.cores import each

__all__ = [
    "factorise",
    "inverse_squares",
    "one_thread_each",
    "solve_lower",
    "solve_upper",
]

Floats = npt.NDArray[np.float64]

_BLOCK = 512
_PANEL = 1024


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Let every BLAS call inside use one thread, so that sums are always made in one order."""
    with threadpool_limits(limits=1, user_api="blas"):
        yield


def factorise(matrix: Floats) -> list[Floats]:
    """Turn the lower triangle of a positive definite matrix into its Cholesky factor, in place.

    Parameters
    ----------
    matrix
        d × d, symmetric; what stands above the diagonal is neither read nor changed.

    Returns
    -------
    The inverse of each diagonal block of the factor, for `solve_lower` and `solve_upper`.

    Raises
    ------
    numpy.linalg.LinAlgError
        When the matrix is not positive definite.
    """
    size, inverses = len(matrix), []
    with one_thread_each():
        for start, stop in _blocks(size):
            block = matrix[start:stop, start:stop]
            lower = sl.cholesky(block, lower=True, check_finite=False)
            keep_lower(block, lower)
            inverse = sl.solve_triangular(
                lower, np.eye(stop - start, dtype=matrix.dtype), lower=True, check_finite=False
            )
            inverses.append(inverse)
            rest = [(a, b) for a, b in _blocks(size) if a >= stop]
            each(partial(_scale, matrix, (start, stop), inverse), rest)
            each(partial(_subtract, matrix, (start, stop)), rest)
    return inverses


def keep_lower(block: Floats, lower: Floats) -> None:
    """Write the lower triangle of one block over another's."""
    rows, columns = np.tril_indices(len(block))
    block[rows, columns] = lower[rows, columns]


def solve_lower(factor: Floats, inverses: list[Floats], right: Floats) -> None:
    """Replace ``right`` (d × n) by L⁻¹ ``right``."""
    blocks = list(_blocks(len(factor)))

    def panel(columns: tuple[int, int]) -> None:
        part = np.ascontiguousarray(right[:, columns[0] : columns[1]])
        filled = np.flatnonzero(part.any(axis=1))
        first = int(filled[0]) if len(filled) else len(part)  # above it, all stays zero
        for (start, stop), inverse in zip(blocks, inverses, strict=True):
            if stop <= first:
                continue
            part[start:stop] = inverse @ part[start:stop]
            part[stop:] -= factor[stop:, start:stop] @ part[start:stop]
        right[:, columns[0] : columns[1]] = part

    with one_thread_each():
        each(panel, list(_panels(right.shape[1])))


def solve_upper(factor: Floats, inverses: list[Floats], right: Floats) -> None:
    """Replace ``right`` (d × n) by L⁻ᵀ ``right``."""
    blocks = list(_blocks(len(factor)))

    def panel(columns: tuple[int, int]) -> None:
        part = np.ascontiguousarray(right[:, columns[0] : columns[1]])
        for (start, stop), inverse in zip(reversed(blocks), reversed(inverses), strict=True):
            part[start:stop] -= factor[stop:, start:stop].T @ part[stop:]
            part[start:stop] = inverse.T @ part[start:stop]
        right[:, columns[0] : columns[1]] = part

    with one_thread_each():
        each(panel, list(_panels(right.shape[1])))


def inverse_squares(factor: Floats, inverses: list[Floats]) -> Floats:
    """Return the diagonal of (L Lᵀ)⁻¹: the column sums of the squares of L⁻¹."""
    blocks = list(_blocks(len(factor)))
    squares = np.zeros(len(factor), dtype=factor.dtype)

    def column(number: int) -> None:
        first, last = blocks[number]
        part = np.zeros((len(factor) - first, last - first), dtype=factor.dtype)
        np.fill_diagonal(part[: last - first], 1.0)
        for (start, stop), inverse in zip(blocks[number:], inverses[number:], strict=True):
            here, below = slice(start - first, stop - first), slice(stop - first, None)
            part[here] = inverse @ part[here]
            part[below] -= factor[stop:, start:stop] @ part[here]
        squares[first:last] = np.einsum("ij,ij->j", part, part)

    with one_thread_each():
        each(column, range(len(blocks)))
    return squares


def _scale(matrix: Floats, pivot: tuple[int, int], inverse: Floats, rows: tuple[int, int]) -> None:
    here = matrix[rows[0] : rows[1], pivot[0] : pivot[1]]
    here[:] = here @ inverse.T


def _subtract(matrix: Floats, pivot: tuple[int, int], columns: tuple[int, int]) -> None:
    """Take the products of one block column's rows with everything below off the matrix."""
    start, stop = columns
    beside = matrix[start:, pivot[0] : pivot[1]]
    product = beside @ beside[: stop - start].T
    here = matrix[start:stop, start:stop]
    keep_lower(here, here - product[: stop - start])
    matrix[stop:, start:stop] -= product[stop - start :]


def _blocks(size: int) -> Iterator[tuple[int, int]]:
    for start in range(0, size, _BLOCK):
        yield start, min(start + _BLOCK, size)


def _panels(size: int) -> Iterator[tuple[int, int]]:
    for start in range(0, size, _PANEL):
        yield start, min(start + _PANEL, size)
