"""A DuckDB that behaves the same everywhere."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

__all__ = ["connect"]

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,  # nothing is fetched at run time
    "autoload_known_extensions": False,
    "produce_arrow_string_view": False,
    "python_enable_replacements": False,  # SQL sees the tables it was given, no variables
    "preserve_insertion_order": False,  # whoever needs an order says ORDER BY
}


@contextmanager
def connect() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an in-memory DuckDB for the length of a ``with`` block.

    Times are UTC; extensions are neither installed nor loaded; what does not fit into
    memory goes to a folder of its own, which is removed at the end. Rows come in no
    particular order unless the query ends with ``ORDER BY``.

    Yields
    ------
    The connection; it is closed when the block ends.
    """
    with tempfile.TemporaryDirectory(prefix="openkitchen-") as spill:
        connection = duckdb.connect(":memory:", config=_SETTINGS | {"temp_directory": spill})
        try:
            connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
            yield connection
        finally:
            connection.close()
