"""The check behind the promise: for every pair, the terms add up to the score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openkitchen.models import GlassBox
from openkitchen.models.audience import gather

__all__ = ["Additivity", "check_additivity"]

_USERS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Additivity:
    """How far the terms are from the scores.

    Parameters
    ----------
    pairs
        Number of (user, item) pairs compared: all of them.
    largest_error
        Largest |Σ terms − score| relative to max(|score|, Σ |terms|).
    """

    pairs: int
    largest_error: float


def check_additivity(model: GlassBox) -> Additivity:
    """Add up the terms of every (user, item) pair, one by one, and compare with the score.

    The sum is taken input by input in the order of the terms, independently of the
    matrix product that makes the scores.
    """
    fitted = model.fitted
    weights, trend = np.asarray(fitted.weights), np.asarray(fitted.trend)
    largest, pairs = 0.0, 0
    for part in gather(fitted.known, None).blocks(_USERS_AT_ONCE):
        scores = model.score_audience(part)
        rows = fitted.design.rows(part)
        for user in range(len(part)):
            inner = slice(rows.indptr[user], rows.indptr[user + 1])
            terms = rows.data[inner, None] * weights[rows.indices[inner]]
            total = terms[::-1].sum(axis=0) + trend
            size = np.maximum(np.abs(scores[user]), np.abs(terms).sum(axis=0) + np.abs(trend))
            error = np.abs(total - scores[user]) / np.maximum(size, 1e-300)
            largest, pairs = max(largest, float(error.max())), pairs + len(error)
    return Additivity(pairs, largest)
