"""The check behind the promise: for every pair, the terms add up to the score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models import GlassBox
from openkitchen.models.audience import gather

__all__ = ["LIMIT", "Additivity", "check_additivity"]

Floats = npt.NDArray[np.float64]

LIMIT = 1e-9

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
    above
        Pairs whose error is above 1e-9: terms that cancel to almost nothing.
    largest_of_terms
        Largest |Σ terms − score| / Σ |terms|.
    """

    pairs: int
    largest_error: float
    above: int
    largest_of_terms: float

    def sentence(self) -> str:
        """Say it in one sentence."""
        return (
            f"{self.pairs:,} pairs of user and item: the terms miss the score by at most "
            f"{self.largest_error:.1e} of the score ({self.above:,} pairs above {LIMIT:g}) and "
            f"{self.largest_of_terms:.1e} of the terms' size."
        )


def check_additivity(model: GlassBox) -> Additivity:
    """Add up the terms of every (user, item) pair, one by one, and compare with the score.

    The sum is taken input by input in the order of the terms, independently of the
    matrix product that makes the scores.
    """
    fitted = model.fitted
    trend = np.asarray(fitted.trend)
    found = []
    for start in range(0, len(trend), _ITEMS_AT_ONCE):
        items = np.arange(start, min(start + _ITEMS_AT_ONCE, len(trend)))
        weights = np.column_stack([fitted.weights.column(int(item)) for item in items])
        for part in gather(fitted.known, None).blocks(_USERS_AT_ONCE):
            scores = model.score(part.ids)[:, items]
            found.append(_errors(fitted.design.rows(part), weights, trend[items], scores))
    errors = np.array(found).reshape(-1, 3)
    pairs = len(fitted.known.users) * len(trend)
    largest, _, of_terms = errors.max(axis=0)
    return Additivity(pairs, float(largest), int(errors[:, 1].sum()), float(of_terms))


def _errors(
    rows: sp.csr_array, weights: Floats, trend: Floats, scores: Floats
) -> tuple[float, int, float]:
    """Return largest error of the score, pairs above the limit, largest error of the terms."""
    largest, above, of_terms = 0.0, 0, 0.0
    for user in range(len(scores)):
        inner = slice(rows.indptr[user], rows.indptr[user + 1])
        terms = rows.data[inner, None] * weights[rows.indices[inner]]
        total = terms.sum(axis=0, dtype=np.longdouble) + trend
        missed = np.abs(total - scores[user]).astype(np.float64)
        error = missed / np.maximum(np.abs(scores[user]), 1e-300)
        size = np.abs(terms).sum(axis=0) + np.abs(trend)
        largest = max(largest, float(error.max()))
        above += int((error > LIMIT).sum())
        of_terms = max(of_terms, float((missed / np.maximum(size, 1e-300)).max()))
    return largest, above, of_terms
