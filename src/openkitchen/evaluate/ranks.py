"""Ranked lists as a matrix, whatever way they were written down.

What stands first in a list, in this order: the lower rank; without ranks, or where two are
equal, the higher score; the item that more people had in training; the smaller item id
(as text). Without ranks and scores the rows' own order is the list.
An item that stands in a list again keeps that slot, which shows nothing new: no hit, no
exposure. It is counted and told.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import InputError
from openkitchen.evaluate.coding import Coded, Pairs, require_columns
from openkitchen.schema.columns import ITEM, RANK, SCORE, USER

__all__ = ["NOTHING", "Listed", "check_lists", "list_up"]

Codes = npt.NDArray[np.int64]
Lists = npt.NDArray[np.integer]
Values = npt.NDArray[np.float64]

NOTHING = -1
_PLACE = np.int32
_SPARE = 1_000_000
_BLOCK = 16_384


@dataclass(frozen=True)
class Listed:
    """Lists, laid out.

    Parameters
    ----------
    items
        Users × positions: item codes; −1 past the end of a list, and where an item of
        the list stands once more.
    n_repeated
        Slots that show an item of the same list again.
    n_tied
        Rows whose rank (or score, without ranks) another row of the same list shares.
    """

    items: Lists
    n_repeated: int
    n_tied: int


def check_lists(table: pa.Table, *, file: str | None = None) -> None:
    """Check a table of lists.

    Raises
    ------
    ColumnsError
        When ``user_id`` or ``item_id`` is missing.
    InputError
        When an id is empty, a rank is no whole number from 0, or a score is not a number.
        The first offending line is named, counted from 1 with the header.
    """
    require_columns(table, USER, ITEM, file=file)
    for name in (USER, ITEM):
        if table[name].null_count:
            _refuse(pc.is_null(table[name]), table, name, file, "an id")
    if RANK in table.column_names:
        kind = table[RANK].type
        ranks = table[RANK] if pa.types.is_integer(kind) else _numbers(table[RANK])
        right = pc.greater_equal(ranks, 0)
        if not pa.types.is_integer(kind):
            right = pc.and_(right, pc.equal(ranks, pc.floor(ranks)))
        _refuse_wrong(right, table, RANK, file, "a whole number from 0")
    if SCORE in table.column_names:
        _refuse_wrong(pc.is_finite(_numbers(table[SCORE])), table, SCORE, file, "a finite number")


def list_up(pairs: Pairs, table: pa.Table, coded: Coded, popularity: Codes) -> Listed:
    """Lay the lists out, the best item first.

    Parameters
    ----------
    pairs
        User and item codes of the table's rows.
    table
        A table that passed `check_lists`.
    coded
        The ids behind the codes.
    popularity
        By item code: training users who had it; all 0 without training data.
    """
    n_users = len(coded.users)
    ranks = _numbers(table[RANK]).to_numpy() if RANK in table.column_names else None
    lists = None if ranks is None else _scattered(pairs, ranks.astype(np.int64), n_users)
    n_tied = 0
    if lists is None:
        scores = _numbers(table[SCORE]).to_numpy() if SCORE in table.column_names else None
        lists, n_tied = _sorted(pairs, ranks, scores, coded, popularity)
    return _without_repeats(lists, n_tied)


def _scattered(pairs: Pairs, ranks: Codes, n_users: int) -> Lists | None:
    """Put each item at its rank and close gaps; ``None`` where ranks are equal or far apart."""
    if not len(ranks):
        return np.full((n_users, 0), NOTHING, dtype=_PLACE)
    width = int(ranks.max()) + 1
    if width * n_users > 4 * len(ranks) + _SPARE:
        return None
    lists = np.full((n_users, width), NOTHING, dtype=_PLACE)
    lists[pairs.user, ranks] = pairs.item
    if np.count_nonzero(lists >= 0) < len(ranks):
        return None
    first = 1 if width > 1 and not (lists[:, 0] >= 0).any() else 0
    return _closed(lists[:, first:])


def _sorted(
    pairs: Pairs, ranks: Values | None, scores: Values | None, coded: Coded, popularity: Codes
) -> tuple[Lists, int]:
    """Order by rank, score, popularity and id, or by row; say how many rows were tied."""
    keys = [key for key in (ranks, None if scores is None else -scores) if key is not None]
    if not keys:
        order = np.argsort(pairs.user, kind="stable")
        tied = 0
    else:
        by_id = np.empty(len(coded.items), dtype=np.int64)
        by_id[pc.sort_indices(coded.items).to_numpy()] = np.arange(len(coded.items))
        last = (by_id[pairs.item], -popularity[pairs.item])
        order = np.lexsort((*last, *reversed(keys), pairs.user))
        same = (np.diff(pairs.user[order]) == 0) & (np.diff(keys[0][order]) == 0)
        tied = int((np.append(same, False) | np.append(False, same)).sum())
    user = pairs.user[order]
    counts = np.bincount(user, minlength=len(coded.users))
    place = np.arange(len(user)) - np.repeat(np.cumsum(counts) - counts, counts)
    lists = np.full((len(coded.users), int(counts.max(initial=0))), NOTHING, dtype=_PLACE)
    lists[user, place] = pairs.item[order]
    return lists, tied


def _without_repeats(lists: Lists, n_tied: int) -> Listed:
    n_repeated = 0
    for start in range(0, len(lists), _BLOCK):
        block = lists[start : start + _BLOCK]
        row = np.sort(block, axis=1)
        doubled = ((row[:, 1:] == row[:, :-1]) & (row[:, 1:] >= 0)).any(axis=1)
        for at in np.flatnonzero(doubled):
            own = block[at]
            _, first = np.unique(own, return_index=True)
            again = np.ones(len(own), dtype=np.bool_)
            again[first] = False
            again &= own >= 0
            n_repeated += int(again.sum())
            own[again] = NOTHING
    return Listed(lists, n_repeated, n_tied)


def _numbers(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cast to double, null where the text is no number."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        looks = pc.match_substring_regex(column, r"^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$")
        column = pc.if_else(looks, pc.utf8_trim_whitespace(column), None)
    return column.cast(pa.float64())


def _refuse_wrong(
    right: pa.ChunkedArray, table: pa.Table, column: str, file: str | None, expected: str
) -> None:
    if right.null_count or not pc.all(right, min_count=0).as_py():
        _refuse(pc.invert(pc.fill_null(right, False)), table, column, file, expected)


def _refuse(
    wrong: pa.ChunkedArray, table: pa.Table, column: str, file: str | None, expected: str
) -> None:
    row = pc.index(wrong, True).as_py()
    value = table[column][row].as_py()
    text = "empty" if value is None else repr(value)
    raise InputError(f"found {text}", file=file, line=row + 2, column=column, expected=expected)


def _closed(lists: Lists) -> Lists:
    """Move items left over gaps."""
    gap = (lists[:, 1:] >= 0) & (lists[:, :-1] < 0)
    rows = np.flatnonzero(gap.any(axis=1)) if lists.shape[1] > 1 else np.array([], dtype=np.int64)
    if len(rows):
        order = np.argsort(lists[rows] < 0, axis=1, kind="stable")
        lists[rows] = np.take_along_axis(lists[rows], order, axis=1)
    return lists
