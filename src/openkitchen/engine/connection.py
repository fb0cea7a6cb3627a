"""A DuckDB that behaves the same everywhere."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from openkitchen.engine.engines import engine_in_use
from openkitchen.errors import SettingsError
from openkitchen.memory import machine_memory

__all__ = ["MEMORY", "connect"]

MEMORY = "OPENKITCHEN_MEMORY"
"""Environment variable with the memory that the database may use, such as ``4GB``."""

_LEAST_MB, _MOST_MB = 500, 2000

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

    Times are UTC; extensions are neither installed nor loaded. The database uses up to half
    of the memory that this process may have, and no more than 2 GB (``OPENKITCHEN_MEMORY=4GB``,
    or the setting of the `Engine` in use, says otherwise); what does not fit goes to a folder of
    its own, which is removed at the end. Rows come in no particular order unless the query ends
    with ``ORDER BY``.

    Yields
    ------
    The connection; it is closed when the block ends.

    Raises
    ------
    SettingsError
        The amount of memory is none.
    OSError
        A file cannot be read or written, or the disk is full.
    """
    engine = engine_in_use()
    if engine.spill is not None:
        engine.spill.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="openkitchen-", dir=engine.spill) as spill:
        connection = duckdb.connect(":memory:", config=_SETTINGS | {"temp_directory": spill})
        try:
            connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
            _limit(connection, os.environ.get(MEMORY) or engine.memory or _half())
            yield connection
        except duckdb.IOException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()


def _half() -> str:
    return f"{min(max(machine_memory() // 2_000_000, _LEAST_MB), _MOST_MB)}MB"


def _limit(connection: duckdb.DuckDBPyConnection, memory: str) -> None:
    try:
        connection.execute("SET memory_limit = '" + memory.replace("'", "''") + "'")
    except duckdb.Error as error:
        raise SettingsError(
            f"{MEMORY}={memory!r} is no amount of memory", hint="Write it as 2GB or 500MB."
        ) from error
