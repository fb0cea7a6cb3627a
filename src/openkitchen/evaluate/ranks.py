"""Ranked lists as a matrix, checked on the way in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import InputError
from openkitchen.evaluate.coding import Pairs, require_columns
from openkitchen.schema.columns import ITEM, RANK, SCORE, USER

__all__ = ["check_lists", "positions"]

Codes = npt.NDArray[np.int64]

_SPARE = 1_000_000


def check_lists(table: pa.Table, *, file: str | None = None) -> Codes:
    """Check a table of lists and return its ranks.

    Raises
    ------
    ColumnsError
        When ``user_id``, ``item_id`` or ``rank`` is missing.
    InputError
        When an id or rank is empty, a rank is no whole number from 1, or a score is not a
        number. The first offending line is named, counted from 1 with the header.
    """
    require_columns(table, USER, ITEM, RANK, file=file)
    for name in (USER, ITEM):
        _refuse(pc.is_null(table[name]), table, name, file, "an id")
    ranks = _numbers(table[RANK])
    whole = pc.and_(pc.equal(ranks, pc.floor(ranks)), pc.greater_equal(ranks, 1.0))
    _refuse(pc.invert(pc.fill_null(whole, False)), table, RANK, file, "a whole number from 1")
    if SCORE in table.column_names:
        finite = pc.fill_null(pc.is_finite(_numbers(table[SCORE])), False)
        _refuse(pc.invert(finite), table, SCORE, file, "a finite number")
    codes: Codes = ranks.to_numpy().astype(np.int64)
    return codes


def positions(
    pairs: Pairs, ranks: Codes, table: pa.Table, n_users: int, *, file: str | None = None
) -> Codes:
    """Lay the lists out: users × positions, item codes, −1 past the end of a list.

    An item's position is its place in the order of ranks: gaps between ranks are closed,
    as every other implementation does that reads rankings.

    Raises
    ------
    InputError
        When a user has one rank, or one item, twice.
    """
    longest = int(ranks.max()) if len(ranks) else 0
    if longest * n_users > 4 * len(ranks) + _SPARE:
        ranks = _dense_ranks(pairs.user, ranks)
        longest = int(ranks.max()) if len(ranks) else 0
    lists = np.full((n_users, longest), -1, dtype=np.int64)
    lists[pairs.user, ranks - 1] = pairs.item
    if np.count_nonzero(lists >= 0) < len(ranks):
        _refuse_doubles(pairs.user, ranks, table, RANK, file)
    lists = _closed(lists)
    if _has_doubles(lists):
        _refuse_doubles(pairs.user, pairs.item, table, ITEM, file)
    return lists


def _numbers(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cast to double, null where the text is no number."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        looks = pc.match_substring_regex(column, r"^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$")
        column = pc.if_else(looks, pc.utf8_trim_whitespace(column), None)
    return column.cast(pa.float64())


def _refuse(
    wrong: pa.ChunkedArray, table: pa.Table, column: str, file: str | None, expected: str
) -> None:
    row = pc.index(wrong, True).as_py()
    if row >= 0:
        value = table[column][row].as_py()
        text = "empty" if value is None else repr(value)
        raise InputError(f"found {text}", file=file, line=row + 2, column=column, expected=expected)


def _refuse_doubles(
    user: Codes, value: Codes, table: pa.Table, column: str, file: str | None
) -> None:
    """Name the first row whose (user, value) stood in an earlier row."""
    key = user * (int(value.max()) + 1) + value
    _, first = np.unique(key, return_index=True)
    doubled = np.ones(len(key), dtype=np.bool_)
    doubled[first] = False
    rows = np.flatnonzero(doubled)
    if len(rows):
        row = int(rows[0])
        who, what = table[USER][row].as_py(), table[column][row].as_py()
        raise InputError(
            f"user {who!r} has {column} {what!r} twice",
            file=file,
            line=row + 2,
            column=column,
            expected=f"each {column} once per user",
            hint="Remove the repeated rows; a list shows an item once.",
        )


def _dense_ranks(user: Codes, ranks: Codes) -> Codes:
    """Number each user's distinct ranks 1, 2, … in their order; equal ranks stay equal."""
    order = np.lexsort((ranks, user))
    user_, rank_ = user[order], ranks[order]
    new_user = np.diff(user_, prepend=-1) != 0
    step = (new_user | (np.diff(rank_, prepend=-1) != 0)).astype(np.int64)
    running = np.cumsum(step)
    begin = np.maximum.accumulate(np.where(new_user, running, 0))
    dense = np.empty_like(ranks)
    dense[order] = running - begin + 1
    return dense


def _closed(lists: Codes) -> Codes:
    """Move items left over gaps."""
    gap = (lists[:, 1:] >= 0) & (lists[:, :-1] < 0)
    rows = np.flatnonzero(gap.any(axis=1)) if lists.shape[1] > 1 else np.array([], dtype=np.int64)
    if len(rows):
        order = np.argsort(lists[rows] < 0, axis=1, kind="stable")
        lists[rows] = np.take_along_axis(lists[rows], order, axis=1)
    return lists


def _has_doubles(lists: Codes) -> bool:
    block = 16_384
    for start in range(0, len(lists), block):
        row = np.sort(lists[start : start + block], axis=1)
        if np.any((row[:, 1:] == row[:, :-1]) & (row[:, 1:] >= 0)):
            return True
    return False
