"""Accuracy of ranked lists, one number per user.

All functions take the same two arrays and return one value per user:

``hits``
    Users × positions, true where the item at that position (first = best) is one that
    the user really chose. A list shorter than the array is false past its end.
``relevant``
    How many items each user really chose, at least one: users without truth have no
    defined recall or nDCG and must be left out (and counted) by the caller.

Ties are settled before: a list has one item at each position. Cold users are users like
all others. Users with truth and no list are a row without hits, and so get 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = [
    "ACCURACY",
    "average_precision",
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
    """Share of the first ``k`` positions that hold a chosen item: hits / k.

    A short list is divided by ``k`` all the same: an empty slot is a slot without a hit
    (as trec_eval's ``P``).
    """
    del relevant
    return np.asarray(hits[:, :k].sum(axis=1) / k, dtype=np.float64)


def recall(hits: Hits, relevant: Counts, k: int) -> Values:
    """Share of the chosen items that are among the first ``k``: hits / relevant.

    Cannot reach 1 for a user with more than ``k`` chosen items (trec_eval's ``recall``).
    """
    return np.asarray(hits[:, :k].sum(axis=1) / relevant, dtype=np.float64)


def ndcg(hits: Hits, relevant: Counts, k: int) -> Values:
    """Discounted gain over the best possible: Σ hit_r / log2(r + 1), r from 1, normalised.

    The best possible list has chosen items at its first min(k, relevant) positions, also
    when the list at hand is shorter (Järvelin and Kekäläinen 2002; trec_eval's
    ``ndcg_cut`` with binary gains).
    """
    discount = 1.0 / np.log2(np.arange(2, k + 2))
    best = np.concatenate([[0.0], np.cumsum(discount)])
    shown = hits[:, :k]
    gain = shown @ discount[: shown.shape[1]]
    return np.asarray(gain / best[np.minimum(relevant, k)], dtype=np.float64)


def reciprocal_rank(hits: Hits, relevant: Counts, k: int) -> Values:
    """1 / position of the first hit among the first ``k``, 0 without one.

    Its mean over users is MRR@k (Voorhees 1999).
    """
    del relevant
    shown = hits[:, :k]
    if shown.shape[1] == 0:
        return np.zeros(len(hits))
    return np.where(shown.any(axis=1), 1.0 / (shown.argmax(axis=1) + 1), 0.0)


def average_precision(hits: Hits, relevant: Counts, k: int) -> Values:
    """Mean of the precision at each hit among the first ``k``: Σ hit_r · precision@r / relevant.

    Divided by all chosen items, not by min(k, relevant), as trec_eval's ``map_cut``: a
    user with more than ``k`` chosen items cannot reach 1. Its mean over users is MAP@k.
    """
    shown = hits[:, :k]
    position = np.arange(1, shown.shape[1] + 1)
    at_hits = np.where(shown, np.cumsum(shown, axis=1) / position, 0.0)
    return np.asarray(at_hits.sum(axis=1) / relevant, dtype=np.float64)


def hit_rate(hits: Hits, relevant: Counts, k: int) -> Values:
    """1 if any of the first ``k`` is a chosen item, else 0 (success@k)."""
    del relevant
    return np.asarray(hits[:, :k].any(axis=1), dtype=np.float64)


ACCURACY: Final[dict[str, Callable[[Hits, Counts, int], Values]]] = {
    "precision": precision,
    "recall": recall,
    "ndcg": ndcg,
    "mrr": reciprocal_rank,
    "map": average_precision,
    "hit_rate": hit_rate,
}
"""Metrics by the names they carry in results."""
