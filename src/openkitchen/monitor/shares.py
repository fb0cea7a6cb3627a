"""Shares of some weeks against those of others, with people as the units that are drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openkitchen.monitor.signals import Codes, Signal

__all__ = ["Gap", "counts_by_week", "gap_between"]

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gap:
    """How far shares are apart, one entry for each value.

    Parameters
    ----------
    before, now
        The shares.
    variance
        Of their difference. The same people are in both, and their habits cancel.
    """

    before: Values
    now: Values
    variance: Values

    @property
    def z(self) -> Values:
        """The differences in standard errors."""
        return (self.now - self.before) / np.sqrt(np.maximum(self.variance, 1e-24))


def counts_by_week(signal: Signal, weeks: Codes) -> Values:
    """Count the rows of each person and value: weeks × people × values.

    Parameters
    ----------
    signal
        The rows.
    weeks
        Numbers of the weeks that count, ascending.
    """
    place = np.minimum(np.searchsorted(weeks, signal.week), len(weeks) - 1)
    kept = weeks[place] == signal.week
    people, user = np.unique(signal.user[kept], return_inverse=True)
    shape = (len(weeks), len(people), len(signal.values))
    flat = (place[kept] * shape[1] + user) * shape[2] + signal.code[kept]
    counts: Values = np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape).astype(float)
    return counts


def gap_between(before: Values, now: Values) -> Gap:
    """Compare the shares of two tables of people × values.

    Each share is Σ counts over Σ rows: a ratio estimate, whose variance is linearised
    (Cochran 1977, chapter 6), person by person over both tables together.
    """
    one, other = _residuals(before), _residuals(now)
    people = max(int(((before.sum(axis=1) + now.sum(axis=1)) > 0).sum()), 2)
    variance = ((other - one) ** 2).sum(axis=0) * people / (people - 1)
    return Gap(_share(before), _share(now), variance)


def _share(counts: Values) -> Values:
    share: Values = counts.sum(axis=0) / max(counts.sum(), 1.0)
    return share


def _residuals(counts: Values) -> Values:
    rows = counts.sum(axis=1, keepdims=True)
    return (counts - _share(counts) * rows) / max(counts.sum(), 1.0)
