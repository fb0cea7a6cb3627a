"""Which values of a series stand apart from the usual one, beyond chance and usual change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

__all__ = ["ALPHA", "Run", "odd_runs"]

ALPHA = 0.001
"""Share of clean series in which chance alone may raise an alarm."""

_FEW = 6
_COMMON_CHANGE = 0.85

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring values that stand apart.

    Parameters
    ----------
    first, last
        Positions in the series, both included.
    level, usual
        Median of the run, and of the usual values.
    p_value
        Of the least striking value of the run, if values varied by chance and by the
        usual change from one delivery to the next; after Bonferroni's correction.
    """

    first: int
    last: int
    level: float
    usual: float
    p_value: float


def odd_runs(values: Floats, errors: Floats, least: float) -> list[Run]:
    """Find the runs of values that stand apart from the usual one.

    The usual level is the one that most values share. A value stands apart when it differs
    from it by ``least`` at the least, and by more than both kinds of noise explain: chance
    within a delivery (``errors``, normal), and the usual change between neighbours (Student's
    t; its size is read from the 85th centile of the changes, or from their lower half where
    there are few, so that a few jumps do not hide themselves, and a weekly rhythm counts as
    usual). Runs must also begin or end with a jump of that size: a slow drift is none.

    Parameters
    ----------
    values
        One for each delivery, in order; NaN where there is none.
    errors
        Standard error of each value by chance within its delivery.
    least
        The smallest difference that matters.
    """
    known = np.flatnonzero(np.isfinite(values))
    y, errors = values[known], errors[known]
    if len(y) < 2:
        return []
    noise, cut = _usual_change(y)
    margin = np.maximum(least, _z(len(y)) * errors)
    near = np.abs(y[:, None] - y[None, :]) <= margin[:, None]
    centre = int(np.argmax(near.sum(axis=0)))
    usual = float(np.median(y[near[:, centre]]))
    level_error = float(np.median(errors[near[:, centre]])) / np.sqrt(near[:, centre].sum())
    spread = np.hypot(errors, level_error)
    limit = np.maximum(np.maximum(least, _z(len(y)) * spread), cut * noise)
    odd = np.abs(y - usual) > limit
    return [
        Run(
            int(known[first]),
            int(known[last]),
            float(np.median(y[first : last + 1])),
            usual,
            _chance(y[first : last + 1] - usual, spread[first : last + 1], noise, len(y)),
        )
        for first, last in _runs(odd)
        if _jumps(y, first, last, limit)
    ]


def _usual_change(y: Floats) -> tuple[float, float]:
    """Return the usual change between neighbours as a standard deviation, and its factor."""
    if len(y) < _FEW:
        return 0.0, 0.0
    change = np.abs(np.diff(y))
    share = min(_COMMON_CHANGE, 1 - 2.5 / len(change))
    of_normal = float(special.ndtri((1 + share) / 2)) * np.sqrt(2)
    noise = float(np.quantile(change, share)) / of_normal
    return noise, float(special.stdtrit(max(len(y) - 3, 3), 1 - ALPHA / (2 * len(y))))


def _z(n: int) -> float:
    return float(special.ndtri(1 - ALPHA / (2 * n)))


def _chance(away: Floats, errors: Floats, noise: float, n: int) -> float:
    least = float(np.min(np.abs(away) / np.maximum(errors, 1e-12)))
    p = float(special.ndtr(-least)) * 2 * n
    if noise > 0:
        change = float(np.min(np.abs(away))) / noise
        p = max(p, float(special.stdtr(max(n - 3, 3), -change)) * 2 * n)
    return min(p, 1.0)


def _runs(odd: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], odd, [False]]).astype(int)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _jumps(y: Floats, first: int, last: int, limit: Floats) -> bool:
    before = first > 0 and abs(y[first] - y[first - 1]) > limit[first] / 2
    after = last + 1 < len(y) and abs(y[last] - y[last + 1]) > limit[last] / 2
    return bool(before or after)
