"""Copy a table out of another database that DuckDB attaches."""

from __future__ import annotations

from pathlib import Path

import duckdb

from openkitchen.engine.connection import connect
from openkitchen.errors import InputError, listing

__all__ = ["copy_attached"]

_EXTENSIONS = {"duckdb": "", "sqlite": "sqlite", "postgresql": "postgres", "mysql": "mysql"}


def copy_attached(kind: str, where: str, table: str, to: Path) -> None:
    """Write a table of another database to a Parquet file, in the order of all its columns.

    Parameters
    ----------
    kind
        ``duckdb`` needs nothing more; ``sqlite``, ``postgresql`` and ``mysql`` need DuckDB's
        extension of that name, which must have been installed before: nothing is downloaded.
    where
        A path, or what the database's own client library takes.
    table
        ``table`` or ``schema.table``.
    to
        The file to write.

    Raises
    ------
    InputError
        The extension is not installed, the database cannot be attached, or has no such table.
    """
    extension = _EXTENSIONS[kind]
    with connect() as connection:
        _load(connection, extension)
        kind_of = f"TYPE {extension}, " if extension else ""
        try:
            connection.execute(f"ATTACH {_text(where)} AS other ({kind_of}READ_ONLY)")
            name = ".".join(_name(part) for part in ("other", *table.split(".")))
            rows = f"SELECT * FROM {name} ORDER BY ALL"
            connection.execute(f"COPY ({rows}) TO {_text(str(to))} (FORMAT parquet)")
        except duckdb.CatalogException as error:
            known = listing(_tables(connection))
            raise InputError(f"no table {table!r}", expected=f"one of: {known}") from error
        except duckdb.Error as error:
            raise InputError(f"cannot be attached: {str(error).splitlines()[0]}") from error


def _load(connection: duckdb.DuckDBPyConnection, extension: str) -> None:
    if not extension:
        return
    try:
        connection.execute(f"LOAD {extension}")
    except duckdb.Error as error:
        raise InputError(
            f"DuckDB's extension {extension!r} is not installed here",
            hint=f"Install it once where there is a network: duckdb -c 'INSTALL {extension}'. "
            f"It must be made for DuckDB {duckdb.__version__}.",
        ) from error


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "SELECT table_schema || '.' || table_name FROM information_schema.tables "
        "WHERE table_catalog = 'other' ORDER BY 1"
    ).fetchall()
    return [str(name) for (name,) in rows]


def _name(part: str) -> str:
    return '"' + part.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
