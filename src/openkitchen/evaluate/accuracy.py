"""Accuracy of ranked lists, one number per user.

All functions but one take the same two arrays and return one value per user:

``hits``
    Users × positions, true where the item at that position (first = best) is one that
    the user really chose. A list shorter than the array is false past its end.
``relevant``
    How many items each user really chose, at least one.

What holds for all of them:

Ties
    Settled before: a list has one item at each position. Equal ranks are ordered by score,
    then by the item's popularity in training, then by item id; see `ranks`.
Users without truth
    Have no defined recall or nDCG and are left out (and counted) by the caller.
Users with truth and without a list
    Are a row without hits, and so get 0.
Cold users
    Count like all others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = [
    "ACCURACY",
    "average_precision",
    "graded_ndcg",
    "hit_rate",
    "ndcg",
    "precision",
    "recall",
    "reciprocal_rank",
]

Hits = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]


def precision(hits: Hits, relevant: Counts, k: int) -> Values:
    """Share of the first ``k`` positions that hold a chosen item: Σ hit_r / k.

    Short lists: divided by ``k`` all the same; an empty slot is a slot without a hit.
    Source: trec_eval's ``P``. Ties, users without truth, cold users: see the module.
    """
    del relevant
    return np.asarray(hits[:, :k].sum(axis=1) / k, dtype=np.float64)


def recall(hits: Hits, relevant: Counts, k: int) -> Values:
    """Share of the chosen items that are among the first ``k``: Σ hit_r / relevant.

    Cannot reach 1 for a user with more than ``k`` chosen items.
    Short lists: nothing special; what is not shown is not found.
    Source: trec_eval's ``recall``. Ties, users without truth, cold users: see the module.
    """
    return np.asarray(hits[:, :k].sum(axis=1) / relevant, dtype=np.float64)


def ndcg(hits: Hits, relevant: Counts, k: int) -> Values:
    """Discounted gain over the best possible: Σ hit_r / log2(r + 1), r from 1, normalised.

    The best possible list has chosen items at its first min(k, relevant) positions.
    Short lists: the best possible list is not shortened.
    Source: Järvelin and Kekäläinen 2002; trec_eval's ``ndcg_cut`` with binary gains.
    Ties, users without truth, cold users: see the module.
    """
    discount = _discount(k)
    best = np.concatenate([[0.0], np.cumsum(discount)])
    shown = hits[:, :k]
    gain = shown @ discount[: shown.shape[1]]
    return np.asarray(gain / best[np.minimum(relevant, k)], dtype=np.float64)


def graded_ndcg(gains: Values, best: Values, k: int) -> Values:
    """Discounted gain over the best possible: Σ grade_r / log2(r + 1), normalised.

    Gains are the grades themselves, not 2^grade − 1. With grades of 0 and 1 it is `ndcg`.

    Parameters
    ----------
    gains
        Users × positions: the grade that the user gave the item there, 0 for none.
    best
        Users × positions: each user's grades, the highest first, 0 past their end.
    k
        How many positions count.

    Notes
    -----
    Short lists: the best possible list is not shortened.
    Source: Järvelin and Kekäläinen 2002; trec_eval's ``ndcg_cut``.
    Ties, users without truth, cold users: see the module.
    """
    discount = _discount(k)
    shown, ideal = gains[:, :k], best[:, :k]
    gain = shown @ discount[: shown.shape[1]]
    return np.asarray(gain / (ideal @ discount[: ideal.shape[1]]), dtype=np.float64)


def reciprocal_rank(hits: Hits, relevant: Counts, k: int) -> Values:
    """1 / position of the first hit among the first ``k``, 0 without one.

    Its mean over users is MRR@k. Short lists: nothing special.
    Source: Voorhees 1999; trec_eval's ``recip_rank``.
    Ties, users without truth, cold users: see the module.
    """
    del relevant
    shown = hits[:, :k]
    if shown.shape[1] == 0:
        return np.zeros(len(hits))
    return np.where(shown.any(axis=1), 1.0 / (shown.argmax(axis=1) + 1), 0.0)


def average_precision(hits: Hits, relevant: Counts, k: int) -> Values:
    """Mean of the precision at each hit among the first ``k``: Σ hit_r · precision@r / relevant.

    Divided by all chosen items, not by min(k, relevant): a user with more than ``k``
    chosen items cannot reach 1. Its mean over users is MAP@k.
    Short lists: nothing special.
    Source: trec_eval's ``map_cut``. Ties, users without truth, cold users: see the module.
    """
    shown = hits[:, :k]
    position = np.arange(1, shown.shape[1] + 1)
    at_hits = np.where(shown, np.cumsum(shown, axis=1) / position, 0.0)
    return np.asarray(at_hits.sum(axis=1) / relevant, dtype=np.float64)


def hit_rate(hits: Hits, relevant: Counts, k: int) -> Values:
    """1 if any of the first ``k`` is a chosen item, else 0.

    Short lists: nothing special. Source: trec_eval's ``success``.
    Ties, users without truth, cold users: see the module.
    """
    del relevant
    return np.asarray(hits[:, :k].any(axis=1), dtype=np.float64)


def _discount(k: int) -> Values:
    return 1.0 / np.log2(np.arange(2, k + 2))


ACCURACY: Final[dict[str, Callable[[Hits, Counts, int], Values]]] = {
    "precision": precision,
    "recall": recall,
    "ndcg": ndcg,
    "mrr": reciprocal_rank,
    "map": average_precision,
    "hit_rate": hit_rate,
}
"""Metrics by the names they carry in results."""
