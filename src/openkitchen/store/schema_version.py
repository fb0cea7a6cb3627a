"""Bring a database's tables to the version that this code knows, with Alembic."""

from __future__ import annotations

from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from openkitchen.errors import StoreError
from openkitchen.store.store import Store

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

__all__ = ["VERSION_TABLE", "head", "migrate", "version_of"]

VERSION_TABLE = "openkitchen_version"
_LOCK = 6_315_530_204  # any number that no other program takes on the same server


def head() -> str:
    """Return the version that this code knows."""
    with as_file(_folder()) as folder:
        newest = _scripts(folder).get_current_head()
    return newest or ""


def migrate(store: Store) -> None:
    """Make or change the tables, in one transaction; do nothing if they are up to date.

    Raises
    ------
    StoreError
        The database was written by a newer version, or refuses.
    """
    version = version_of(store)
    with as_file(_folder()) as folder:
        scripts = _scripts(folder)
        if version == scripts.get_current_head():
            return
        with store.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            _upgrade(connection, folder, scripts, store.url_shown)


def version_of(store: Store) -> str | None:
    """Return the version of a database's tables; ``None`` when it has none.

    Raises
    ------
    StoreError
        The database is unreachable or refuses.
    """
    with store.reading() as connection:
        return _version(connection)


def _upgrade(
    connection: Connection, folder: Path, scripts: ScriptDirectory, url_shown: str
) -> None:
    from alembic import command
    from alembic.config import Config

    version = _version(connection)  # again, now that nobody else can change it
    known = {script.revision for script in scripts.walk_revisions()}
    if version is not None and version not in known:
        raise StoreError(
            f"{url_shown}: its tables are of version {version!r}, newer than any that this "
            f"Open Kitchen knows (up to {scripts.get_current_head()!r})",
            hint="Install the newer Open Kitchen again, or choose another database.",
        )
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    return None if found is None else str(found)


def _folder() -> Traversable:
    return files("openkitchen.store") / "migrations"


def _scripts(folder: Path) -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(folder))
