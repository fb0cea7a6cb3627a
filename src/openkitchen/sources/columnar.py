"""Open Parquet files and dataframes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openkitchen.errors import FileUnreadable, InputError
from openkitchen.sources.blocks import Block, Extract
from openkitchen.sources.faults import as_plain
from openkitchen.sources.rejected import Rejected, cut_raw

__all__ = ["open_frame", "open_parquet", "open_parquet_folder", "parquet_files"]

_ROWS = 1 << 18


def open_parquet(path: Path | BinaryIO, name: str) -> Extract:
    """Open a Parquet file, or its bytes in memory.

    Raises
    ------
    FileUnreadable
        When it is truncated or damaged.
    """
    header = _header(path, name)

    def read(columns: Sequence[str]) -> Iterator[Block]:
        return _blocks(path, name, columns, 1)

    return Extract(name, header, read)


def parquet_files(folder: Path) -> list[Path]:
    """Return the Parquet files in a folder and those below it, hidden ones left out."""
    found = [path for path in folder.rglob("*.parquet") if path.is_file()]
    return sorted(
        path
        for path in found
        if not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
    )


def open_parquet_folder(files: Sequence[Path], name: str) -> Extract:
    """Open Parquet files of the same columns as one, in the order given.

    Raises
    ------
    FileUnreadable
        When one is truncated or damaged, or has other columns than the first.
    """
    header = _header(files[0], str(files[0]))
    for file in files[1:]:
        own = _header(file, str(file))
        if set(own) != set(header):
            raise FileUnreadable(
                f"has other columns than {files[0].name}: {', '.join(own)}",
                file=str(file),
                expected=", ".join(header),
                hint=f"Name the files in {name} that belong together.",
            )

    def read(columns: Sequence[str]) -> Iterator[Block]:
        first = 1
        for file in files:
            yield from _blocks(file, name, columns or header, first)
            first += pq.read_metadata(file).num_rows

    return Extract(name, header, read)


def _header(path: Path | BinaryIO, name: str) -> tuple[str, ...]:
    try:
        with pq.ParquetFile(path) as opened:
            return tuple(opened.schema_arrow.names)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(name, error) from error


def _blocks(
    path: Path | BinaryIO, name: str, columns: Sequence[str], first: int
) -> Iterator[Block]:
    try:
        with pq.ParquetFile(path) as opened:
            for batch in opened.iter_batches(_ROWS, columns=list(columns) or None):
                yield _block(pa.Table.from_batches([batch]), first, name)
                first += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        raise _damaged(name, error) from error


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
            yield _block(rows.slice(start, _ROWS), start + 1, name)

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


def _block(rows: pa.Table, first: int, name: str) -> Block:
    lines = np.arange(first, first + rows.num_rows, dtype=np.int64)
    for place, column in enumerate(rows.columns):
        told = _text_or_bytes(column)
        if told is not column:
            rows = rows.set_column(place, rows.field(place).with_type(told.type), told)

    def raw(row: int) -> str:
        return _raw(rows, row)

    at = _with_nul(rows)
    if not at:
        return Block(rows, lines, raw)
    rejected = tuple(
        Rejected(name, int(lines[row]), column, "a NUL character; expected text", cut_raw(raw(row)))
        for row, column in sorted(at.items())
    )
    kept = np.ones(rows.num_rows, bool)
    kept[list(at)] = False
    left = rows.filter(pa.array(kept))
    return Block(left, lines[kept], lambda row: _raw(left, row), rejected)


def _text_or_bytes(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return text that is no valid UTF-8 as bytes, so that each value is judged by itself."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return column.cast(pa.large_binary())
    return column


def _with_nul(rows: pa.Table) -> dict[int, str]:
    """Return the rows with a NUL character, with the first such column of each."""
    found: dict[int, str] = {}
    for name, column in zip(rows.column_names, rows.columns, strict=True):
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            hit = pc.fill_null(pc.match_substring(column, "\0"), False)
            for row in np.flatnonzero(hit.to_numpy()):
                found.setdefault(int(row), name)
    return found


def _raw(rows: pa.Table, row: int) -> str:
    values = {name: as_plain(rows[name][row]) for name in rows.column_names}
    return json.dumps(values, ensure_ascii=False, default=str)


def _damaged(name: str, error: Exception) -> FileUnreadable:
    return FileUnreadable(
        f"the Parquet file is damaged or cut off: {error}",
        file=name,
        hint="Ask for the file again.",
    )
