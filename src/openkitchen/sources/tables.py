"""Read interactions, items and users: from files, or from dataframes of any make."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

import pyarrow as pa

from openkitchen.errors import ColumnsError, InputError, listing
from openkitchen.schema import Tables, infer_attributes
from openkitchen.schema.columns import ITEM, TIME, USER
from openkitchen.schema.id_match import unmatched_words
from openkitchen.sources.attribute_tables import read_attributes
from openkitchen.sources.blocks import Extract
from openkitchen.sources.columnar import open_frame
from openkitchen.sources.interactions import read_interactions
from openkitchen.sources.mapping import find_columns, refuse_doubled
from openkitchen.sources.rejected import (
    Rejections,
    refuse_too_many,
    write_rejected,
)
from openkitchen.sources.table_rows import TableRows

__all__ = ["REJECT_LIMIT", "read_files", "read_tables"]

REJECT_LIMIT = 0.1
_FEWEST = 10


def read_tables(
    interactions: Any,
    items: Any = None,
    users: Any = None,
    *,
    columns: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Tables:
    """Read the three tables from dataframes (pandas, Polars, PyArrow …) or paths.

    Parameters
    ----------
    interactions
        One row per interaction: ``user_id``, ``item_id`` and, where known, ``timestamp``,
        ``event_type``, ``event_value``, ``weight``. Further columns are passed over.
    items, users
        ``item_id`` (``user_id``) and any attributes.
    columns
        Their name → our name, for columns of any of the three; names that differ from
        ours only in case, blanks or ``_`` need none.
    now
        Times more than a day after this are rejected; the clock's time by default.

    Returns
    -------
    The tables; interactions are ordered by time, user, item. Items or users that have next to
    no id in common with the interactions give a warning.

    Raises
    ------
    ColumnsError
        A needed column is missing.
    TooManyRejected
        More than a tenth of the rows of a table cannot be used. Fewer give a warning.
    InputError
        No row is left, or a table is none.
    """
    tables, rejections = _read(interactions, items, users, columns or {}, None, now)
    if rejections.rows:
        first = rejections.rows[0]
        warnings.warn(
            f"{rejections.sentence()}. The first: {first.place}: {first.reason}", stacklevel=2
        )
    for words in rejections.apart:
        warnings.warn(words, stacklevel=2)
    return tables


def read_files(
    interactions: Path,
    items: Path | None = None,
    users: Path | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    rejected: Path | None = None,
    now: datetime | None = None,
) -> tuple[Tables, Rejections]:
    """Read the three tables from files: CSV, PSV, TSV, JSON lines, Parquet or .xlsx, also packed.

    Parameters
    ----------
    interactions, items, users, columns, now
        As in `read_tables`.
    rejected
        Where to write the rejected rows (``file,line,column,reason,raw``), also when
        there are too many; an older file is replaced, and removed when there are none.

    Returns
    -------
    The tables; and what was rejected, with notes on how the files were read.

    Raises
    ------
    FileUnreadable
        A file is missing, empty, cut off or no table.
    ColumnsError, TooManyRejected, InputError
        As in `read_tables`.
    """
    return _read(interactions, items, users, columns or {}, rejected, now)


def open_any(given: Any, name: str) -> Extract:
    """Open a path or a dataframe."""
    if isinstance(given, (str, Path)):
        from openkitchen.sources.opening import open_file

        return open_file(Path(given), wanted=(USER, ITEM, TIME))
    return open_frame(given, name)


def _read(
    interactions: Any,
    items: Any,
    users: Any,
    columns: Mapping[str, str],
    rejected_to: Path | None,
    now: datetime | None,
) -> tuple[Tables, Rejections]:
    opened = {
        name: open_any(given, name)
        for name, given in (("interactions", interactions), ("items", items), ("users", users))
        if given is not None
    }
    for extract in opened.values():
        refuse_doubled(extract.header, file=extract.name)
    _refuse_unknown(columns, opened)
    events = read_interactions(opened["interactions"], columns, now)
    known = {
        name: read_attributes(opened[name], id_column, columns)
        for name, id_column in (("items", ITEM), ("users", USER))
        if name in opened
    }
    results = [events, *known.values()]
    rows = tuple(row for result in results for row in result.rejected)
    rejections = Rejections(
        rows,
        sum(result.read for result in results),
        tuple(note for result in results for note in result.notes),
    )
    _tell(rejections, rejected_to)
    for result in results:
        refuse_too_many(result.rejected, result.read, REJECT_LIMIT)
    for result, extract in zip(results, opened.values(), strict=True):
        _refuse_nothing(result.rows, extract)
    apart = _apart(events, known, opened)
    rejections = replace(rejections, apart=apart)
    return _tables(events, known.get("items"), known.get("users")), rejections


def _apart(
    events: TableRows, known: Mapping[str, TableRows], opened: Mapping[str, Extract]
) -> tuple[str, ...]:
    """Say which of the tables hardly has an id in common with the interactions."""
    words = (
        unmatched_words(
            known[name].rows[id_column],
            events.rows[id_column],
            asked_as=f"{id_column} of {PurePath(opened[name].name).name}",
            known_as=f"that of {PurePath(opened['interactions'].name).name}",
            fewest=_FEWEST,
        )
        for name, id_column in (("items", ITEM), ("users", USER))
        if name in known
    )
    return tuple(said for said in words if said)


def _tables(events: TableRows, items: TableRows | None, users: TableRows | None) -> Tables:
    return Tables(
        events.rows,
        items.rows if items else None,
        users.rows if users else None,
        infer_attributes(items.rows, ITEM) if items else (),
        infer_attributes(users.rows, USER) if users else (),
    )


def _refuse_unknown(columns: Mapping[str, str], opened: Mapping[str, Extract]) -> None:
    for theirs in columns:
        if not any(
            find_columns([theirs], extract.header, file=extract.name) for extract in opened.values()
        ):
            found = "; ".join(f"{e.name}: {listing(e.header)}" for e in opened.values())
            raise ColumnsError(
                f"no file has a column {theirs!r}",
                column=theirs,
                expected=f"one of these: {found}",
                hint="Write --columns THEIRS=OURS with the name as the header has it.",
            )


def _tell(rejections: Rejections, path: Path | None) -> None:
    if path is None:
        return
    if rejections.rows:
        write_rejected(rejections.rows, Path(path))
    else:
        Path(path).unlink(missing_ok=True)


def _refuse_nothing(rows: pa.Table, extract: Extract) -> None:
    if rows.num_rows == 0:
        raise InputError(
            "there are no rows after the header",
            file=extract.name,
            expected="at least one row of data",
        )
