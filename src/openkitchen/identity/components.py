"""Connected components of a graph of ids."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components as components

__all__ = ["component_numbers", "connected_components"]

Codes = npt.NDArray[np.int64]


def connected_components(
    left: pa.Array | pa.ChunkedArray, right: pa.Array | pa.ChunkedArray
) -> pa.Table:
    """Find what hangs together.

    Parameters
    ----------
    left, right
        The two ids of each edge, of one type.

    Returns
    -------
    ``id`` and ``component``, the smallest id that it hangs together with; one row per id.
    """
    both = pa.chunked_array(
        [*pa.chunked_array(left).chunks, *pa.chunked_array(right).chunks]
        if isinstance(left, pa.ChunkedArray) and isinstance(right, pa.ChunkedArray)
        else [left, right]
    )
    encoded = pc.dictionary_encode(both).combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0)
    codes = np.asarray(encoded.indices.to_numpy(), dtype=np.int64)
    ids, edges = encoded.dictionary, len(codes) // 2
    order = np.asarray(pc.sort_indices(ids).to_numpy(), dtype=np.int64)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    numbers = component_numbers(len(ids), place[codes[:edges]], place[codes[edges:]])
    sorted_ids = ids.take(pa.array(order))
    return pa.table({"id": sorted_ids, "component": sorted_ids.take(pa.array(numbers))})


def component_numbers(n: int, left: Codes, right: Codes) -> Codes:
    """Return for each of n nodes the smallest node that it hangs together with."""
    graph = sp.coo_matrix((np.ones(len(left), np.int8), (left, right)), shape=(n, n))
    _, labels = components(graph, directed=False)
    smallest = np.full(labels.max(initial=-1) + 1, n, dtype=np.int64)
    np.minimum.at(smallest, labels, np.arange(n))
    return np.asarray(smallest[labels], dtype=np.int64)
