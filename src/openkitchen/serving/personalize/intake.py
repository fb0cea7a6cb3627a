"""Take in a delivered file: every cell as the schema says, or none of the file.

Cells are read as text and turned into the schema's types here, so that each one that
does not conform can be named with its line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from openkitchen.errors import listing
from openkitchen.serving.personalize.avro import Column
from openkitchen.serving.personalize.faults import invalid
from openkitchen.serving.personalize.places import Source

__all__ = ["LARGEST", "NOT_CONFORMING", "take_in", "typed_schema"]

Lines = npt.NDArray[np.int64]

NOT_CONFORMING = (
    "Input csv has rows that do not conform to the dataset schema. Please ensure all required "
    "data fields are present and that they are of the type specified in the schema."
)
_SHOWN = 5
_HEAD = 1 << 16
_BLOCK = 8 << 20
_SECONDS = 100_000_000_000
_IDS = ("USER_ID", "ITEM_ID", "ACTION_ID")
_LONGEST_ID = 256
_LEAST_INT = 2**31
LARGEST: Final = {
    "float": float(np.finfo(np.float32).max),
    "double": float(np.finfo(np.float64).max),
}
"""The largest numbers that columns of numbers with a fraction can hold."""

_ARROW = {
    "string": pa.string(),
    "int": pa.int32(),
    "long": pa.int64(),
    "float": pa.float64(),  # so that 8.1 is what a filter and a client write as 8.1
    "double": pa.float64(),
    "boolean": pa.bool_(),
}
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_FORMS = {"int": r"^[+-]?\d{1,10}$", "long": r"^[+-]?\d{1,18}$"}
_FORMS |= {"float": _NUMBER, "double": _NUMBER, "boolean": r"^(?i:true|false)$"}


@dataclass
class _Wrong:
    """Cells that do not conform: how many, and the first ones in words."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, line: int, words: str) -> None:
        """Count one more."""
        self.count += 1
        if len(self.first) < _SHOWN:
            self.first.append(f"line {line:,}: {words}")


def typed_schema(columns: Sequence[Column]) -> pa.Schema:
    """Return the Arrow schema of a dataset."""
    return pa.schema([(column.name, _ARROW[column.type]) for column in columns])


def take_in(sources: Sequence[Source], columns: Sequence[Column], out: Path) -> int:
    """Read CSV files into one Parquet file; return the number of rows.

    Parameters
    ----------
    sources
        The files.
    columns
        The dataset's schema.
    out
        The file to write.

    Raises
    ------
    Fault
        ``InvalidInputException``: a file is no CSV, lacks a column, or has rows that do
        not conform; the first five are named. Nothing is written then.
    """
    wrong, rows = _Wrong(), 0
    beside = out.with_name(f".{out.name}.part")
    schema = typed_schema(columns)
    try:
        with pq.ParquetWriter(beside, schema) as writer:
            for source in sources:
                for table in _blocks(source, columns, wrong):
                    writer.write_table(table.cast(schema))
                    rows += table.num_rows
        if wrong.count:
            told = "; ".join(wrong.first)
            more = f"; and {wrong.count - len(wrong.first):,} more" * (wrong.count > _SHOWN)
            raise invalid(f"{NOT_CONFORMING} {wrong.count:,} do not: {told}{more}")
        if not rows:
            raise invalid("There was an error in importing the data: there are no rows")
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    return rows


def _blocks(source: Source, columns: Sequence[Column], wrong: _Wrong) -> Iterator[pa.Table]:
    """Yield the rows of a file, block by block, typed; cells that do not conform are counted."""
    found = _header(source, columns)

    def odd(row: Any) -> str:
        wrong.add(row.number or 0, f"{row.actual_columns} cells, expected {row.expected_columns}")
        return "skip"

    names = [found[column.name.upper()] for column in columns]
    convert = pacsv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        include_columns=names,
        strings_can_be_null=False,
    )
    parse = pacsv.ParseOptions(newlines_in_values=True, invalid_row_handler=odd)
    read = pacsv.ReadOptions(block_size=_BLOCK, use_threads=False)
    line = 2
    try:
        with source.open() as stream, pacsv.open_csv(stream, read, parse, convert) as reader:
            for batch in reader:
                table = pa.Table.from_batches([batch])
                starts = _starts(table, line)
                yield _typed(table, columns, found, starts, wrong)
                line = int(starts[-1])
    except pa.ArrowInvalid as error:
        said = str(error).splitlines()[0][:200]
        words = f"There was an error in importing the data: {source.name} is no CSV: {said}"
        raise invalid(words) from error


def _starts(table: pa.Table, line: int) -> Lines:
    """Return the line on which each row starts, and that after the last: cells may have several."""
    lines = np.ones(table.num_rows, dtype=np.int64)
    for column in table.columns:
        lines += pc.count_substring(column, "\n").to_numpy()
    return np.concatenate([[line], line + np.cumsum(lines)])


