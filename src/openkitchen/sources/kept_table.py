"""A table that is kept together with the names of the files that it was made of.

When files come, it is brought up to date rather than made anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from openkitchen.sources.dated_rows import DatedRows
from openkitchen.sources.files import whole_file

__all__ = ["keep_table", "load_kept_table", "up_to_date"]

_MADE_OF = b"openkitchen.made_of"

FollowUp = Callable[[DatedRows, pa.Table, Sequence[str]], pa.Table | None]
"""Takes rows, a table, and the names of the files that it was made of; see `up_to_date`."""


def up_to_date(
    path: Path, events: DatedRows, follow_up: FollowUp, make: Callable[[DatedRows], pa.Table]
) -> pa.Table:
    """Return a table that is made of rows in files, and keep it for the next time.

    Parameters
    ----------
    path
        Where it is kept.
    events
        The rows.
    follow_up
        Brings the table that was kept up to date; returns nothing where that will not do.
    make
        Makes it of all rows.
    """
    made_of = [file.name for file in events.files]
    before = load_kept_table(path)
    if before is not None and before[1] == made_of:
        return before[0]
    table = None if before is None else follow_up(events, *before)
    table = make(events) if table is None else table
    keep_table(path, table, made_of)
    return table


def keep_table(path: Path, table: pa.Table, made_of: Sequence[str]) -> None:
    """Write a table and the names of the files that it was made of, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = json.dumps(list(made_of)).encode()
    with whole_file(path) as part:
        pq.write_table(table.replace_schema_metadata({_MADE_OF: told}), part)


def load_kept_table(path: Path) -> tuple[pa.Table, list[str]] | None:
    """Return a table that was kept, and what it was made of; nothing if there is none."""
    try:
        table = pq.ParquetFile(path).read()
        made_of = json.loads((table.schema.metadata or {})[_MADE_OF])
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return None
    return table.replace_schema_metadata(None), list(made_of)
