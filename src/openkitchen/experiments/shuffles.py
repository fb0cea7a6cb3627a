"""Does a column carry information? It is held beside shuffled copies of itself.

Under the hypothesis that the column says nothing, it and its twins are drawn alike, so
p = (1 + #{twin ≥ real}) / (1 + N) is an exact test (Phipson and Smyth 2010). A paired test
over users is none: a model with a column of noise does differ from one without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import numpy.typing as npt
import scipy

from openkitchen.experiments.ranked import Ranked
from openkitchen.experiments.segment_means import SegmentMeans
from openkitchen.models.blocked import one_thread_each
from openkitchen.models.contract import Progress
from openkitchen.models.ranks_again import RanksAgain
from openkitchen.models.twins import Column, orders_of, twins_of
from openkitchen.models.user_twins import UserTwins

__all__ = ["POWER", "Shuffled", "detectable_beside", "shuffle"]

Floats = npt.NDArray[np.float64]

POWER = 0.9
"""How often an effect of the size that is called detectable is found."""

_SAME = 1e-12


@dataclass(frozen=True)
class Shuffled:
    """A column beside its shuffled twins; heights are means of −log(place), see `Ranked`.

    Parameters
    ----------
    values
        Each user's height with the column.
    twins
        The mean height with each twin.
    p
        The chance of a mean as high as the real one if the column said nothing.
    detectable
        The gain in height over the twins that nine in ten times would have been found.
    segments
        Twins × segments: mean heights.
    method
        How the twins were computed: ``algebra`` or ``refit``.
    seconds
        How long that took.
    """

    values: Floats
    twins: Floats
    p: float
    detectable: float
    segments: Floats
    method: str
    seconds: float

    @property
    def real(self) -> float:
        """The mean height with the column."""
        return float(self.values.mean())

    @property
    def n_as_good(self) -> int:
        """Twins that do at least as well as the column."""
        return int((self.twins >= self.real - _SAME).sum())

    @property
    def used(self) -> bool:
        """Whether it makes any difference to the model what the column says."""
        everything = np.append(self.twins, self.real)
        return bool(np.ptp(everything) > _SAME)


def shuffle(
    column: Column,
    ranked: Ranked,
    n: int,
    seed: int,
    segments: SegmentMeans,
    *,
    level: float = 0.05,
    progress: Progress | None = None,
) -> Shuffled:
    """Fit with ``n`` shuffled twins of a column, and compare where choices stand.

    Parameters
    ----------
    column
        The column.
    ranked
        On whose choices.
    n, seed
        How many twins, and the seed of the shuffling.
    segments
        Groups of these users whose means are kept too.
    level
        The level of the test, for the detectable size.
    progress
        Told of each twin.
    """
    started = perf_counter()
    real = ranked.heights(RanksAgain(column.prepared, ranked.choices).of(column.refit()))
    means, by_segment, method = np.zeros(n), np.zeros((n, len(segments))), "algebra"
    with one_thread_each():  # several products at once, each made by one thread
        for number, (ranks, how) in enumerate(_twins(column, ranked, n, seed)):
            if progress:
                progress(f"shuffled copies of {column.name}", number, n)
            values = ranked.heights(ranks)
            means[number], by_segment[number] = values.mean(), segments.of(values)
            method = how if how != "algebra" else method
    if progress:
        progress(f"shuffled copies of {column.name}", n, n)
    as_good = int((means >= real.mean() - _SAME).sum())
    took = perf_counter() - started
    far = detectable_beside(means, level)
    return Shuffled(real, means, (1 + as_good) / (1 + n), far, by_segment, method, took)


def _twins(column: Column, ranked: Ranked, n: int, seed: int) -> Iterator[tuple[Floats, str]]:
    """Yield where choices stand with each twin, and how that was computed."""
    quick = UserTwins(column, ranked.choices)
    if quick.follows:
        for order in orders_of(column, n, seed):
            yield quick.ranks(order), "algebra"
        return
    again = RanksAgain(column.prepared, ranked.choices)
    for one in twins_of(column, n, seed):
        yield again.of(one), one.method


def detectable_beside(twins: Floats, level: float) -> float:
    """Return the gain over the twins' mean that is found nine in ten times.

    From the twin that must be passed, and the spread of the twins, which a real column's
    value shares.
    """
    passed = np.quantile(twins, 1.0 - level, method="higher") - twins.mean()
    return float(passed + scipy.stats.norm.ppf(POWER) * twins.std(ddof=1))
