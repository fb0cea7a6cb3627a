"""Intervals for means over users, by drawing users again and again.

The Poisson bootstrap (Chamandy et al. 2012): each draw gives each user a weight from
Poisson(1) and takes the weighted mean. Users are the units, since one user's clicks hang
together. Weights are drawn once for all columns, so that differences stay paired, and in
blocks of users, so that memory stays bounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from openkitchen.errors import SettingsError

__all__ = ["intervals", "poisson_weights", "spread_bits"]

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.uint8]

_BLOCK = 2048
_STEPS = 1 << 16
_KEPT = 1 << 24  # bytes of weights kept for whoever asks about as many users next


def intervals(
    values: Values, draws: int, seed: int, *, level: float = 0.95
) -> tuple[Values, Values]:
    """Return percentile intervals for the mean of each column.

    Parameters
    ----------
    values
        Users × columns; NaN leaves the user out of that column's mean.
    draws
        Number of bootstrap draws.
    seed
        Seed of the draws; the same seed and values give the same intervals.
    level
        Share of the draws that the interval holds.

    Returns
    -------
    Lower and upper ends, one per column; NaN where no user has a value.
    """
    if draws < 1:
        raise SettingsError(f"{draws} bootstrap draws", hint="Use 1,000, or 0 for no intervals.")
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    # columns without gaps share one column of ones: the sum of the weights
    if known.all():
        masks, owner = known[:, :1], np.zeros(values.shape[1], dtype=np.int64)
    else:
        masks, owner = np.unique(known, axis=1, return_inverse=True)
    both = np.hstack([filled, masks.astype(np.float64)])
    sums = np.zeros((draws, both.shape[1]))
    for start, weight in _weights(len(both), draws, seed):
        sums += weight.astype(np.float64) @ both[start : start + _BLOCK]
    totals, weights = sums[:, : values.shape[1]], sums[:, values.shape[1] :][:, owner.ravel()]
    means = np.divide(totals, weights, out=np.full(totals.shape, np.nan), where=weights > 0)
    tail = (1.0 - level) / 2.0
    low, high = np.full(values.shape[1], np.nan), np.full(values.shape[1], np.nan)
    for column in range(values.shape[1]):
        drawn = means[:, column][~np.isnan(means[:, column])]
        if len(drawn):
            low[column], high[column] = np.quantile(drawn, [tail, 1.0 - tail])
    return low, high


def poisson_weights(seeds: npt.NDArray[np.uint64], draws: int) -> npt.NDArray[np.float32]:
    """Return users × draws: weights from Poisson(1) that depend on a user's seed alone.

    So the same user weighs the same in whatever part of the data it stands.
    """
    table = _poisson_table().astype(np.float32)
    counter = np.arange(1, draws + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    with np.errstate(over="ignore"):
        mixed = spread_bits((seeds * np.uint64(0xD1342543DE82EF95))[:, None] + counter)
    weights: npt.NDArray[np.float32] = table[(mixed >> np.uint64(48)).astype(np.int64)]
    return weights


def spread_bits(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Spread each number over all 64 bits, as splitmix64 does (Steele, Lea and Flood 2014)."""
    with np.errstate(over="ignore"):
        mixed = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        return (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)


def _weights(n_users: int, draws: int, seed: int) -> Iterator[tuple[int, Counts]]:
    """Yield the weights of each block of users, those drawn last from memory."""
    if n_users * draws <= _KEPT:
        yield from _drawn(n_users, draws, seed)
    else:
        yield from _draw(n_users, draws, seed)


@lru_cache(maxsize=1)
def _drawn(n_users: int, draws: int, seed: int) -> tuple[tuple[int, Counts], ...]:
    return tuple(_draw(n_users, draws, seed))


def _draw(n_users: int, draws: int, seed: int) -> Iterator[tuple[int, Counts]]:
    rng, table = np.random.default_rng(seed), _poisson_table()
    for start in range(0, n_users, _BLOCK):
        size = (draws, min(_BLOCK, n_users - start))
        yield start, table[rng.integers(0, _STEPS, size=size, dtype=np.uint16)]


def _poisson_table() -> Counts:
    """Return Poisson(1) as a table: an even 16-bit number picks a weight from it."""
    chance = [math.exp(-1.0) / math.factorial(count) for count in range(12)]
    ends = np.round(np.cumsum(chance) * _STEPS).astype(np.int64)
    return np.searchsorted(ends, np.arange(_STEPS), side="right").astype(np.uint8)
