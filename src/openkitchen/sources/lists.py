"""Read files that are asked with: lists of users, of items, and histories."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from openkitchen.errors import InputError
from openkitchen.schema.columns import ITEM, TIME, USER
from openkitchen.sources.contract import MISSING, ColumnRule
from openkitchen.sources.interactions import read_interactions
from openkitchen.sources.mapping import find_columns, refuse_doubled
from openkitchen.sources.opening import open_file
from openkitchen.sources.rejected import Rejected, Rejections, refuse_too_many
from openkitchen.sources.rows import Demands, take
from openkitchen.sources.table_rows import named_columns, needed

__all__ = ["read_history", "read_ids", "read_lists_of_users"]

_LIMIT = 0.1


def read_lists_of_users(path: Path, columns: Mapping[str, str] | None = None) -> list[str]:
    """Read the ids in the column ``user_id`` of a file, each once, in order.

    Parameters
    ----------
    path
        CSV and its kin, JSON lines, Parquet or .xlsx; other columns are passed over.
    columns
        Their name → our name.

    Raises
    ------
    FileUnreadable, ColumnsError
        The file is no table, or has no such column.
    TooManyRejected
        More than a tenth of the rows have no id; fewer give a warning.
    InputError
        There is no row.
    """
    extract = open_file(Path(path), wanted=(USER,))
    refuse_doubled(extract.header, file=extract.name)
    theirs = needed(extract, named_columns(extract, columns or {}), (USER,))[USER]
    demands = Demands((ColumnRule(theirs, USER, required=True),), missing=MISSING)
    users: dict[str, None] = {}
    rejected: list[Rejected] = []
    read = 0
    for taken in take(extract, demands):
        users.update(dict.fromkeys(taken.rows[USER].to_pylist()))
        rejected += taken.rejected
        read += taken.rows.num_rows + len(taken.rejected)
    _judge(Rejections(tuple(rejected), read), extract.name)
    return list(users)


def read_ids(path: Path) -> pa.Table:
    """Read a list of items, or of pairs of user and item: each row once, in order.

    Parameters
    ----------
    path
        As `read_lists_of_users`, with a column ``item_id``, and ``user_id`` for pairs.

    Returns
    -------
    ``item_id``, or ``user_id`` and ``item_id``, strings; no row when the file has none.

    Raises
    ------
    FileUnreadable, ColumnsError
        The file is no table, or has no such column.
    InputError
        A row lacks an id: a list that allows or forbids is used whole, or not at all.
    """
    extract = open_file(Path(path), wanted=(USER, ITEM))
    refuse_doubled(extract.header, file=extract.name)
    theirs = needed(extract, {}, (ITEM,)) | find_columns([USER], extract.header, file=extract.name)
    names = [name for name in (USER, ITEM) if name in theirs]
    rules = tuple(ColumnRule(theirs[name], name, required=True) for name in names)
    none = pa.table({name: pa.array([], pa.string()) for name in names})
    parts = [none]
    for taken in take(extract, Demands(rules, missing=MISSING)):
        if taken.rejected:
            first = taken.rejected[0]
            raise InputError(
                f"{first.place}: {first.reason}",
                hint="Mend or remove the row: a list of ids is used whole, or not at all.",
            )
        parts.append(taken.rows.select(names).cast(none.schema))
    return pa.concat_tables(parts).group_by(names, use_threads=False).aggregate([])


def read_history(
    path: Path, columns: Mapping[str, str] | None = None, *, now: datetime | None = None
) -> pa.Table:
    """Read histories to be scored: the columns of interactions, in the same order.

    Parameters
    ----------
    path
        As `read_lists_of_users`.
    columns
        Their name → our name.
    now
        Times more than a day after this are rejected; the clock's time by default.

    Returns
    -------
    As ``Tables.interactions``.

    Raises
    ------
    FileUnreadable, ColumnsError, TooManyRejected, InputError
        As `read_lists_of_users`.
    """
    extract = open_file(Path(path), wanted=(USER, ITEM, TIME))
    refuse_doubled(extract.header, file=extract.name)
    read = read_interactions(extract, columns or {}, now)
    _judge(Rejections(read.rejected, read.read), extract.name)
    return read.rows


def _judge(rejections: Rejections, file: str) -> None:
    if rejections.read == 0:
        raise InputError("there are no rows after the header", file=file, expected="rows of data")
    refuse_too_many(rejections.rows, rejections.read, _LIMIT)
    if rejections.rows:
        first = rejections.rows[0]
        warnings.warn(
            f"{rejections.sentence()}. The first: {first.place}: {first.reason}", stacklevel=3
        )
