"""The check behind the promise: for every pair, the terms add up to the score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models import GlassBox
from openkitchen.models.audience import gather

__all__ = ["Additivity", "check_additivity"]

Floats = npt.NDArray[np.float64]

_USERS_AT_ONCE = 200
_ITEMS_AT_ONCE = 4000


@dataclass(frozen=True, slots=True)
class Additivity:
    """How far the terms are from the scores.

    Parameters
    ----------
    pairs
        Number of (user, item) pairs compared: all of them.
    largest_error
        Largest |Σ terms − score| / |score|.
    """

    pairs: int
    largest_error: float


def check_additivity(model: GlassBox) -> Additivity:
    """Add up the terms of every (user, item) pair, one by one, and compare with the score.

    The sum is taken input by input in the order of the terms, independently of the
    matrix product that makes the scores.
    """
    fitted = model.fitted
    trend = np.asarray(fitted.trend)
    largest = 0.0
    for start in range(0, len(trend), _ITEMS_AT_ONCE):
        items = np.arange(start, min(start + _ITEMS_AT_ONCE, len(trend)))
        weights = np.column_stack([fitted.weights.column(int(item)) for item in items])
        for part in gather(fitted.known, None).blocks(_USERS_AT_ONCE):
            scores = model.score_audience(part)[:, items]
            rows = fitted.design.rows(part)
            largest = max(largest, _largest(rows, weights, trend[items], scores))
    return Additivity(len(fitted.known.users) * len(trend), largest)


def _largest(rows: sp.csr_array, weights: Floats, trend: Floats, scores: Floats) -> float:
    """Return the largest relative error over users × items."""
    largest = 0.0
    for user in range(len(scores)):
        inner = slice(rows.indptr[user], rows.indptr[user + 1])
        terms = rows.data[inner, None] * weights[rows.indices[inner]]
        total = terms[::-1].sum(axis=0) + trend
        error = np.abs(total - scores[user]) / np.maximum(np.abs(scores[user]), 1e-300)
        largest = max(largest, float(error.max()))
    return largest
