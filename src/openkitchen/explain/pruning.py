"""Which of a user's inputs can be among the largest terms of the listed items.

An input adds at most its value times the largest of its weights for any item. A few inputs
with the highest such bounds are weighed for the listed items; whatever is bounded below the
n-th largest of these products cannot be among the n largest terms.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.cores import each

__all__ = ["without_small_inputs"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_FIRST = 16
_FEW = 2 * _FIRST
_CELLS_AT_ONCE = 1 << 17
_MARGIN = 1 - 1e-9


def without_small_inputs(
    rows: sp.csr_array, items: Codes, weights: Floats, peaks: Floats, n_terms: int
) -> sp.csr_array:
    """Leave out the inputs that are too small for the largest terms.

    Parameters
    ----------
    rows
        Users × inputs.
    items
        Users × places of a list; negative where a list ends early.
    weights
        Inputs × items. Who has an item beyond these keeps every input.
    peaks
        The largest weight of each input by size; infinite for one that must stay.
    n_terms
        How many terms are wanted of each item.

    Returns
    -------
    Users × inputs: rows in which the ``n_terms`` largest products of an input's value and
    its weight are the same for every listed item.
    """
    counts = np.diff(rows.indptr)
    n_first = max(_FIRST, 4 * n_terms)
    long = (counts > max(_FEW, 2 * n_first)) & (items.max(axis=1, initial=-1) < weights.shape[1])
    kept = np.ones(rows.nnz, dtype=np.bool_)
    order = np.flatnonzero(long)[np.argsort(-counts[long], kind="stable")]

    def mark(users: Codes) -> None:
        _mark(kept, rows, users, items, weights, peaks, (n_first, n_terms))

    each(mark, _parts(order, counts))
    ends = np.append(0, np.cumsum(kept))[rows.indptr]
    return sp.csr_array((rows.data[kept], rows.indices[kept], ends), shape=rows.shape)


def _parts(order: Codes, counts: Codes) -> Iterator[Codes]:
    """Yield users with about as many inputs."""
    start = 0
    while start < len(order):
        stop = start + max(1, _CELLS_AT_ONCE // int(counts[order[start]]))
        yield order[start:stop]
        start = stop


def _mark(
    kept: npt.NDArray[np.bool_],
    rows: sp.csr_array,
    users: Codes,
    items: Codes,
    weights: Floats,
    peaks: Floats,
    wanted: tuple[int, int],
) -> None:
    """Note which entries of some users, laid out in a row each, have to stay."""
    n_first, n_terms = wanted
    counts = np.diff(rows.indptr)[users]
    span = np.arange(int(counts.max()))
    filled = span < counts[:, None]
    at = np.where(filled, rows.indptr[users].astype(np.int64)[:, None] + span, 0)
    inputs, values = rows.indices[at].astype(np.int64), np.abs(rows.data[at])
    must = np.isinf(peaks)[inputs]
    bound = np.where(filled & ~must, values * np.where(np.isinf(peaks), 0.0, peaks)[inputs], -1.0)
    first = np.argpartition(-bound, n_first, axis=1)[:, :n_first]
    most = np.take_along_axis(bound, first, axis=1)[:, None, :]
    value = np.take_along_axis(values, first, axis=1)[:, None, :]
    cells = np.take_along_axis(inputs, first, axis=1)[:, None, :] * weights.shape[1]
    size = np.take(weights.ravel(), cells + np.maximum(items[users], 0)[:, :, None])
    size = np.minimum(np.abs(size) * value, most)  # what does not count has a bound below
    floor = np.partition(size, n_first - n_terms, axis=2)[:, :, n_first - n_terms].min(axis=1)
    stays = must | (bound >= floor[:, None] * _MARGIN)
    kept[at[filled]] = stays[filled]
