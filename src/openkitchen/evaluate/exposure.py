"""How often each item is shown, and how much that would change with other users."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy.sparse as sp

from openkitchen.evaluate.bootstrap import poisson_weights, spread_bits
from openkitchen.evaluate.catalogue import coverage
from openkitchen.evaluate.coding import Coded
from openkitchen.evaluate.reach import spread_of_shown

__all__ = ["Exposure", "expose", "join_exposures"]

Codes = npt.NDArray[np.int64]
Lists = npt.NDArray[np.integer]
Values = npt.NDArray[np.float64]

_BLOCK = 4096
_TWO_SIDED = 1.959963984540054
_MARK = np.uint64


@dataclass(frozen=True)
class Exposure:
    """Counts of lists.

    Parameters
    ----------
    items
        Ids of the items that are shown to anyone.
    counts
        In how many lists each stands.
    drawn
        Draws × items: the same for users drawn anew.
    n_users
        Users who got a list.
    marks
        By item: the sum of its users' numbers; see `spread_of_shown`.
    """

    items: pa.Array
    counts: Codes
    drawn: npt.NDArray[np.float32]
    n_users: int
    marks: npt.NDArray[np.uint64]

    def coverage(self, eligible: int) -> tuple[float, float | None, float | None]:
        """Return the coverage with its 95% interval: ± 1.96 standard deviations.

        The interval holds the coverage that as many other users of the same kind would give
        on average; see `openkitchen.evaluate.reach`.
        """
        value = coverage(self.counts, eligible)
        if len(self.drawn) < 2:
            return value, None, None
        spread = spread_of_shown(self.counts, self.marks, self.n_users, eligible)
        far = _TWO_SIDED * spread / eligible
        return value, max(value - far, 0.0), min(value + far, 1.0)

    def figure(
        self, measure: Callable[[Values, int], float], eligible: int
    ) -> tuple[float, float | None, float | None]:
        """Return a figure of how evenly items are shown, with its 95% interval.

        Users drawn with replacement show fewer different items than as many others would,
        so the draws say how far the figure spreads, not where it lies: the interval is the
        value ± 1.96 standard deviations of the draws, within 0 and 1.
        """
        value = measure(self.counts.astype(np.float64), eligible)
        if len(self.drawn) < 2:
            return value, None, None
        spread = float(np.std([measure(row.astype(np.float64), eligible) for row in self.drawn]))
        far = _TWO_SIDED * spread
        return value, max(value - far, 0.0), min(value + far, 1.0)


def expose(
    lists: Lists,
    coded: Coded,
    lengths: Sequence[int],
    draws: int,
    people: Codes | None = None,
) -> dict[int, Exposure]:
    """Count at each list length.

    Parameters
    ----------
    lists
        Users × positions: item codes, −1 for none.
    coded
        The ids behind the codes.
    lengths
        List lengths.
    draws
        Bootstrap draws; 0 for none.
    people
        User codes of the rows of ``lists``; all users in their order when ``None``.
    """
    users = coded.users if people is None else coded.users.take(pa.array(people))
    names = users.to_pylist() if draws else []
    seeds = np.array([zlib.crc32(name.encode()) for name in names], dtype=np.uint64)
    found = {}
    for k in lengths:
        shown = lists[:, :k]
        counts = np.bincount(shown[shown >= 0], minlength=len(coded.items))
        which = np.flatnonzero(counts)
        n_users = int(np.count_nonzero((shown >= 0).any(axis=1)))
        drawn = _drawn(shown, which, counts, seeds, draws)
        marks = _marks(shown, seeds, len(coded.items)) if draws else np.zeros(len(counts), _MARK)
        items = coded.items.take(pa.array(which))
        found[k] = Exposure(items, counts[which], drawn, n_users, marks[which])
    return found


def join_exposures(parts: Sequence[Exposure]) -> Exposure:
    """Add up the exposures of several parts of the users."""
    if len(parts) == 1:
        return parts[0]
    at: dict[str, int] = {}
    places = [
        np.array([at.setdefault(i, len(at)) for i in one.items.to_pylist()], dtype=np.int64)
        for one in parts
    ]
    counts = np.zeros(len(at), dtype=np.int64)
    drawn = np.zeros((len(parts[0].drawn), len(at)), dtype=np.float32)
    marks = np.zeros(len(at), dtype=_MARK)
    for one, place in zip(parts, places, strict=True):
        counts[place] += one.counts
        drawn[:, place] += one.drawn
        marks[place] += one.marks
    n_users = sum(one.n_users for one in parts)
    return Exposure(pa.array(list(at), pa.string()), counts, drawn, n_users, marks)


def _marks(shown: Lists, seeds: npt.NDArray[np.uint64], n_items: int) -> npt.NDArray[np.uint64]:
    """Add up the numbers of the users who are shown each item, wrapping at 64 bits."""
    marks = np.zeros(n_items, dtype=_MARK)
    there = shown >= 0
    numbers = np.broadcast_to(spread_bits(seeds)[:, None], shown.shape)
    np.add.at(marks, shown[there], numbers[there])
    return marks


def _drawn(
    shown: Lists, which: Codes, counts: Codes, seeds: npt.NDArray[np.uint64], draws: int
) -> npt.NDArray[np.float32]:
    """Weigh the users anew in each draw; a user's weights depend on the id alone."""
    sums = np.zeros((draws, len(which)), dtype=np.float32)
    narrow = np.cumsum(counts > 0) - 1
    for start in range(0, len(shown) if draws else 0, _BLOCK):
        block = shown[start : start + _BLOCK]
        there = block >= 0
        ends = np.append(0, np.cumsum(there.sum(axis=1)))
        ones = np.ones(int(ends[-1]), dtype=np.float32)
        matrix = sp.csr_array((ones, narrow[block[there]], ends), shape=(len(block), len(which)))
        weights = poisson_weights(seeds[start : start + _BLOCK], draws)
        sums += (matrix.T @ weights).T
    return sums
