"""One difference per person, its interval, and a test by flipping signs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import sqrt

import numpy as np
import numpy.typing as npt
import scipy

from openkitchen.pilot.planner import detectable_d
from openkitchen.pilot.ratings import Ratings

__all__ = ["Effect", "between_people", "effect_of", "paired_effect", "preference", "sign_flip"]

Values = npt.NDArray[np.float64]

LEVEL = 0.95
_EXACT = 12
_FLIPS = 9999


@dataclass(frozen=True, slots=True)
class Effect:
    """How far the first arm is from the second.

    Parameters
    ----------
    value, low, high
        Mean difference, first less second, and its 95% interval.
    p, p_flip
        By Student's test (Welch's, for two groups of people), and by flipping the signs of
        people's differences, which assumes no shape; ``None`` for two groups.
    people
        How many people it rests on.
    spread
        Standard deviation of people's differences (of their means, for two groups).
    detectable
        The smallest difference that a pilot of this size and spread finds in 80 of 100 cases.
    """

    value: float
    low: float
    high: float
    p: float
    people: int
    spread: float
    detectable: float
    p_flip: float | None = None

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def effect_of(ratings: Ratings, design: str) -> Effect | None:
    """Return the difference between the arms; ``None`` where too few people rated.

    Parameters
    ----------
    ratings
        What people said.
    design
        ``split``: each person saw one arm; else each saw both.
    """
    if design == "split":
        _, means = ratings.means()
        groups = [column[~np.isnan(column)] for column in means.T]
        return None if min(map(len, groups)) < 2 else between_people(*groups)
    _, gaps = ratings.differences()
    return None if len(gaps) < 2 else paired_effect(gaps)


def paired_effect(gaps: Values, seed: int = 0) -> Effect:
    """Return the mean of people's differences, with Student's interval.

    Parameters
    ----------
    gaps
        One difference per person, at least two.
    seed
        Of the flips, where there are too many people to try all.
    """
    n, mean, spread = len(gaps), float(gaps.mean()), float(gaps.std(ddof=1))
    error = spread / sqrt(n)
    reach = float(scipy.stats.t.ppf(0.5 + LEVEL / 2, n - 1)) * error
    p = float(2 * scipy.stats.t.sf(abs(mean) / error, n - 1)) if error else float(mean == 0)
    found, flipped = detectable_d(n) * spread, sign_flip(gaps, seed)
    return Effect(mean, mean - reach, mean + reach, p, n, spread, found, flipped)


def between_people(one: Values, other: Values) -> Effect:
    """Return the difference of two groups' means, with Welch's interval."""
    parts = [one.var(ddof=1) / len(one), other.var(ddof=1) / len(other)]
    value, error = float(one.mean() - other.mean()), sqrt(sum(parts))
    n = len(one) + len(other)
    spread = float(np.sqrt((one.var(ddof=1) + other.var(ddof=1)) / 2))
    if error == 0.0:
        return Effect(value, value, value, float(value == 0), n, 0.0, 0.0)
    shares = sum(p**2 / (len(g) - 1) for p, g in zip(parts, (one, other), strict=True))
    freedom = error**4 / float(shares)
    reach = float(scipy.stats.t.ppf(0.5 + LEVEL / 2, freedom)) * error
    p = float(2 * scipy.stats.t.sf(abs(value) / error, freedom))
    found = detectable_d(n, paired=False) * spread if n >= 4 else float("nan")
    return Effect(value, value - reach, value + reach, p, n, spread, found)


def sign_flip(gaps: Values, seed: int = 0) -> float:
    """Return how often a mean as far from zero comes about when each sign is a coin's.

    All flips are tried for up to 12 people; else 9,999 are drawn, and what was seen counts as
    one more. A person's lists are flipped together: they are no independent evidence.
    """
    if len(gaps) <= _EXACT:
        signs = np.array(list(product((1.0, -1.0), repeat=len(gaps))))
        far = np.abs(signs @ gaps) >= abs(gaps.sum()) - 1e-9
        return float(far.mean())
    rng = np.random.default_rng(seed)
    signs = 2.0 * rng.integers(0, 2, size=(_FLIPS, len(gaps))) - 1.0
    far = np.abs(signs @ gaps) >= abs(gaps.sum()) - 1e-9
    return float((far.sum() + 1) / (_FLIPS + 1))


def preference(ratings: Ratings, seed: int = 0) -> Effect | None:
    """Return the share of interleaved lists that the first arm won, less one half.

    A list is won by the arm whose items were rated higher on average; equal is half a win. Each
    person counts once, by the mean over the own lists. ``None`` where too few lists hold
    ratings of both arms.
    """
    lists, at = np.unique(np.stack([ratings.person, ratings.week]), axis=1, return_inverse=True)
    cell = at.ravel() * 2 + ratings.arm
    size = 2 * lists.shape[1]
    counts = np.bincount(cell, minlength=size)
    sums = np.bincount(cell, weights=ratings.value, minlength=size)
    both = (counts.reshape(-1, 2) > 0).all(axis=1)
    if not both.any():
        return None
    means = (sums / np.maximum(counts, 1)).reshape(-1, 2)[both]
    won = (np.sign(np.round(means[:, 0] - means[:, 1], 9)) + 1) / 2 - 0.5
    people, owner = np.unique(lists[0, both], return_inverse=True)
    if len(people) < 2:
        return None
    mine = np.bincount(owner, weights=won) / np.bincount(owner)
    return paired_effect(mine, seed)
