"""Evaluate lists that stand in files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from openkitchen.errors import ColumnsError, InputError
from openkitchen.evaluate.figures import Evaluation
from openkitchen.evaluate.lists import evaluate_lists
from openkitchen.schema.columns import ITEM, RANK, SCORE, TIME, USER
from openkitchen.sources import ColumnRule
from openkitchen.sources.mapping import find_columns, refuse_doubled
from openkitchen.sources.opening import open_file
from openkitchen.sources.rejected import Rejected, refuse_too_many
from openkitchen.sources.rows import Demands, take
from openkitchen.sources.values import read_values

__all__ = ["evaluate_files", "read_choices"]


def evaluate_files(
    recommendations: Path,
    truth: Path,
    k: int | Sequence[int] = 10,
    train: Path | None = None,
    *,
    eligible: int | None = None,
    bootstrap: int = 1000,
    seed: int = 0,
) -> Evaluation:
    """Score the lists in one file against the choices in another.

    Parameters
    ----------
    recommendations, truth, train
        CSV and its kin, JSON lines or Parquet, also in a gzip, with the columns that
        `evaluate_lists` wants; further columns are passed over.
    k, eligible, bootstrap, seed
        As in `evaluate_lists`.

    Raises
    ------
    FileUnreadable
        When a file is missing, empty, cut off or no table.
    ColumnsError, InputError
        When a file's content is not as it should be; names file, line and column.
    """
    return evaluate_lists(
        _read(Path(recommendations), (USER, ITEM, RANK), (SCORE,)),
        read_choices(truth),
        k,
        None if train is None else read_choices(train),
        eligible=eligible,
        bootstrap=bootstrap,
        seed=seed,
        file=str(recommendations),
    )


def read_choices(path: Path) -> pa.Table:
    """Read ``user_id``, ``item_id`` and, where it is there, ``timestamp``.

    Raises
    ------
    FileUnreadable
        When the file is missing, empty, cut off or no table.
    ColumnsError
        When a column is missing, or there twice.
    InputError
        When a row has no user or no item, or there is no row.
    """
    table = _read(Path(path), (USER, ITEM), (TIME,))
    if TIME in table.column_names:
        place = table.column_names.index(TIME)
        table = table.set_column(place, TIME, _times(table[TIME]))
    return table


def _read(path: Path, wanted: Sequence[str], others: Sequence[str]) -> pa.Table:
    """Read columns as text: ``007`` stays an id, and what is no number is told by line."""
    extract = open_file(path, wanted=wanted)
    refuse_doubled(extract.header, file=extract.name)
    found = find_columns([*wanted, *others], extract.header, file=extract.name)
    missing = [name for name in wanted if name not in found]
    if missing:
        raise ColumnsError.missing(missing, extract.header, file=extract.name)
    rules = [ColumnRule(found[name], name, required=name in {USER, ITEM}) for name in found]
    tables: list[pa.Table] = []
    rejected: list[Rejected] = []
    for taken in take(extract, Demands(tuple(rules))):
        tables.append(taken.rows)
        rejected += taken.rejected
    read = sum(table.num_rows for table in tables) + len(rejected)
    refuse_too_many(rejected, read, 0.0, hint="Mend or remove the rows, and try again.")
    if not read:
        raise InputError("there are no rows after the header", file=extract.name)
    return pa.concat_tables(tables)


def _times(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Read times written as epoch seconds or ISO 8601; all null when they are neither."""
    parts = [read_values(chunk, "timestamp") for chunk in column.chunks]
    if any(part.bad.any() for part in parts):
        return pa.nulls(len(column), pa.timestamp("us"))
    return pa.chunked_array([part.values for part in parts], pa.timestamp("us"))
