"""What lists do to a catalogue: how much of it is shown, how evenly, how well known.

``exposure`` is how often each item stands in anyone's first k positions (zeros may be
left out); ``eligible`` is how many items could have been shown. The eligible count is
asked for and never guessed from the lists: else a model that shows two items of two
would "cover" everything.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["coverage", "effective_coverage", "gini", "novelty"]

Counts = npt.NDArray[np.int64] | npt.NDArray[np.float64]
Values = npt.NDArray[np.float64]


def coverage(exposure: Counts, eligible: int) -> float:
    """Share of the eligible items that anyone is shown: |shown| / eligible.

    Users without truth: their lists count like all others. Ties: as in the lists. Cold users:
    count like all others. Short lists: empty slots show nothing.
    Source: Ge, Delgado-Battenfeld and Jannach 2010 (catalogue coverage).
    """
    return float(np.count_nonzero(exposure)) / eligible


def effective_coverage(exposure: Counts, eligible: int) -> float:
    """Share of the eligible items that would give the same entropy if shown evenly.

    exp(−Σ p ln p) / eligible, with p an item's share of all slots. It is at most the
    coverage, and equal to it when all shown items are shown equally often. Nothing
    shown gives 0. Ties, users without truth, cold users, short lists: as in `coverage`.
    Source: Jost 2006 (effective number of species), on exposure.
    """
    shown = exposure[exposure > 0]
    if len(shown) == 0:
        return 0.0
    share = shown / shown.sum()
    return float(np.exp(-(share * np.log(share)).sum())) / eligible


def gini(exposure: Counts, eligible: int) -> float:
    """Gini index of exposure over all eligible items, the unshown included.

    0: all items are shown equally often; (eligible − 1) / eligible: one item has every
    slot. Σ_i (2i − n − 1) x_i / (n Σ x), x ascending, i from 1. Nothing shown gives 0.
    Ties, users without truth, cold users, short lists: as in `coverage`.
    Source: Gini 1912; for exposure, Fleder and Hosanagar 2009.
    """
    shown = np.sort(exposure[exposure > 0]).astype(np.float64)
    if len(shown) == 0:
        return 0.0
    place = np.arange(eligible - len(shown) + 1, eligible + 1)
    return float(((2 * place - eligible - 1) * shown).sum() / (eligible * shown.sum()))


def novelty(information: Values, shown: npt.NDArray[np.bool_], k: int) -> Values:
    """Mean self-information of the first ``k`` items of each list, in bits.

    Parameters
    ----------
    information
        Users × positions: −log2 of the share of training users who had the item.
    shown
        Users × positions, false past the end of a short list.
    k
        How many positions count.

    Returns
    -------
    One value per user; a user without a list gets NaN, as nothing was shown that could
    be new, and is left out of the mean. An item that nobody had counts as had by one.

    Notes
    -----
    Ties: as in the list. Users without truth: left out by the caller, so that this is about
    the same people as accuracy. Cold users: count like all others. Short lists: the mean
    runs over the items that are there.
    Source: Vargas and Castells 2011, after Zhou et al. 2010.
    """
    count = shown[:, :k].sum(axis=1)
    total = np.where(shown[:, :k], information[:, :k], 0.0).sum(axis=1)
    mean = np.full(len(shown), np.nan)
    np.divide(total, count, out=mean, where=count > 0)
    return mean
