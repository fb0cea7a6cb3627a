"""The address of a table in a database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from openkitchen.errors import InputError

__all__ = ["TableAddress", "is_table", "is_table_name", "table_address", "table_names"]

_KINDS = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
    "duckdb": "duckdb",
}
_FORM = "postgresql://USER@HOST/DATABASE#SCHEMA.TABLE, sqlite:///FILE#TABLE or duckdb:///FILE#TABLE"


@dataclass(frozen=True, slots=True)
class TableAddress:
    """Where a table is.

    Parameters
    ----------
    kind
        ``postgresql``, ``mysql``, ``sqlite`` or ``duckdb``.
    url
        The address of the database, with what stands in it of user and password.
    table
        ``table`` or ``schema.table``.
    """

    kind: str
    url: str
    table: str

    @property
    def shown(self) -> str:
        """The address for receipts and messages: without user, password and options."""
        parts = urlsplit(self.url)
        if self.kind in {"sqlite", "duckdb"}:
            return f"{self.kind}:{self.path.name}#{self.table}"
        return f"{self.kind}:{parts.hostname or 'local'}{parts.path}#{self.table}"

    @property
    def path(self) -> Path:
        """The file of a database that is one: ``sqlite:///a.db`` is ``a.db`` in this folder."""
        parts = urlsplit(self.url)
        return Path(unquote(parts.netloc + parts.path).removeprefix("/"))


def is_table(name: str) -> bool:
    """Tell whether a name is the address of a database."""
    return "://" in name and name.partition("://")[0].lower() in _KINDS


def table_address(name: str) -> TableAddress:
    """Read the address of a table.

    Raises
    ------
    InputError
        No table is named, or the address is none.
    """
    url, _, table = name.partition("#")
    try:
        scheme = urlsplit(url).scheme.lower()
        address = TableAddress(_KINDS[scheme], url, unquote(table))
        shown = address.shown
    except ValueError as error:
        raise InputError("the address of the database cannot be read", expected=_FORM) from error
    if not table:
        raise InputError("the address names no table", file=shown.rstrip("#"), expected=_FORM)
    return address


def is_table_name(file: str) -> bool:
    """Tell whether the file of a receipt is a table: it then holds all rows of a moment."""
    name = PurePosixPath(file).name
    return "#" in name and PurePosixPath(file).suffix not in {".csv", ".gz", ".zip", ".parquet"}


def table_names(file: str) -> tuple[str, ...]:
    """Return what a glob may call a file; a table ``shop#a.b`` also ``a.b`` and ``b``."""
    name = PurePosixPath(file).name
    if not is_table_name(file):
        return (name,)
    table = name.partition("#")[2]
    return tuple(dict.fromkeys((name, table, table.rpartition(".")[2])))
