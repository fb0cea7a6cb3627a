"""Typed rows that lie in files: checked by their headers, read when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from openkitchen.errors import FileUnreadable, InputError
from openkitchen.schema.columns import TIME
from openkitchen.sources.contract import Source
from openkitchen.sources.ledger import Counted
from openkitchen.sources.times import local_days
from openkitchen.sources.typed_schema import typed_schema

__all__ = ["TypedFile", "TypedFiles", "open_typed"]


@dataclass(frozen=True, slots=True)
class TypedFile:
    """The typed rows of one receipt.

    Parameters
    ----------
    path
        Where they lie.
    counted
        The receipt, and the days that count no more.
    columns
        The columns that the file has.
    n_rows
        Rows in it, those of such days included.
    """

    path: Path
    counted: Counted
    columns: tuple[str, ...]
    n_rows: int

    @property
    def without(self) -> frozenset[date]:
        """The days whose rows do not count; none for a file without times."""
        return self.counted.without if TIME in self.columns else frozenset()

    def read(self, schema: pa.Schema, timezone: str) -> pa.Table:
        """Read the rows that count, with the columns of a schema.

        Raises
        ------
        FileUnreadable
            The file is gone or damaged.
        """
        try:
            table = pq.read_table(self.path)
        except (OSError, pa.ArrowException) as error:
            raise _lost(self.path, self.counted.receipt.file, error) from error
        columns = [
            table[field.name]
            if field.name in self.columns
            else pa.nulls(table.num_rows, field.type)
            for field in schema
        ]
        table = pa.table(columns, schema=schema)
        if not self.without:
            return table
        days = local_days(table[TIME], timezone)
        gone = np.isin(days.to_numpy(), np.array(sorted(self.without), "datetime64[D]"))
        return table.filter(pa.array(~gone))


@dataclass(frozen=True, slots=True)
class TypedFiles:
    """The typed rows of a source.

    Parameters
    ----------
    schema
        Our columns, as the source declares them.
    files
        In the order of receiving.
    timezone
        Of the source's days.
    """

    schema: pa.Schema
    files: tuple[TypedFile, ...]
    timezone: str

    def read(self) -> pa.Table:
        """Read all rows that count, in the order of receiving."""
        tables = [one.read(self.schema, self.timezone) for one in self.files]
        return pa.concat_tables([self.schema.empty_table(), *tables])

    def gone(self, file: TypedFile) -> list[tuple[datetime, datetime]]:
        """Return the stretches of time (naive UTC, the end not in it) that count no more."""
        return [
            (_begin(day, self.timezone), _end(day, self.timezone)) for day in sorted(file.without)
        ]


def open_typed(source: Source, counted: Iterable[Counted], typed: Path) -> TypedFiles:
    """Look at the headers of a source's typed files.

    Raises
    ------
    FileUnreadable
        A file is gone or damaged.
    InputError
        A file was received under a contract that has changed since.
    """
    schema = typed_schema(source)
    files = tuple(_opened(one, typed / one.receipt.typed, schema) for one in counted)
    return TypedFiles(schema, files, source.timezone)


def _opened(one: Counted, path: Path, schema: pa.Schema) -> TypedFile:
    name = one.receipt.file
    try:
        header = pq.read_metadata(path)
        found = header.schema.to_arrow_schema()
    except (OSError, pa.ArrowException) as error:
        raise _lost(path, name, error) from error
    for field in schema:
        if field.name in found.names and found.field(field.name).type != field.type:
            was = found.field(field.name).type
            raise InputError(
                f"{field.name!r} was received as {was} and is declared {field.type} now",
                file=name,
                column=field.name,
                hint=f"Receive {name} again; it is then read under the new contract.",
            )
    return TypedFile(path, one, tuple(found.names), header.num_rows)


def _lost(path: Path, name: str, error: Exception) -> FileUnreadable:
    return FileUnreadable(
        f"the typed rows of {name} cannot be read: {error}",
        file=str(path),
        hint=f"Receive {name} again; its rows are then written anew.",
    )


def _begin(day: date, timezone: str) -> datetime:
    """Return the first moment of a day; that of year 1 may lie before all times."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone))
    try:
        return midnight.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return datetime.min if day.year == 1 else datetime.max


def _end(day: date, timezone: str) -> datetime:
    return datetime.max if day == date.max else _begin(day + timedelta(1), timezone)
