"""What a source is: its role, its files, what was promised, and which column is which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import Literal

from openkitchen.schema.columns import (
    COUNT,
    CUSTOMER,
    DEVICE,
    EVENT_ID,
    EVENT_TYPE,
    EVENT_VALUE,
    EVIDENCE,
    FIRST_SEEN,
    ITEM,
    LAST_SEEN,
    SESSION,
    TIME,
    USER,
    VISITOR,
    WEIGHT,
)

__all__ = [
    "DAY_PATTERN",
    "KNOWN_TYPES",
    "MISSING",
    "PART",
    "ColumnRule",
    "ColumnType",
    "DayRule",
    "Promise",
    "Role",
    "Source",
]

Role = Literal["events", "people", "catalogue", "links"]
ColumnType = Literal[
    "string", "category", "set", "number", "integer", "boolean", "text", "timestamp"
]

KNOWN_TYPES: dict[str, ColumnType] = {
    USER: "string",
    VISITOR: "string",
    CUSTOMER: "string",
    ITEM: "string",
    TIME: "timestamp",
    EVENT_TYPE: "string",
    EVENT_VALUE: "number",
    WEIGHT: "number",
    EVENT_ID: "string",
    SESSION: "string",
    DEVICE: "string",
    EVIDENCE: "string",
    FIRST_SEEN: "timestamp",
    LAST_SEEN: "timestamp",
    COUNT: "integer",
}
"""The type that each of our own columns has, whatever the source; all others are attributes."""

DAY_PATTERN = r"(\d{4}-?\d{2}-?\d{2})"
PART = "part"
"""The group of a day's pattern that tells the files of one day apart, such as the hour."""
MISSING = ("NULL", "null", "\\N")
"""Words that stand for a missing value where nothing else is declared."""

_ALWAYS: dict[Role, tuple[str, ...]] = {
    "events": (ITEM, TIME),
    "people": (),
    "catalogue": (ITEM,),
    "links": (VISITOR, CUSTOMER),
}
_ANY: dict[Role, tuple[str, ...]] = {
    "events": (USER, VISITOR, CUSTOMER),
    "people": (CUSTOMER, USER),
    "catalogue": (),
    "links": (),
}


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """One column: their name, our name, and what it means.

    Parameters
    ----------
    theirs
        The name in the header; found by this name, never by position.
    ours
        The name here; see `openkitchen.schema.columns`, or any name for an attribute.
    type
        What the values are.
    meaning
        What the column says, in words.
    distinct_from
        What it must not be confused with.
    required
        Whether a row without a value is rejected, and a file without the column refused;
        ``None`` leaves it to the role.
    format
        For times that are neither epoch seconds nor ISO 8601: the pattern of
        ``datetime.strptime``, such as ``%d.%m.%Y %H:%M``. For sets: the sign between
        their elements, where it is not ``|``. For ids: ``lower``, ``upper``, or their frame
        and ours, such as ``acc-{} = TN{}``.
    unit
        The unit of its numbers, such as ``years`` or ``euros``.
    """

    theirs: str
    ours: str
    type: ColumnType = "string"
    meaning: str = ""
    distinct_from: str = ""
    required: bool | None = None
    format: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """What the provider said would come.

    Parameters
    ----------
    start, end
        First and last day promised; ``None`` for an open end.
    cadence
        ``daily``, ``weekly``, ``monthly`` or ``once``.
    retention_months
        How many months back the provider said to hold.
    channel
        How it comes: mail, sftp, api …
    """

    start: date
    end: date | None = None
    cadence: str = "daily"
    retention_months: int | None = None
    channel: str = ""


