"""A DuckDB that behaves the same everywhere."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

import duckdb

from openkitchen.engine.engines import engine_in_use
from openkitchen.errors import SettingsError
from openkitchen.memory import machine_memory

__all__ = ["MEMORY", "connect", "one_database", "session"]

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

_SHARED: ContextVar[_Shared | None] = ContextVar("shared", default=None)


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
            _set_up(connection)
            _limit(connection, os.environ.get(MEMORY) or engine.memory or _half())
            yield connection
        except duckdb.IOException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()


@contextmanager
def one_database() -> Iterator[None]:
    """Let all sessions within a ``with`` block share a database, which takes a while to start."""
    with ExitStack() as stack:
        token = _SHARED.set(_Shared(stack))
        try:
            yield
        finally:
            _SHARED.reset(token)


@contextmanager
def session() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection, as `connect` does, that sees none of what other sessions made.

    Only temporary tables and views keep to a session. Within `one_database`, sessions share the
    memory, the folder for what does not fit, and the time that a start takes.

    Yields
    ------
    The connection; what it made is gone when the block ends.

    Raises
    ------
    SettingsError, OSError
        As `connect`.
    """
    shared = _SHARED.get()
    if shared is None:
        with connect() as connection:
            yield connection
        return
    connection = shared.database().cursor()
    try:
        _set_up(connection)
        yield connection
    except duckdb.IOException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


class _Shared:
    """A database that is started when the first session needs it."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._found: duckdb.DuckDBPyConnection | None = None

    def database(self) -> duckdb.DuckDBPyConnection:
        """Return the database."""
        if self._found is None:
            self._found = self._stack.enter_context(connect())
        return self._found


def _set_up(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")


def _half() -> str:
    return f"{min(max(machine_memory() // 2_000_000, _LEAST_MB), _MOST_MB)}MB"


def _limit(connection: duckdb.DuckDBPyConnection, memory: str) -> None:
    try:
        connection.execute("SET memory_limit = '" + memory.replace("'", "''") + "'")
    except duckdb.Error as error:
        raise SettingsError(
            f"{MEMORY}={memory!r} is no amount of memory", hint="Write it as 2GB or 500MB."
        ) from error
