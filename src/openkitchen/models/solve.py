"""The one linear solve: W = (ZᵀZ + Λ)⁻¹ ZᵀY."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.linalg as sl
from threadpoolctl import threadpool_limits

from openkitchen.errors import ModelError, NotEnoughMemory

__all__ = ["available_memory", "careful_threads", "plan_memory", "ridge_solve"]

Floats = npt.NDArray[np.float64]

_SAFE_SIZE = 14_000


def ridge_solve(gram: Floats, target: Floats, ridge: Floats) -> tuple[Floats, Floats]:
    """Solve the ridge regression by Cholesky factorisation.

    Parameters
    ----------
    gram
        Σ w z zᵀ (d × d).
    target
        Σ w z yᵀ (d × n).
    ridge
        The penalty on each input (d), all positive.

    Returns
    -------
    The weights W (d × n) and the lower Cholesky factor L of the penalised gram (d × d).

    Raises
    ------
    ModelError
        When the penalised gram is not positive definite.
    """
    penalised = gram.copy()
    penalised[np.diag_indices_from(penalised)] += ridge
    with careful_threads(len(penalised)):
        try:
            factor = sl.cholesky(penalised, lower=True, overwrite_a=True, check_finite=False)
        except np.linalg.LinAlgError as error:
            raise ModelError(
                "the inputs are linearly dependent and the ridge too small to part them",
                hint="Raise the ridge settings; the smallest is "
                f"{ridge.min():g} against a largest diagonal of {gram.diagonal().max():g}.",
            ) from error
        weights = sl.cho_solve((factor, True), target, check_finite=False)
    return weights, factor


@contextmanager
def careful_threads(size: int) -> Iterator[None]:
    """Use one BLAS thread for large float64 factorisations.

    OpenBLAS with two threads has crashed in Cholesky factors of 16,000 rows and more.
    """
    if size < _SAFE_SIZE:
        yield
        return
    with threadpool_limits(limits=1, user_api="blas"):
        yield


def plan_memory(inputs: int, items: int, what: str = "the fit") -> int:
    """Return the bytes that a fit of this size takes, or refuse before taking them.

    Raises
    ------
    NotEnoughMemory
        When less memory is available; the message gives both figures and a way out.
    """
    needed = 34 * (inputs**2 + inputs * items)  # four of each and a little, as measured
    at_hand = available_memory()
    if needed > at_hand:
        raise NotEnoughMemory(
            f"{what} with {inputs:,} inputs and {items:,} items needs about "
            f"{needed / 1e9:.1f} GB and {at_hand / 1e9:.1f} GB are available",
            hint="Lower max_items (fewer items serve as inputs) or use fewer scales.",
        )
    return needed


def available_memory() -> int:
    """Return the bytes of memory that can still be taken on this machine."""
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        for line in meminfo.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 0.8)
