"""Open Parquet files and dataframes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from openkitchen.errors import FileUnreadable, InputError
from openkitchen.sources.blocks import Block, Extract

__all__ = ["open_frame", "open_parquet"]

_ROWS = 1 << 18


def open_parquet(path: Path | BinaryIO, name: str) -> Extract:
    """Open a Parquet file, or its bytes in memory.

    Raises
    ------
    FileUnreadable
        When it is truncated or damaged.
    """
    try:
        with pq.ParquetFile(path) as opened:
            header = tuple(opened.schema_arrow.names)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(name, error) from error

    def read(columns: Sequence[str]) -> Iterator[Block]:
        first = 1
        try:
            with pq.ParquetFile(path) as opened:
                for batch in opened.iter_batches(_ROWS, columns=list(columns) or None):
                    yield _block(pa.Table.from_batches([batch]), first)
                    first += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise _damaged(name, error) from error

    return Extract(name, header, read)


def open_frame(frame: Any, name: str) -> Extract:
    """Open a dataframe of any make that narwhals knows, lazy ones included.

    Raises
    ------
    InputError
        When it is no dataframe, or a column holds values of different kinds.
    """
    table = frame if isinstance(frame, pa.Table) else _to_arrow(frame, name)

    def read(columns: Sequence[str]) -> Iterator[Block]:
        rows = table.select(list(columns))
        for start in range(0, table.num_rows, _ROWS):
            yield _block(rows.slice(start, _ROWS), start + 1)

    return Extract(name, tuple(table.column_names), read)


def _to_arrow(frame: Any, name: str) -> pa.Table:
    import narwhals as nw

    try:
        wrapped = nw.from_native(frame)
    except TypeError as error:
        raise InputError(
            f"{type(frame).__name__} is no table",
            file=name,
            expected="a path, or a dataframe of pandas, Polars, PyArrow, DuckDB …",
        ) from error
    try:
        eager = wrapped.collect() if isinstance(wrapped, nw.LazyFrame) else wrapped
        return eager.to_arrow()
    except (pa.ArrowException, TypeError) as error:
        raise InputError(
            f"a column holds values of different kinds: {error}",
            file=name,
            hint="Make the column's values alike, for example with .astype(str).",
        ) from error


def _block(rows: pa.Table, first: int) -> Block:
    lines = np.arange(first, first + rows.num_rows, dtype=np.int64)

    def raw(row: int) -> str:
        values = rows.slice(row, 1).to_pylist()[0]
        return json.dumps(values, ensure_ascii=False, default=str)

    return Block(rows, lines, raw)


def _damaged(name: str, error: Exception) -> FileUnreadable:
    return FileUnreadable(
        f"the Parquet file is damaged or cut off: {error}",
        file=name,
        hint="Ask for the file again.",
    )
