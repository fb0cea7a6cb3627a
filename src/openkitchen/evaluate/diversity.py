"""How different the items of one list are from each other, by their attributes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.schema import infer_attributes
from openkitchen.schema.attributes import split_sets
from openkitchen.schema.columns import ITEM

__all__ = ["attribute_bits", "intra_list_diversity"]

Bits = npt.NDArray[np.uint64]
Lists = npt.NDArray[np.integer]
Values = npt.NDArray[np.float64]

_WORD = 64
_PAIRS = 4_000_000


def attribute_bits(items: pa.Table) -> Bits:
    """Write each item's attribute values as bits: items × words.

    Categories and sets give a bit for each value, as ``cuisine=thai``; numbers and free
    text are passed over, for nearness of numbers is a matter of taste.
    """
    features: dict[tuple[str, str], int] = {}
    rows: list[list[int]] = [[] for _ in range(items.num_rows)]
    for attribute in infer_attributes(items, ITEM):
        if attribute.kind == "set":
            values = split_sets(items[attribute.name]).to_pylist()
        elif attribute.kind == "category":
            values = [None if v is None else [str(v)] for v in items[attribute.name].to_pylist()]
        else:
            continue
        for row, own in zip(rows, values, strict=True):
            row.extend(features.setdefault((attribute.name, v), len(features)) for v in own or ())
    bits = np.zeros((items.num_rows, max(1, -(-len(features) // _WORD))), dtype=np.uint64)
    for n, row in enumerate(rows):
        for feature in row:
            bits[n, feature // _WORD] |= np.uint64(1) << np.uint64(feature % _WORD)
    return bits


def intra_list_diversity(lists: Lists, bits: Bits, k: int) -> Values:
    """Mean distance between two items of the first ``k``: 1 − |A ∩ B| / |A ∪ B|.

    A and B are the items' attribute values (Jaccard distance). 0: all items are alike; 1: no
    two share a value. Two items of which nothing is known count as alike.

    Parameters
    ----------
    lists
        Users × positions: item codes, −1 for none.
    bits
        Items × words; see `attribute_bits`.
    k
        How many positions count.

    Returns
    -------
    One value per user; NaN for lists of fewer than two items.

    Notes
    -----
    Ties: as in the list. Users without truth: counted by the caller, who takes the same
    users as for accuracy. Cold users: count like all others. Short lists: the pairs that
    are there. Source: Ziegler et al. 2005 (intra-list similarity), as a distance.
    """
    lists = lists[:, :k]
    first, second = np.triu_indices(lists.shape[1], 1)
    result = np.full(len(lists), np.nan)
    if not len(first):
        return result
    block = max(1, _PAIRS // (len(first) * bits.shape[1]))
    for start in range(0, len(lists), block):
        part = lists[start : start + block]
        a, b = part[:, first], part[:, second]
        there = (a >= 0) & (b >= 0)
        one, other = bits[a], bits[b]
        shared = np.bitwise_count(one & other).sum(axis=2, dtype=np.int64)
        either = np.bitwise_count(one | other).sum(axis=2, dtype=np.int64)
        apart = np.where(either > 0, 1.0 - shared / np.maximum(either, 1), 0.0)
        count = there.sum(axis=1)
        total = np.where(there, apart, 0.0).sum(axis=1)
        np.divide(total, count, out=result[start : start + block], where=count > 0)
    return result
