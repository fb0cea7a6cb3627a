"""The baseline beside every figure: the most popular items, without what a user had."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from openkitchen.evaluate.coding import Pairs

__all__ = ["popular_lists"]

Codes = npt.NDArray[np.int64]

_CELLS = 20_000_000


def popular_lists(people: Codes, had: Pairs, n_items: int, k: int) -> Codes:
    """List the first ``k`` items that each user did not have yet.

    Parameters
    ----------
    people
        Codes of the users.
    had
        User codes, and items by their place in the order of popularity, 0 the most popular.
    n_items
        How many items anyone had.
    k
        Length of the lists.

    Returns
    -------
    Users × k: places in the order of popularity; −1 past the end of the items.
    """
    lists = np.full((len(people), k), -1, dtype=np.int64)
    if not len(people):
        return lists
    at = np.full(int(max(people.max(), had.user.max(initial=0))) + 1, -1, dtype=np.int64)
    at[people] = np.arange(len(people))
    row = at[had.user]
    known = (row >= 0) & (had.item >= 0)
    row, item = row[known], had.item[known]
    counts = np.bincount(row, minlength=len(people))
    order = np.argsort(row, kind="stable")
    row, item = row[order], item[order]
    width = min(n_items, k + int(counts.max(initial=0)))
    block = max(1, _CELLS // max(width, 1))
    for start in range(0, len(people), block):
        stop = min(start + block, len(people))
        first, last = np.searchsorted(row, (start, stop))
        free = np.ones((stop - start, width), dtype=np.bool_)
        near = item[first:last] < width
        free[row[first:last][near] - start, item[first:last][near]] = False
        place = np.cumsum(free, axis=1) - 1
        users, items = np.nonzero(free & (place < k))
        lists[start + users, place[users, items]] = items
    return lists
