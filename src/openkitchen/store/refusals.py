"""Turn what a database says into words for the person who uses it."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from openkitchen.errors import StoreError

__all__ = ["store_error"]

_HINTS = (
    (
        ("database is locked", "lock timeout", "database table is locked"),
        "the database is locked: somebody else is writing to it",
        "Wait until the other command is done, and try again.",
    ),
    (
        ("not a database", "malformed"),
        "this is no SQLite database, or a damaged one",
        "Choose another file; copy back a backup if there should be a store here.",
    ),
    (
        ("readonly", "read-only", "permission denied"),
        "the database must not be written to",
        "Give yourself the right to write there, or choose another place.",
    ),
    (
        ("disk is full", "no space left"),
        "the disk is full",
        "Make room; nothing of this write was kept.",
    ),
    (
        ("unable to open database file",),
        "the file cannot be opened",
        "Is it a folder? May you read and write there?",
    ),
    (
        ("connection failed", "connection timeout", "could not connect", "connection is bad"),
        "the database does not answer",
        "Are host, port, name, user and password right, and does the server run?",
    ),
)


def store_error(error: SQLAlchemyError, url_shown: str) -> StoreError:
    """Build the error for what the database said.

    Parameters
    ----------
    error
        As SQLAlchemy raised it.
    url_shown
        Where the database is, without its password.
    """
    said = str(error.orig if isinstance(error, DBAPIError) and error.orig else error).strip()
    for signs, what, hint in _HINTS:
        if any(sign in said.lower() for sign in signs):
            return StoreError(f"{url_shown}: {what} ({said})", hint=hint)
    return StoreError(
        f"{url_shown}: the database refuses: {said}",
        hint="Nothing of this write was kept.",
    )
