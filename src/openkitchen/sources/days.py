"""Which days a file covers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import PurePosixPath

from openkitchen.sources.contract import PART, DayRule, Source

__all__ = ["days_declared", "has_declared_days", "part_declared", "read_day"]

_MOST_DAYS = 3660


def days_declared(rule: DayRule, file: str) -> tuple[date, ...]:
    """Return the days that a file's name (or its folders') states; empty if it states none.

    Parameters
    ----------
    rule
        How this source's days are known.
    file
        The name with its folders, as the receipt has it.
    """
    path = PurePosixPath(file)
    if rule.source == "name":
        return _in_text(rule.pattern, path.name)
    if rule.source == "folder":
        return _in_text(rule.pattern, path.parent.as_posix())
    return ()


def part_declared(rule: DayRule, file: str) -> str:
    """Return which part of its day a file is, by the group ``part`` of the pattern; else empty.

    Files of one day that state other parts, such as its hours, add to each other.
    """
    if rule.source not in ("name", "folder"):
        return ""
    path = PurePosixPath(file)
    text = path.name if rule.source == "name" else path.parent.as_posix()
    found = re.search(rule.pattern, text)
    return (found.groupdict().get(PART) or "") if found else ""


def has_declared_days(source: Source, file: str) -> bool:
    """Tell whether the provider says which days a file covers.

    If not, the days are those of its events, and another file may well add to them.
    """
    return source.day.source == "column" or bool(days_declared(source.day, file))


def read_day(text: str) -> date | None:
    """Read year, month, day, with or without separators; ``None`` when it is no day."""
    digits = re.findall(r"\d+", text)
    if len(digits) >= 3 and len(digits[0]) == 4:
        year, month, day = digits[:3]
    elif digits and len(digits[0]) >= 8:
        year, month, day = digits[0][:4], digits[0][4:6], digits[0][6:8]
    else:
        return None
    try:
        return date(int(year), int(month), int(day[:2]))
    except ValueError:
        return None


def _in_text(pattern: str, text: str) -> tuple[date, ...]:
    found = re.search(pattern, text)
    if found is None:
        return ()
    part = found.re.groupindex.get(PART)
    groups = [group for at, group in enumerate(found.groups(), 1) if group and at != part]
    days = [read_day(group) for group in groups or (found.group(),)]
    if not days or None in days:
        joined = read_day("-".join(groups))
        days = [joined] if joined else []
    return _span(day for day in days if day)


def _span(days: Iterable[date]) -> tuple[date, ...]:
    known = sorted(days)
    if not known or (known[-1] - known[0]).days > _MOST_DAYS:
        return ()
    length = (known[-1] - known[0]).days + 1
    return tuple(known[0] + timedelta(n) for n in range(length))
