"""Evaluate lists that stand in files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from openkitchen.errors import FileUnreadable
from openkitchen.evaluate.coding import require_columns
from openkitchen.evaluate.figures import Evaluation
from openkitchen.evaluate.lists import evaluate_lists
from openkitchen.schema.columns import ITEM, TIME, USER

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
        CSV (also gzipped) or Parquet files with the columns that `evaluate_lists` wants;
        further columns are passed over.
    k, eligible, bootstrap, seed
        As in `evaluate_lists`.

    Raises
    ------
    FileUnreadable
        When a file is missing, empty or neither CSV nor Parquet.
    ColumnsError, InputError
        When a file's content is not as it should be; names file, line and column.
    """
    return evaluate_lists(
        _read(Path(recommendations)),
        read_choices(Path(truth)),
        k,
        None if train is None else read_choices(Path(train)),
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
        When the file is missing, empty or neither CSV nor Parquet.
    ColumnsError
        When a column is missing.
    """
    path = Path(path)
    table = _read(path)
    require_columns(table, USER, ITEM, file=str(path))
    kept = table.select([USER, ITEM])
    if TIME in table.column_names:
        kept = kept.append_column(TIME, _times(table[TIME]))
    return kept


def _read(path: Path) -> pa.Table:
    if not path.is_file():
        raise FileUnreadable("there is no such file", file=str(path))
    with path.open("rb") as opened:
        magic = opened.read(4)
    if not magic:
        raise FileUnreadable("the file is empty", file=str(path))
    try:
        if magic == b"PAR1":
            return pyarrow.parquet.read_table(path)
        return _read_csv(path)
    except (pa.ArrowInvalid, OSError, UnicodeDecodeError) as error:
        raise FileUnreadable(
            f"cannot be read: {error}", file=str(path), expected="a CSV or Parquet file"
        ) from error


def _read_csv(path: Path) -> pa.Table:
    """Read every column as text: ``007`` stays an id, and what is no number is told by line."""
    with pyarrow.csv.open_csv(path) as head:
        names = head.schema.names
    return pyarrow.csv.read_csv(
        path,
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={name.removeprefix("\ufeff"): pa.string() for name in names},
            null_values=[""],
            strings_can_be_null=True,
        ),
    )


def _times(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Read times written as epoch seconds or ISO 8601; all null when they are neither."""
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("us"))
    try:
        if pa.types.is_string(column.type) and not _numeric(column):
            return column.cast(pa.timestamp("us"))
        seconds = pc.multiply(column.cast(pa.float64()), 1e6)
        return pc.round(seconds).cast(pa.int64()).cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        return pa.nulls(len(column), pa.timestamp("us"))


def _numeric(column: pa.ChunkedArray) -> bool:
    return bool(pc.all(pc.match_substring_regex(column, r"^[0-9]{5,}(\.[0-9]+)?$")).as_py())
