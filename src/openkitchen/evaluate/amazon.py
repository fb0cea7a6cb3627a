"""The metrics that Amazon Personalize reports, by its names and as its manual defines them.

They are here for comparison with figures of Amazon's. Where they differ from ours:

``normalized_discounted_cumulative_gain_at_K``
    Its ideal list is *the list at hand*, sorted by relevance, not the user's choices: a
    list that finds one of twenty choices, at the top, gets 1. Never below our nDCG.
``precision_at_K``
    Divides by K, as ours, also where fewer than K items are shown or were chosen.
``mean_reciprocal_rank_at_25``
    Always over 25 positions.
``coverage``
    Worded in two ways: as the share of the unique items *recommended in all queries*, and
    as the share of the unique items that *might be* recommended. Only the first can be
    counted from lists; it is the one here, over the items of the interactions and items
    data together.
All of them
    Are averaged over queries, that is over users who got a list: users whom the model
    gives nothing are left out, where ours count them with 0.

Source: Amazon Personalize Developer Guide, "Evaluating a solution version with metrics".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from openkitchen.evaluate.accuracy import precision, reciprocal_rank

__all__ = ["AMAZON", "AMAZON_NAMES", "amazon_ndcg", "amazon_values"]

Hits = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]


def amazon_ndcg(hits: Hits, relevant: Counts, k: int) -> Values:
    """Discounted gain over that of the same list with its hits moved to the top.

    Σ hit_r / log2(r + 1) over the first ``k``, divided by the same sum when the hits among
    them stand first; 0 without a hit. The base of the logarithm cancels.

    Ties: as ours. Users without truth: left out. Cold users: count like all others.
    Short lists: nothing special. Source: see the module.
    """
    del relevant
    shown = hits[:, :k]
    discount = 1.0 / np.log2(np.arange(2, k + 2))
    best = np.concatenate([[1.0], np.cumsum(discount)])
    return np.asarray(shown @ discount[: shown.shape[1]] / best[shown.sum(axis=1)])


AMAZON: Final[dict[str, tuple[Callable[[Hits, Counts, int], Values], int]]] = {
    "mean_reciprocal_rank_at_25": (reciprocal_rank, 25),
    **{f"normalized_discounted_cumulative_gain_at_{k}": (amazon_ndcg, k) for k in (5, 10, 25)},
    **{f"precision_at_{k}": (precision, k) for k in (5, 10, 25)},
}
"""Amazon's name → the function and its list length."""

AMAZON_NAMES: Final = ("amazon_coverage", *AMAZON)


def amazon_values(hits: Hits, relevant: Counts, listed: npt.NDArray[np.bool_]) -> Values:
    """Return users × `AMAZON`; NaN for users without a list, whom Amazon leaves out."""
    values = np.column_stack([metric(hits, relevant, k) for metric, k in AMAZON.values()])
    values[~listed] = np.nan
    return values
