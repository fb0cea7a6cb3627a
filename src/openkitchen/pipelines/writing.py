"""Write files whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from openkitchen.sources.files import whole_file

__all__ = ["csv_writer", "staged", "write_csv", "write_page"]


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
def csv_writer(path: Path, schema: pa.Schema) -> Iterator[pyarrow.csv.CSVWriter]:
    """Open a CSV file for tables of one schema; only what needs quotes gets them."""
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")
    with path.open("wb") as file:
        file.write(f"{','.join(schema.names)}\n".encode())
        with pyarrow.csv.CSVWriter(file, schema, write_options=options) as writer:
            yield writer


def write_page(page: str, path: Path) -> None:
    """Write a page, whole or not at all."""
    staged(path, lambda beside: beside.write_text(page, "utf-8"))
