"""Long catalogues: few candidates in single precision, the best of them in double.

Scoring everything in single precision moves half the bytes. What it gets wrong is
bounded, and everything within the bound of the k-th place is a candidate, so that the
list is the one that double precision gives: nothing is approximate but the detour.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy.sparse as sp

from openkitchen.cores import cores
from openkitchen.models.audience import Audience
from openkitchen.models.contract import Recommendations
from openkitchen.models.index import Index
from openkitchen.models.ragged import sums_by_row
from openkitchen.models.ranking import as_table, check_length, no_lists, top_items
from openkitchen.models.weights import WeightMatrix

__all__ = ["Shortlist", "listed", "shortlist_of"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Codes = npt.NDArray[np.int64]
KeepOut = Callable[[Any], None]

_ITEMS_IN_A_GROUP = 64
_USERS_AT_ONCE = 256
_UNIT = 2.0**-24
"""Unit roundoff of single precision."""


@dataclass(frozen=True)
class Shortlist:
    """Weights made ready for lists of everybody.

    Parameters
    ----------
    weights
        The weights in double precision.
    own
        Those of items with events.
    single
        The same in single precision.
    largest
        The largest weight of each input by size.
    """

    weights: WeightMatrix
    own: Floats
    single: Singles
    largest: Floats

    def top(
        self, rows: sp.csr_array, extra: Floats, k: int, keep_out: KeepOut
    ) -> tuple[Codes, Floats]:
        """Return codes and scores of the ``k`` best items per row, as `top_items` does.

        Parameters
        ----------
        rows
            Users × inputs; put in the order of the inputs, in which scores are added up.
        extra
            What is added to every row, per item.
        k
            Length of the lists.
        keep_out
            Sets the scores of what must not be shown to −∞, in place.
        """
        n_own, tail = self.weights.n_own, self.weights.tail_scores(rows)
        rough = rows.astype(np.float32) @ self.single
        rows.sum_duplicates()
        if tail.shape[1]:
            rough = np.hstack([rough, tail.astype(np.float32)])
        rough += extra.astype(np.float32)
        sizes = sums_by_row(np.abs(rows.data) * self.largest[rows.indices], rows.indptr)
        sizes += np.abs(tail).max(axis=1, initial=0.0)
        slack = _slack(sizes + np.abs(extra).max(initial=0.0), np.diff(rows.indptr))
        keep_out(rough)
        row, item = _candidates(rough, k, slack)
        scores = _exact(self.own, rows, row, np.minimum(item, n_own - 1))
        if tail.shape[1]:
            late = item >= n_own
            scores[late] = tail[row[late], item[late] - n_own]
        return _best_of(row, item, scores + extra[item], rows.shape[0], k)


def shortlist_of(weights: WeightMatrix) -> Shortlist:
    """Make weights ready: half as much memory again as they take."""
    own = np.asarray(weights.own)
    single = own.astype(np.float32)
    return Shortlist(weights, own, single, np.abs(single).max(axis=1, initial=0.0) * (1 + 1e-6))


def listed(
    audience: Audience, items: Index, k: int, top: Callable[[Audience], tuple[Codes, Floats]]
) -> Recommendations:
    """Make the lists of an audience, some users at a time, on as many cores as there are.

    Raises
    ------
    SettingsError
        When ``k`` is not positive.
    """
    check_length(k)

    def table(part: Audience) -> pa.Table:
        return as_table(part, items, *top(part))

    parts = list(audience.blocks(_USERS_AT_ONCE))
    if len(parts) == 1:  # a request about one user: starting threads would take longer
        return Recommendations(table(parts[0]))
    with ThreadPoolExecutor(cores()) as pool:
        tables = list(pool.map(table, parts))
    return Recommendations(pa.concat_tables(tables) if tables else no_lists())


def _slack(sizes: Floats, steps: Codes) -> Floats:
    """Bound the error of every score of a user: the usual bound for a sum of products.

    Parameters
    ----------
    sizes
        At least the sum of the sizes of a score's terms, per user.
    steps
        Number of terms.
    """
    return np.asarray(_UNIT * (steps + 8.0) * sizes)


def _candidates(rough: Singles, k: int, slack: Floats) -> tuple[Codes, Codes]:
    """Return (row, item) of everything that may be among the ``k`` best, in that order.

    The best of each of many groups of items are k items or more, so that the k-th best of
    these is a floor below the k-th best of all.
    """
    n_rows, n_items = rough.shape
    n_groups = -(-n_items // _ITEMS_IN_A_GROUP)
    best = np.full((n_rows, n_groups), -np.inf, dtype=np.float32)
    for start in range(0, n_items, n_groups):  # group g: items g, g + n_groups, …
        width = min(n_groups, n_items - start)
        np.maximum(best[:, :width], rough[:, start : start + width], out=best[:, :width])
    floor = (_kth(best, k).astype(np.float64) - 2 * slack).astype(np.float32)
    row, group = np.nonzero(best >= np.nextafter(floor, -np.inf, dtype=np.float32)[:, None])
    item = group[:, None] + n_groups * np.arange(_ITEMS_IN_A_GROUP)
    inside = item < n_items
    value = np.where(inside, rough[row[:, None], np.where(inside, item, 0)], -np.inf)
    near = np.isfinite(value) & (value >= floor[row][:, None])
    row, item, value = np.broadcast_to(row[:, None], item.shape)[near], item[near], value[near]
    order = np.lexsort((item, row))
    row, item, value = row[order], item[order], value[order]
    last = _kth(_padded(row, value, n_rows), k).astype(np.float64) - 2 * slack
    kept = value >= last[row]
    return row[kept], item[kept]


def _kth(values: Singles, k: int) -> Singles:
    """Return the k-th largest of each row; −∞ where there are fewer."""
    if values.shape[1] < k:
        return np.full(len(values), -np.inf, dtype=np.float32)
    return np.asarray(-np.partition(-values, k - 1, axis=1)[:, k - 1])


def _padded(row: Codes, value: npt.NDArray[Any], n_rows: int) -> npt.NDArray[Any]:
    """Put values that are grouped by row into a matrix, filled up with −∞."""
    counts = np.bincount(row, minlength=n_rows)
    start = np.cumsum(counts) - counts
    padded = np.full((n_rows, int(counts.max(initial=0))), -np.inf, dtype=value.dtype)
    padded[row, np.arange(len(row)) - start[row]] = value
    return padded


def _exact(own: Floats, rows: sp.csr_array, row: Codes, item: Codes) -> Floats:
    """Return the scores of these pairs, in double precision, each added up in one order."""
    length = np.diff(rows.indptr)[row]
    start = np.cumsum(length) - length
    place = np.arange(int(length.sum())) - np.repeat(start - rows.indptr[row], length)
    products = rows.data[place] * own[rows.indices[place], np.repeat(item, length)]
    return np.asarray(np.add.reduceat(np.append(products, 0.0), start)) if len(row) else products


def _best_of(row: Codes, item: Codes, score: Floats, n_rows: int, k: int) -> tuple[Codes, Floats]:
    scores = _padded(row, score, n_rows)
    items = np.where(np.isneginf(scores), -1, _padded(row, item.astype(np.float64), n_rows))
    places, best = top_items(scores, k)
    codes = np.take_along_axis(items.astype(np.int64), np.maximum(places, 0), axis=1)
    return np.where(places < 0, -1, codes), best
