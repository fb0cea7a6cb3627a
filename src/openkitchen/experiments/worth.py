"""Is a change worth making? A paired difference beside a margin below which nobody cares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy

from openkitchen.evaluate.bootstrap import intervals
from openkitchen.experiments.shuffles import POWER

__all__ = ["MARGIN", "Standing", "Worth", "holm", "weigh"]

Floats = npt.NDArray[np.float64]
Standing = Literal["better", "worse", "the same", "not settled"]

MARGIN = 0.05
"""The share of the metric, as it is, below which a difference counts as none."""


@dataclass(frozen=True, slots=True)
class Worth:
    """A paired difference, user by user.

    Parameters
    ----------
    first, second
        The metric's means with the change and without it.
    value, low, high
        Mean of first less second, with a bootstrap interval over users at ``1 − level``.
    margin
        A difference smaller than this counts as none.
    p
        Of a paired test for a difference of zero.
    detectable
        The difference that nine in ten times would have been found.
    level
        What the interval leaves out.
    n_users
        How many users.
    n_better, n_worse
        Users for whom the first is higher, and lower.
    """

    first: float
    second: float
    value: float
    low: float
    high: float
    margin: float
    p: float
    detectable: float
    level: float
    n_users: int
    n_better: int
    n_worse: int

    def standing(self, p: float | None = None) -> Standing:
        """Say what is shown.

        ``better``: above zero, and perhaps above the margin. ``the same``: whatever the
        difference is, it is inside the margin. ``worse`` likewise; else ``not settled``.

        Parameters
        ----------
        p
            The p-value after looking at several arms; that of this one when ``None``.
        """
        if -self.margin < self.low and self.high < self.margin:
            return "the same"
        clear = (self.p if p is None else p) <= self.level
        if self.low > 0 and clear:
            return "better"
        if self.high < 0 and clear:
            return "worse"
        return "not settled"


def weigh(
    first: Floats, second: Floats, margin: float, level: float, draws: int, seed: int
) -> Worth:
    """Compare the metric of the same users with a change and without it.

    Parameters
    ----------
    first, second
        One value per user.
    margin
        A difference smaller than this counts as none.
    level
        What the interval leaves out.
    draws, seed
        Of the bootstrap over users.
    """
    gap = first - second
    low, high = (float(end[0]) for end in intervals(gap[:, None], draws, seed, level=1 - level))
    spread = float(gap.std(ddof=1) / np.sqrt(len(gap))) if len(gap) > 1 else 0.0
    mean = float(gap.mean())
    p = float(2 * scipy.stats.norm.sf(abs(mean) / spread)) if spread else 1.0
    far = float(scipy.stats.norm.ppf(1 - level / 2) + scipy.stats.norm.ppf(POWER)) * spread
    return Worth(
        float(first.mean()), float(second.mean()), mean, low, high, margin, p, far, level,
        len(gap), int((gap > 0).sum()), int((gap < 0).sum()),
    )  # fmt: skip


def holm(ps: Sequence[float]) -> list[float]:
    """Return p-values after looking at all of them (Holm 1979)."""
    from statsmodels.stats.multitest import multipletests

    return [float(p) for p in multipletests(list(ps), method="holm")[1]] if ps else []