@dataclass(frozen=True, slots=True)
class DayRule:
    r"""How the days that a file covers are known.

    Parameters
    ----------
    source
        ``name`` and ``folder``: from the file's name or its folders, where ``pattern``
        matches; ``column``: the dates in one of *their* columns; ``none``: from the times
        of the events, if there are any.
    pattern
        A regular expression. Its group is the day; two groups are the first and the last
        day. Read as year, month, day, with or without separators. A group named ``part``,
        such as ``T(?P<part>\d{2})``, tells the files of one day apart: they add to each other.
    column
        Their column that holds the day.
    """

    source: Literal["name", "column", "folder", "none"] = "none"
    pattern: str = DAY_PATTERN
    column: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One source of a workspace.

    Parameters
    ----------
    name
        Its key in ``sources.yml``.
    role
        ``events`` (who did what when), ``people``, ``catalogue`` (items) or ``links``
        (visitor and customer ids that belong together).
    files
        Glob of the names of its files, or several.
    columns
        The column contract. Several of their names may stand for one of ours, as when the
        provider renamed a column; the first that a file has is read.
    promised
        What was promised, if anything.
    day
        How the covered days are known.
    timezone
        IANA name of the zone of times that state none.
    constants
        Our columns that hold the same value in each row, such as ``event_type: rating``.
    separator, encoding
        Given rather than sniffed.
    decimal
        The sign before the decimals of numbers.
    missing
        Words that stand for a missing value, beside the empty one.
    reject_limit
        The share of rejected rows (0 to 1) above which a file is refused as a whole; a
        whole number above 1 is a number of rows.
    earliest
        The day before which no event can be; rows with an earlier one are rejected.
    header
        The names of the columns, in their order, where the files have no header.
    owner
        Who answers for the source: a person, a team, a firm.
    sheet
        The name of the sheet, or a pattern with ``*`` of it, where the files are workbooks
        with several tables.
    """

    name: str
    role: Role
    files: str | tuple[str, ...]
    columns: tuple[ColumnRule, ...]
    promised: Promise | None = None
    day: DayRule = field(default_factory=DayRule)
    timezone: str = "UTC"
    constants: Mapping[str, object] = field(default_factory=dict)
    separator: str | None = None
    encoding: str | None = None
    decimal: str = "."
    missing: tuple[str, ...] = MISSING
    reject_limit: float = 0.1
    earliest: date | None = None
    header: tuple[str, ...] = ()
    owner: str = ""
    sheet: str = ""

    @property
    def globs(self) -> tuple[str, ...]:
        """The globs of its files."""
        return (self.files,) if isinstance(self.files, str) else tuple(self.files)

    @property
    def daily(self) -> bool:
        """Whether a file is due each day."""
        return self.promised is not None and self.promised.cadence == "daily"

    @property
    def ours(self) -> tuple[str, ...]:
        """Our names of its columns, each once, constants last."""
        return tuple(dict.fromkeys((*(rule.ours for rule in self.columns), *self.constants)))

    def matches(self, name: str) -> bool:
        """Tell whether a file's name (or path, for a glob with ``/``) is this source's."""
        path = PurePath(name)
        return any(
            path.match(glob) if "/" in glob else fnmatchcase(path.name, glob) for glob in self.globs
        )

    def refuses(self, rejected: int, read: int) -> bool:
        """Tell whether so many rejected rows are more than the limit allows."""
        most = self.reject_limit if self.reject_limit > 1 else self.reject_limit * read
        return rejected > most

    @property
    def limit_in_words(self) -> str:
        """The limit on rejected rows, as a share or a number of rows."""
        limit = self.reject_limit
        return f"{limit:,.0f} rows" if limit > 1 else f"{100 * limit:.6g}%"

    def is_required(self, rule: ColumnRule) -> bool:
        """Tell whether each row needs a value in this column."""
        if rule.required is not None:
            return rule.required
        return rule.ours in _ALWAYS[self.role]

    @property
    def identifying(self) -> tuple[str, ...]:
        """Our id columns of which each row needs at least one."""
        return tuple(name for name in _ANY[self.role] if name in self.ours)

    def lacks(self) -> tuple[str, ...]:
        """Return the columns that its role needs and the contract does not name."""
        lacking = [name for name in _ALWAYS[self.role] if name not in self.ours]
        if _ANY[self.role] and not self.identifying:
            lacking.append(" or ".join(_ANY[self.role]))
        return tuple(lacking)


def doubled(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that occur more than once, in order."""
    seen: set[str] = set()
    again: dict[str, None] = {}
    for name in names:
        if name in seen:
            again[name] = None
        seen.add(name)
    return tuple(again)
