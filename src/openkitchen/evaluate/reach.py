"""How far the number of different items shown would move with other users of the same kind.

Drawing the same users again and again cannot tell: a draw with replacement holds less than
two thirds of the users, so items that few are shown vanish from it far more often than they
would from a new crowd. Here the variance is made of two things that the crowd itself tells.

Let λ be how often an item is expected to be shown; it is missed with probability e^−λ (Poisson).
Items alone would give Σ e^−λ (1 − e^−λ). The distribution of λ is that which makes the counts
likeliest (Kiefer and Wolfowitz 1956; found by EM on a grid, Laird 1978).

But items come in lists: who is shown one rare item is shown others. Let s be the number of items
that a user alone is shown. Were items independent, Σ (s − s̄)² would be the number of such items,
f₁. Its ratio to f₁ is by how much items move together, and its excess over f₁ the sum of their
covariances, as the jackknife has them (Efron and Stein 1981). Multiplying by the ratio is steady
where lists repel each other; adding the excess is right where they come in blocks. The larger of
the two is taken. ``python -m benchmarks.intervals`` draws studies to see that it holds.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["spread_of_shown"]

Codes = npt.NDArray[np.int64]
Marks = npt.NDArray[np.uint64]
Values = npt.NDArray[np.float64]

_RARE = 40  # an item that is shown as often is shown to any crowd: e^-40
_STEPS = 300


def spread_of_shown(counts: Codes, marks: Marks, n_users: int, eligible: int) -> float:
    """Return the standard deviation of the number of different items shown.

    Parameters
    ----------
    counts
        By shown item: in how many lists it stands.
    marks
        By shown item: the sum of its users' numbers (64 bits, wrapping). Items that one user
        alone is shown have that user's number, whoever it is.
    n_users
        Users with a list.
    eligible
        How many items could have been shown.
    """
    rare = counts[counts <= _RARE]
    if not len(counts) or n_users < 2:
        return 0.0
    often = np.bincount(rare, minlength=_RARE + 1).astype(np.float64)
    often[0] = max(eligible - len(counts), 0)
    alone = _of_items_alone(often)
    _, own = np.unique(marks[counts == 1], return_counts=True)
    once = float(own.sum())
    if not once:
        return float(np.sqrt(alone))
    around = float((own.astype(np.float64) ** 2).sum()) - once**2 / n_users
    blocks = alone * around / once
    return float(np.sqrt(max(blocks, alone + around - once)))


def _of_items_alone(often: Values) -> float:
    """Return Σ e^−λ (1 − e^−λ), from how many items were shown 0, 1, 2, … times."""
    total = often.sum()
    if not total:
        return 0.0
    rates = np.concatenate([[0.0], np.geomspace(0.02, 1.75 * _RARE, 48)])
    seen = np.flatnonzero(often)
    times = seen[:, None]
    factorial = np.cumsum(np.log(np.maximum(np.arange(len(often)), 1)))[times]
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = np.exp(np.where(times > 0, times * np.log(rates), 0.0) - rates - factorial)
    weight = np.full(len(rates), 1.0 / len(rates))
    for _ in range(_STEPS):
        weight *= chance.T @ (often[seen] / (chance @ weight)) / total
    return float(total * (weight @ (np.exp(-rates) - np.exp(-2 * rates))))