def _header(source: Source, columns: Sequence[Column]) -> dict[str, str]:
    """Return the names of the columns as the file has them, by name in capitals."""
    with source.open() as stream:
        head = stream.read(_HEAD).decode("utf-8-sig", "replace")
    names = next(csv.reader(io.StringIO(head)), [])
    plain = [name.strip().upper() for name in names]
    found = dict(zip(plain, names, strict=True))
    missing = [c.name for c in columns if c.name.upper() not in found]
    if missing:
        raise invalid(
            f"Input csv is missing the following columns: {listing(missing)}",
            f"{source.name} has {listing(names)}.",
        )
    doubled = [c.name for c in columns if plain.count(c.name.upper()) > 1]
    if doubled:
        raise invalid(f"Input csv has several columns of the name {listing(doubled)}")
    return found


def _typed(
    table: pa.Table, columns: Sequence[Column], found: dict[str, str], lines: Lines, wrong: _Wrong
) -> pa.Table:
    return pa.table(
        {
            column.name: _cells(table[found[column.name.upper()]], column, lines, wrong)
            for column in columns
        }
    )


def _cells(texts: pa.ChunkedArray, column: Column, lines: Lines, wrong: _Wrong) -> pa.Array:
    """Turn texts into a column's type; what does not conform is counted, and null."""
    texts = pc.utf8_trim_whitespace(texts.cast(pa.string()).combine_chunks())
    if isinstance(texts, pa.ChunkedArray):
        texts = pa.concat_arrays(texts.chunks) if texts.num_chunks else pa.array([], pa.string())
    empty = pc.or_(pc.equal(texts, ""), pc.is_null(texts))
    if column.type == "string":
        bad = _bad_texts(texts, column, empty)
        _tell(texts, bad, column, lines, wrong)
        return pc.if_else(empty, pa.scalar(None, pa.string()), texts)
    form = pc.match_substring_regex(pc.fill_null(texts, ""), _FORMS[column.type])
    whole = pc.and_(pc.invert(form), _whole(texts, column))
    bad = pc.and_(pc.invert(pc.or_(form, whole)), pc.invert(empty))
    if not column.nullable:
        bad = pc.or_(bad, empty)
    if column.name.upper() in {"TIMESTAMP", "CREATION_TIMESTAMP"}:
        bad = pc.or_(bad, _no_seconds(texts, pc.and_(form, pc.invert(empty))))
    clean = pc.if_else(pc.or_(bad, empty), pa.scalar(None, pa.string()), texts)
    values = _converted(clean, column)
    beyond = _beyond(values, column)
    _tell(texts, pc.or_(bad, beyond), column, lines, wrong)
    return pc.if_else(beyond, pa.scalar(None, values.type), values).cast(_ARROW[column.type])


def _bad_texts(texts: pa.Array, column: Column, empty: pa.Array) -> pa.Array:
    if column.name.upper() in _IDS:
        odd = pc.or_(
            pc.greater(pc.utf8_length(texts), _LONGEST_ID), pc.match_substring(texts, "\0")
        )
        return pc.or_(empty, odd)
    return pa.array([False] * len(texts), pa.bool_()) if column.nullable else empty


def _whole(texts: pa.Array, column: Column) -> pa.Array:
    """Return which texts are whole numbers written with a decimal point: 12.0."""
    form = r"^[+-]?\d{1,18}\.0*$" if column.type in {"int", "long"} else r"^\b$"
    return pc.match_substring_regex(pc.fill_null(texts, ""), form)


def _no_seconds(texts: pa.Array, numbers: pa.Array) -> pa.Array:
    values = pc.if_else(numbers, texts, pa.scalar("0")).cast(pa.int64())
    return pc.or_(pc.less(values, 0), pc.greater_equal(values, _SECONDS))


def _converted(clean: pa.Array, column: Column) -> pa.Array:
    if column.type == "boolean":
        return pc.equal(pc.utf8_lower(clean), "true")
    if column.type in {"int", "long"}:
        clean = pc.replace_substring_regex(clean, r"^\+|\.0*$", "")
        return clean.cast(pa.int64())
    return pc.replace_substring_regex(clean, r"^\+", "").cast(_ARROW[column.type])


def _beyond(values: pa.Array, column: Column) -> pa.Array:
    """Return which numbers are larger than the column's type can hold."""
    if column.type == "int":
        found = pc.or_(pc.less(values, -_LEAST_INT), pc.greater_equal(values, _LEAST_INT))
    elif column.type in LARGEST:
        found = pc.greater(pc.abs(values), LARGEST[column.type])
    else:
        return pa.array([False] * len(values), pa.bool_())
    return pc.fill_null(found, fill_value=False)


def _tell(texts: pa.Array, bad: pa.Array, column: Column, lines: Lines, wrong: _Wrong) -> None:
    places = pc.indices_nonzero(pc.fill_null(bad, False))
    for place in places.slice(0, _SHOWN).to_pylist():
        cell = texts[place].as_py() or ""
        shown = repr(cell[:40]) if cell else "empty"
        wrong.add(int(lines[place]), f"{column.name} is {shown}, expected {column.type}")
    wrong.count += max(len(places) - _SHOWN, 0)
