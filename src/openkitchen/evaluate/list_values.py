"""What a list is made of, one number per user: known or new, rare or common, in season or not.

What holds for all of them. Ties: as in the list. Users without truth: left out, so that these
figures and accuracy are about the same people. Cold users: count like all others. Short lists:
the mean runs over the items that are there. A user without a list has no value (NaN) and is
left out of the mean.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["freshness", "list_popularity", "popularity_lift", "season_fit"]

Lists = npt.NDArray[np.integer]
Flags = npt.NDArray[np.bool_]
Values = npt.NDArray[np.float64]


def freshness(lists: Lists, new: Flags, k: int) -> Values:
    """Share of the first ``k`` items that are new to the catalogue.

    New is what was first seen in the last days of training (30, unless said otherwise), or
    never in training at all. Source: Lathia et al. 2010 ask how far lists bring what was
    not there before; here against the training data, so that one list suffices.
    Ties, users without truth, cold users, short lists: see the module.
    """
    return _mean(lists, new.astype(np.float64), k)


def season_fit(lists: Lists, out_of_season: Flags, k: int) -> Values:
    """Share of the first ``k`` items that are not out of season.

    An item is out of season when its calendar tags name seasons and none of them fits the
    month in which the truth begins; an item without such tags never is. 1: nothing out of
    season is shown. Source: our own; see `calendar_tags`.
    Ties, users without truth, cold users, short lists: see the module.
    """
    return _mean(lists, (~out_of_season).astype(np.float64), k)


def list_popularity(lists: Lists, popularity: Values, k: int) -> Values:
    """Mean popularity of the first ``k`` items: the share of training users who had each.

    Source: average recommendation popularity, Yin et al. 2012.
    Ties, users without truth, cold users, short lists: see the module.
    """
    return _mean(lists, popularity, k)


def popularity_lift(shown: Values, had: Values) -> Values:
    """How much more popular the shown items are than those that the same users had before.

    PL = mean over users of the popularity of their lists / the same of their histories − 1.
    0: as popular as what they took; 0.5: half as popular again. It is a ratio of two means,
    and the values returned are its linear parts, R − 1 + (shown − R · had) / mean(had) with
    R the ratio: their mean is PL exactly, and their spread gives its interval (the delta
    method).

    Parameters
    ----------
    shown
        `list_popularity` of each user; NaN without a list.
    had
        Mean popularity of the user's training items; NaN for a cold user.

    Notes
    -----
    Cold users and users without a list have no lift and are left out. Users without truth:
    see the module. Ties, short lists: as in `list_popularity`.
    Source: Abdollahpouri et al. 2020.
    """
    known = ~(np.isnan(shown) | np.isnan(had))
    result = np.full(len(shown), np.nan)
    if known.any() and had[known].mean() > 0:
        middle = had[known].mean()
        ratio = shown[known].mean() / middle
        result[known] = ratio - 1.0 + (shown[known] - ratio * had[known]) / middle
    return result


def _mean(lists: Lists, values: Values, k: int) -> Values:
    shown = lists[:, :k]
    there = shown >= 0
    count = there.sum(axis=1)
    total = np.where(there, values[shown], 0.0).sum(axis=1) if len(values) else count * 0.0
    mean = np.full(len(lists), np.nan)
    np.divide(total, count, out=mean, where=count > 0)
    return mean
