"""Every error that Open Kitchen raises on purpose.

The tree::

    OpenKitchenError
    ├── InputError            data that a person handed in is not as expected
    │   ├── ColumnsError      columns are missing, doubled or misnamed
    │   ├── FileUnreadable    the file is empty, truncated or of no known kind
    │   └── TooManyRejected   more rows were rejected than the stated limit allows
    ├── SettingsError         a setting has an unknown name or an impossible value
    ├── UnknownName           a user, item, feature, source … that does not exist
    ├── ModelError            the model cannot do what was asked of it
    │   ├── NotFitted         asked for scores before `fit`
    │   └── NotEnoughMemory   the work would not fit into the memory at hand
    ├── BundleError           a saved bundle is missing, damaged or too new
    ├── WorkspaceError        the folder is no workspace, or one that is not complete
    ├── StoreError            the database refused or is of another version
    │   └── StoreBusy         more is asked or written than it takes in; ask again later
    ├── ServerError           a server that was asked failed or cannot be reached
    └── MissingExtra          an optional dependency is not installed

Each message names the offender and where it stands, lists what exists where that
helps, and ends with a hint at the mend.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

__all__ = [
    "BundleError",
    "ColumnsError",
    "FileUnreadable",
    "InputError",
    "MissingExtra",
    "ModelError",
    "NotEnoughMemory",
    "NotFitted",
    "OpenKitchenError",
    "ServerError",
    "SettingsError",
    "StoreBusy",
    "StoreError",
    "TooManyRejected",
    "UnknownName",
    "WorkspaceError",
]

_LISTED = 12
_LONGEST = 80


class OpenKitchenError(Exception):
    """Base of all errors below; catch this one to catch them all.

    Parameters
    ----------
    message
        What is wrong, naming the offender.
    hint
        What to do about it; printed after the message.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message}\n{hint}" if hint else message)


class InputError(OpenKitchenError):
    """Data is not as expected.

    Parameters
    ----------
    message
        What is wrong.
    file, line, column
        Where it is wrong, as far as that is known; lines count from 1, header included.
    expected
        What would have been right.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: str | None = None,
        expected: str = "",
        hint: str = "",
    ) -> None:
        self.what = message
        self.file, self.line, self.column, self.expected = file, line, column, expected
        where = ", ".join(
            part
            for part in (
                file or "",
                f"line {line}" if line is not None else "",
                f"column {column!r}" if column else "",
            )
            if part
        )
        text = f"{where}: {message}" if where else message
        if expected:
            text += f"; expected {expected}"
        super().__init__(text, hint=hint)


class ColumnsError(InputError):
    """Columns are missing, doubled or misnamed."""

    @classmethod
    def missing(
        cls, missing: Sequence[str], found: Sequence[str], *, file: str | None = None
    ) -> ColumnsError:
        """Build the error for columns that a table should have and has not.

        Parameters
        ----------
        missing
            The absent column names.
        found
            The column names that are there.
        file
            The file that was read, if any.
        """
        return cls(
            f"no column {', '.join(repr(name) for name in missing)}",
            file=file,
            expected=f"the columns {', '.join(missing)} among the ones found: {listing(found)}",
            hint=_column_hint(missing, found),
        )


class FileUnreadable(InputError):
    """The file is empty, truncated or of no known kind."""


class TooManyRejected(InputError):
    """More rows were rejected than the stated limit allows."""


class SettingsError(OpenKitchenError):
    """A setting has an unknown name or an impossible value."""


class UnknownName(OpenKitchenError):
    """A user, item, feature, source … that does not exist.

    Parameters
    ----------
    kind
        What was looked for: ``"user"``, ``"item"``, ``"feature"`` …
    name
        The name that was not found.
    known
        The names that exist; the nearest ones are shown.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str] = (), *, hint: str = "") -> None:
        self.kind, self.name = kind, name
        known = list(known)
        close = difflib.get_close_matches(name, known[:50_000], n=3)
        if not hint and close:
            hint = f"Did you mean {' or '.join(repr(c) for c in close)}?"
        text = f"no {kind} {name!r}"
        if known:
            text += f"; there are {len(known):,}: {listing(known)}"
        super().__init__(text, hint=hint)


class ModelError(OpenKitchenError):
    """The model cannot do what was asked of it."""


class NotFitted(ModelError):
    """Scores were asked for before `fit`."""


class NotEnoughMemory(ModelError):
    """The work would not fit into the memory at hand."""


class BundleError(OpenKitchenError):
    """A saved bundle is missing, damaged or of a newer format."""


class WorkspaceError(OpenKitchenError):
    """The folder is no workspace, or one that is not complete."""


class StoreError(OpenKitchenError):
    """The database refused, or is of another version."""


class ServerError(OpenKitchenError):
    """A server that was asked failed, or cannot be reached."""


class StoreBusy(StoreError):
    """More is asked, or to be written, than can be taken in; ask again later."""


class MissingExtra(OpenKitchenError):
    """An optional dependency is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"{package} is not installed",
            hint=f"Install it with: pip install 'openkitchen[{extra}]'",
        )


def listing(names: Iterable[str], limit: int = _LISTED) -> str:
    """Join names for a message, long ones cut, the rest counted after ``limit``."""
    names = [str(name) for name in names]
    shown = ", ".join(n if len(n) <= _LONGEST else f"{n[:_LONGEST]}…" for n in names[:limit])
    rest = len(names) - limit
    return f"{shown} … and {rest:,} more" if rest > 0 else shown or "none"


def plural(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun, and a verb if it has one: ``1 file``, ``12 files``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _column_hint(missing: Sequence[str], found: Sequence[str]) -> str:
    lowered = {name.lower().replace("_", ""): name for name in found}
    for name in missing:
        close = difflib.get_close_matches(name.replace("_", ""), list(lowered), n=1, cutoff=0.7)
        if close:
            return f"Is {lowered[close[0]]!r} meant to be {name!r}? Map it, or rename the column."
    return ""
