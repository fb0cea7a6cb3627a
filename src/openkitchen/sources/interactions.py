"""Read a table of interactions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import listing, plural
from openkitchen.schema.columns import (
    DEVICE,
    EVENT_TYPE,
    EVENT_VALUE,
    ITEM,
    SESSION,
    TIME,
    USER,
    WEIGHT,
)
from openkitchen.sources.blocks import Extract
from openkitchen.sources.contract import KNOWN_TYPES, MISSING, ColumnRule
from openkitchen.sources.mapping import find_columns
from openkitchen.sources.rejected import Rejected
from openkitchen.sources.rows import Demands, day_from_now, take
from openkitchen.sources.table_rows import TableRows, named_columns, needed
from openkitchen.sources.times import MICROSECONDS
from openkitchen.sources.values import ARROW_TYPES

__all__ = ["read_interactions"]

_OPTIONAL = (TIME, EVENT_TYPE, EVENT_VALUE, WEIGHT, SESSION, DEVICE)


def read_interactions(
    extract: Extract, columns: Mapping[str, str], now: datetime | None = None
) -> TableRows:
    """Read interactions.

    Parameters
    ----------
    extract
        With ``user_id`` and ``item_id`` and, where known, ``timestamp``, ``event_type``,
        ``event_value``, ``weight``, ``session_id``, ``device``.
    columns
        Their name → our name.
    now
        Times more than a day after this are rejected; the clock's time by default.

    Returns
    -------
    Rows ordered by time, user, item; ``timestamp`` is null throughout when the table has
    none. Exact duplicates are kept, and counted in a note.

    Raises
    ------
    ColumnsError
        A needed column is missing, or mapped to a name that interactions do not have.
    """
    found, rest = _find(extract, columns)
    rows, rejected, read = _collect(extract, found, now)
    if read and not rows.num_rows and TIME in found and _all_without_time(rejected, found[TIME]):
        del found[TIME]
        rows, rejected, read = _collect(extract, found, now)
    notes = [*extract.notes]
    if TIME not in found:
        notes.append(_undated(rest))
    passed_over = [name for name in extract.header if name not in found.values()]
    if passed_over:
        notes.append(f"passed over: {listing(passed_over)}")
    if doubles := _doubles(rows):
        notes.append(
            f"{plural(doubles, 'row repeats', 'rows repeat')} another exactly; they are kept"
        )
    return TableRows(
        _in_order(rows), rejected, read, tuple(f"{extract.name}: {note}" for note in notes)
    )


def _find(extract: Extract, columns: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return our name → name in the header; and the header's names that were not mapped."""
    named = named_columns(extract, columns)
    found = needed(extract, named, (USER, ITEM))
    rest = [n for n in extract.header if n not in found.values() and n not in named.values()]
    found |= {name: named[name] for name in _OPTIONAL if name in named}
    found |= find_columns([n for n in _OPTIONAL if n not in found], rest, file=extract.name)
    return {name: found[name] for name in (USER, ITEM, *_OPTIONAL) if name in found}, rest


def _collect(
    extract: Extract, found: Mapping[str, str], now: datetime | None
) -> tuple[pa.Table, tuple[Rejected, ...], int]:
    rules = tuple(
        ColumnRule(theirs, ours, KNOWN_TYPES[ours], required=ours in {USER, ITEM, TIME})
        for ours, theirs in found.items()
    )
    demands = Demands(rules, latest=day_from_now(now), missing=MISSING)
    tables: list[pa.Table] = []
    rejected: list[Rejected] = []
    for taken in take(extract, demands):
        tables.append(taken.rows)
        rejected += taken.rejected
    schema = pa.schema([(name, ARROW_TYPES[KNOWN_TYPES[name]]) for name in found])
    rows = pa.concat_tables([schema.empty_table(), *tables])
    if TIME not in found:
        rows = rows.add_column(2, TIME, pa.nulls(rows.num_rows, MICROSECONDS))
    return rows, tuple(rejected), rows.num_rows + len(rejected)


def _all_without_time(rejected: tuple[Rejected, ...], column: str) -> bool:
    return all(row.column == column and row.reason.startswith("no value") for row in rejected)


def _undated(header: Sequence[str]) -> str:
    like = [name for name in header if re.search(r"time|date|(^|_)ts$", name, re.IGNORECASE)]
    asked = f"; if {like[0]!r} is one, map it with --columns {like[0]}={TIME}" if like else ""
    return f"no times: all interactions count as undated{asked}"


def _in_order(rows: pa.Table) -> pa.Table:
    keys = [(TIME, "ascending"), (USER, "ascending"), (ITEM, "ascending")]
    others = [(n, "ascending") for n in rows.column_names if n not in {TIME, USER, ITEM}]
    return rows.take(pc.sort_indices(rows, [*keys, *others])).combine_chunks()


def _doubles(rows: pa.Table) -> int:
    distinct = rows.group_by(rows.column_names).aggregate([])
    return rows.num_rows - distinct.num_rows
