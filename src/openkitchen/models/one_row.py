"""The inputs of a single user: the numbers of the general way, in the same order and to the bit.

Sparse matrices of one row cost more to make than to fill. A request is about one user, so its
row is put together from plain arrays.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

__all__ = ["Entries", "dense_entries", "row_of", "spread"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

Entries = tuple[Codes, Floats]
"""Places and values of a row."""


def spread(items: Codes, values: Floats, phi: sp.csr_array) -> Entries:
    """Multiply a row that has these values at these items by ``phi``.

    An item may come several times. What falls on one place is added up in the order of the
    items; places come last seen first, as in SciPy's product.
    """
    counts = phi.indptr[items + 1] - phi.indptr[items]
    ends = np.cumsum(counts)
    places = np.arange(ends[-1] if len(ends) else 0)
    places = places + np.repeat(phi.indptr[items] - (ends - counts), counts)
    features = phi.indices[places]
    distinct, first, which = np.unique(features, return_index=True, return_inverse=True)
    products: Floats = np.repeat(values, counts) * phi.data[places]
    sums = np.bincount(which, products, len(distinct)).astype(np.float64, copy=False)
    order = np.argsort(-first)
    return distinct[order].astype(np.int64), sums[order]


def dense_entries(values: Floats) -> Entries:
    """Return the places that are not zero, and their values."""
    places = np.flatnonzero(values)
    return places, values[places]


def row_of(blocks: Iterable[tuple[int, Entries]]) -> sp.csr_array:
    """Put blocks side by side: the width of each, and its entries."""
    places, values, start = [], [], 0
    for width, (own, told) in blocks:
        places.append(own + start)
        values.append(told)
        start += width
    data, indices = np.concatenate(values), np.concatenate(places).astype(np.int32)
    return sp.csr_array((data, indices, np.array([0, len(data)], np.int32)), shape=(1, start))
