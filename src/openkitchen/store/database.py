"""Open the database, whatever kind it is, and bring its schema up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from openkitchen.errors import MissingExtra, StoreError
from openkitchen.store.schema_version import migrate
from openkitchen.store.store import WRITES, Store

__all__ = ["look_at_store", "open_store"]

WAIT_SECONDS = 10.0
_KINDS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def look_at_store(where: Path | str, *, wait_seconds: float = WAIT_SECONDS) -> Store:
    """Open a database as it is: its tables may be missing, or of another version.

    Parameters
    ----------
    where, wait_seconds
        See `open_store`.

    Raises
    ------
    StoreError
        The URL is of another kind.
    MissingExtra
        The driver for PostgreSQL is not installed.
    """
    url = _url(where)
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite":
        return Store(_sqlite(url, wait_seconds), url.database or shown)
    return Store(_postgresql(url, wait_seconds), shown)


def open_store(where: Path | str, *, wait_seconds: float = WAIT_SECONDS) -> Store:
    """Open the database, make it if it is missing, bring its schema up to date.

    Parameters
    ----------
    where
        The path of a SQLite file, or a URL: ``sqlite:///path`` or
        ``postgresql://user:password@host/database``.
    wait_seconds
        How long to wait for a database that somebody else is writing to, or that does
        not answer.

    Raises
    ------
    StoreError
        The URL is of another kind, or the database is locked, unreachable, no database
        at all, or was written by a newer version.
    MissingExtra
        The driver for PostgreSQL is not installed.
    """
    url = _url(where)
    if url.get_backend_name() == "sqlite" and url.database:
        _make_folder(url.database)
    store = look_at_store(where, wait_seconds=wait_seconds)
    try:
        migrate(store)
    except BaseException:
        store.close()
        raise
    return store


def _url(where: Path | str) -> URL:
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(where))
    hint = "Give the path of a SQLite file, or postgresql://user:password@host/database."
    try:
        url = make_url(where)
    except (ArgumentError, ValueError) as error:
        raise StoreError("the address of the database cannot be read", hint=hint) from error
    if url.drivername not in _KINDS:
        raise StoreError(f"no store in a database of kind {url.drivername!r}", hint=hint)
    if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
        raise StoreError("a store in memory would not survive", hint=hint)
    return url.set(drivername=_KINDS[url.drivername])


def _make_folder(file: str) -> None:
    try:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{file}: the folder cannot be made: {error.strerror}",
            hint="Choose a place where you may write.",
        ) from error


def _sqlite(url: URL, wait_seconds: float) -> Engine:
    engine = create_engine(url, connect_args={"timeout": wait_seconds})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # begin and commit are ours, tables included
        for pragma in (
            f"busy_timeout = {int(wait_seconds * 1000)}",
            "journal_mode = WAL",
            "synchronous = FULL",  # a commit is on the disk before it is acknowledged
            "foreign_keys = ON",
            "secure_delete = ON",  # what is deleted is overwritten: somebody may be forgotten
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock at once: it then waits its turn, instead of failing later.
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL, wait_seconds: float) -> Engine:
    try:
        return create_engine(
            url,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": max(int(wait_seconds), 2),
                "options": f"-c lock_timeout={int(wait_seconds * 1000)} -c timezone=UTC",
            },
        )
    except ModuleNotFoundError as error:
        raise MissingExtra("psycopg", "postgres") from error
