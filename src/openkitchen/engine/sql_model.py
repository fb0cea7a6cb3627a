"""SQL models: files of one ``SELECT`` each, in DuckDB's dialect."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

import duckdb

from openkitchen.errors import FileUnreadable

__all__ = ["SqlFile", "name_of", "quoted", "refused", "select_in"]

SqlFile = Traversable | Path


def select_in(model: SqlFile) -> str:
    """Return the one ``SELECT`` of a model, with its comment.

    Raises
    ------
    FileUnreadable
        The file is missing, has no comment at its top, or holds something other than one
        ``SELECT``.
    """
    try:
        text = model.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise FileUnreadable(
            f"cannot be read: {error.strerror or error}",
            file=str(model),
            hint="Is the path right, and may you read it?",
        ) from error
    if not text.startswith("--"):
        raise FileUnreadable(
            "no comment at the top", file=str(model), line=1, expected="-- what this model is for"
        )
    try:
        statements = duckdb.extract_statements(text)
    except duckdb.Error as error:
        raise refused(model, "DuckDB", error) from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise FileUnreadable(
            f"{len(statements)} statements", file=str(model), expected="one SELECT statement"
        )
    return text.rstrip("; \n")


def refused(model: SqlFile, engine: str, error: Exception) -> FileUnreadable:
    """Return the error for a model that an engine does not run."""
    return FileUnreadable(
        f"the database refuses it: {error}",
        file=str(model),
        hint=f"Run the file in {engine} with the same tables to try it out.",
    )


def name_of(model: SqlFile) -> str:
    """Return the name under which other models read this one's rows."""
    return model.name.removesuffix(".sql")


def quoted(name: str) -> str:
    """Return a name as it stands in SQL."""
    return '"' + name.replace('"', '""') + '"'
