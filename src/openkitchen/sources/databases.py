"""Tables of databases, written to a file as they are at this moment."""

from __future__ import annotations

import csv
import gzip
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import unquote, urlsplit

from openkitchen.engine import copy_attached
from openkitchen.errors import InputError, MissingExtra, listing
from openkitchen.sources.table_address import TableAddress

__all__ = ["write_table"]

_SQLITE_TABLES = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
_LISTS = "SELECT oid FROM pg_type WHERE typcategory = 'A'"
_ROWS = (
    'COPY (SELECT {} FROM {} AS whole ORDER BY CAST(whole AS text) COLLATE "C") '
    "TO STDOUT (FORMAT csv, HEADER)"
)


def write_table(address: TableAddress, to: Path) -> None:
    """Write all rows of a table to a file that can be received: the same rows, the same bytes.

    Parameters
    ----------
    address
        The table.
    to
        The file: gzipped CSV from PostgreSQL and SQLite, Parquet from DuckDB and MySQL.

    Raises
    ------
    InputError
        The database cannot be reached or read, or has no such table.
    MissingExtra
        The driver for PostgreSQL is not installed.
    """
    try:
        match address.kind:
            case "sqlite":
                _from_sqlite(address, to)
            case "postgresql":
                _from_postgresql(address, to)
            case "duckdb":
                _refuse_missing(address.path)
                copy_attached("duckdb", str(address.path), address.table, to)
            case _:
                copy_attached(address.kind, _words(address.url), address.table, to)
    except InputError as error:
        raise InputError(error.message, file=address.shown, hint=error.hint) from error


def _words(url: str) -> str:
    """Write an address as DuckDB's extension for MySQL takes it."""
    parts = urlsplit(url)
    given = {
        "host": parts.hostname,
        "user": parts.username,
        "password": parts.password,
        "port": parts.port,
        "database": parts.path.strip("/"),
    }
    return " ".join(f"{name}={unquote(str(value))}" for name, value in given.items() if value)


def _refuse_missing(path: Path) -> None:
    if not path.is_file():
        raise InputError(f"there is no file {path}")


def _from_sqlite(address: TableAddress, to: Path) -> None:
    _refuse_missing(address.path)
    table = '"' + address.table.replace('"', '""') + '"'
    where = f"{address.path.resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(where, uri=True)) as database, _csv_file(to) as opened:
            database.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
            known = [name for (name,) in database.execute(_SQLITE_TABLES)]
            if address.table not in known:
                raise InputError(
                    f"no table {address.table!r}", expected=f"one of: {listing(known)}"
                )
            names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            order = ", ".join(str(place) for place in range(1, len(names) + 1))
            writer = csv.writer(opened, lineterminator="\n")
            writer.writerow(names)
            rows = database.execute(f"SELECT * FROM {table} ORDER BY {order}")
            writer.writerows([_text(value) for value in row] for row in rows)
    except sqlite3.Error as error:
        raise InputError(f"SQLite says: {error}") from error


def _from_postgresql(address: TableAddress, to: Path) -> None:
    try:
        import psycopg
        from psycopg import sql
    except ImportError as error:
        raise MissingExtra("psycopg", "postgres") from error
    url = address.url.replace("postgres://", "postgresql://", 1)
    table = sql.Identifier(*address.table.split("."))
    try:
        with psycopg.connect(url, client_encoding="utf8", connect_timeout=10) as connection:
            connection.read_only = True
            connection.execute("SET TimeZone = 'UTC'; SET DateStyle = 'ISO'")
            columns = _columns(connection, table)
            query = sql.SQL(_ROWS).format(sql.SQL(", ").join(columns), table)
            with _packed(to) as opened, connection.cursor().copy(query) as rows:
                for piece in rows:
                    opened.write(piece)
    except psycopg.Error as error:
        said = str(error).strip().splitlines()
        raise InputError(
            f"PostgreSQL says: {said[0] if said else type(error).__name__}",
            hint="Check host, user and table; PGPASSWORD or ~/.pgpass can hold the password.",
        ) from error


def _columns(connection: Any, table: Any) -> list[Any]:
    """Return the columns for a query; lists come out as ``a|b``."""
    from psycopg import sql

    lists = {oid for (oid,) in connection.execute(_LISTS).fetchall()}
    found = connection.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(table)).description
    return [
        sql.SQL("array_to_string({0}, '|') AS {0}" if column.type_code in lists else "{0}").format(
            sql.Identifier(column.name)
        )
        for column in found
    ]


@contextmanager
def _packed(to: Path) -> Iterator[gzip.GzipFile]:
    with to.open("wb") as raw, gzip.GzipFile("", "wb", 1, raw, mtime=0) as opened:
        yield opened


@contextmanager
def _csv_file(to: Path) -> Iterator[TextIO]:
    with (
        _packed(to) as opened,
        io.TextIOWrapper(opened, "utf-8", "surrogateescape", newline="") as text,
    ):
        yield text


def _text(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    return repr(value) if isinstance(value, float) else value
