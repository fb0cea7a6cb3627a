"""Rows of different lengths, one after the other in an array, as sparse matrices hold them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["sums_by_row"]

Floats = npt.NDArray[np.float64]


def sums_by_row(values: Floats, pointer: npt.NDArray[np.integer[Any]]) -> Floats:
    """Add up each row.

    Parameters
    ----------
    values
        The values of all rows.
    pointer
        Where each row begins, and where the last one ends.

    Returns
    -------
    One sum for each row; 0 where a row is empty.
    """
    sums = np.zeros(len(pointer) - 1)
    busy = np.flatnonzero(np.diff(pointer))
    if len(busy):
        sums[busy] = np.add.reduceat(values, pointer[busy])
    return sums
