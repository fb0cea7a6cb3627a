"""Write files whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from openkitchen.sources.files import whole_file

__all__ = ["CsvWriter", "csv_writer", "staged", "write_csv", "write_page"]


def staged(path: Path, write: Callable[[Path], object]) -> None:
    """Let a function write beside the path, then move what it wrote into place."""
    with whole_file(path) as beside:
        write(beside)


def write_csv(table: pa.Table, path: Path) -> None:
    """Write a table as CSV with a header, whole or not at all."""

    def write(beside: Path) -> None:
        with csv_writer(beside, table.schema) as writer:
            writer.write_table(table)

    staged(path, write)


@contextmanager
def csv_writer(path: Path, schema: pa.Schema) -> Iterator[CsvWriter]:
    """Open a CSV file for tables of one schema; its header is written at once."""
    with path.open("wb") as file:
        file.write(f"{','.join(schema.names)}\n".encode())
        yield CsvWriter(file)


class CsvWriter:
    """Writes tables to an open CSV file; values are quoted only where one of them needs it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def write_table(self, table: pa.Table) -> None:
        """Write the rows of one table."""
        style = "needed" if any(_needs_quotes(column) for column in table.columns) else "none"
        options = pyarrow.csv.WriteOptions(include_header=False, quoting_style=style)
        pyarrow.csv.write_csv(table, self.file, options)


def _needs_quotes(column: pa.ChunkedArray) -> bool:
    if not pa.types.is_string(column.type):
        return False
    return bool(pc.any(pc.match_substring_regex(column, '[",\r\n]')).as_py())


def write_page(page: str, path: Path) -> None:
    """Write a page, whole or not at all."""
    staged(path, lambda beside: beside.write_text(page, "utf-8"))
