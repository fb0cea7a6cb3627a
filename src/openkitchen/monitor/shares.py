"""Shares of a week with the variance that comes from people being drawn, not rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openkitchen.monitor.signals import Codes, Signal

__all__ = ["Shares", "shares_by_week"]

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of some groups of rows, such as weeks.

    Parameters
    ----------
    share, variance
        Groups × values: Σ counts over Σ rows, and its variance with users as the units (a
        ratio estimate, linearised).
    users
        Users of each group.
    """

    share: Values
    variance: Values
    users: Codes


def shares_by_week(signal: Signal, weeks: Codes, group: Codes | None = None) -> Shares:
    """Count the shares of a signal in each of some weeks, or groups of weeks.

    Parameters
    ----------
    signal
        The rows.
    weeks
        Numbers of the weeks that count, ascending.
    group
        The group of each of these weeks; each is its own without.
    """
    place = np.searchsorted(weeks, signal.week)
    place = np.minimum(place, len(weeks) - 1)
    kept = weeks[place] == signal.week
    groups = np.arange(len(weeks)) if group is None else group
    n_groups, n_values = int(groups.max()) + 1, len(signal.values)
    where, user, code = groups[place[kept]], signal.user[kept], signal.code[kept]
    n_users = int(user.max(initial=-1)) + 1
    pairs, of = np.unique(where * max(n_users, 1) + user, return_inverse=True)
    flat = np.bincount(of * n_values + code, minlength=len(pairs) * n_values)
    counts: Values = flat.reshape(len(pairs), n_values).astype(np.float64)
    return _ratio(counts, pairs // max(n_users, 1), n_groups)


def _ratio(counts: Values, group: Codes, n_groups: int) -> Shares:
    rows = counts.sum(axis=1)
    total = np.zeros((n_groups, counts.shape[1]))
    np.add.at(total, group, counts)
    whole = np.bincount(group, rows, n_groups)
    users = np.bincount(group, minlength=n_groups)
    share = total / np.maximum(whole, 1.0)[:, None]
    off = counts - share[group] * rows[:, None]
    spread = np.zeros_like(total)
    np.add.at(spread, group, off**2)
    few = users / np.maximum(users - 1, 1)
    variance = spread * few[:, None] / np.maximum(whole, 1.0)[:, None] ** 2
    return Shares(share, variance, users.astype(np.int64))
