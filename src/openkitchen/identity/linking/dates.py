"""Dates as people write them: in one of many formats, mixed in one column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

__all__ = ["DayFirst", "day_first", "read_date", "reads_as_dates", "spread_like_births"]

DayFirst = bool

_MOST = 0.8
_AGES = 25
_OLDEST, _NEWEST = 1890, 2035
_ISO = re.compile(r"^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[T ].*)?$")
_LOCAL = re.compile(r"^(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})(?: .*)?$")
_PLAIN = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_NAMED = re.compile(
    r"^(?:(\d{1,2})[.\s-]*([^\W\d_]{3,})|([^\W\d_]{3,})[.\s-]*(\d{1,2}))[.,\s-]*(\d{4}|\d{2})$"
)
_MONTHS = (
    "jan gen ene sty led oca", "feb fev fév lut uno sub şub", "mar mär mrz maer bre mrt",
    "apr avr abr kwi dub nis", "mai may maj mag mei kve", "jun jui giu cze haz",
    "jul lug lip tem", "aug aou aoû ago sie srp", "sep set wrz zar eyl", "oct okt ott out paz eki",
    "nov lis kas", "dec dez dic gru pro ara déc",
)  # fmt: skip
_MONTH = {word: place for place, words in enumerate(_MONTHS, 1) for word in words.split()}
_MONTH |= {"juil": 7, "juin": 6, "cerv": 6}


def reads_as_dates(values: Sequence[str]) -> bool:
    """Say whether most values are dates, and the years are ones in which people live."""
    if not values:
        return False
    read = sum(read_date(value, True) is not None for value in values)
    return read >= _MOST * len(values)


def spread_like_births(values: Sequence[str]) -> bool:
    """Say whether eight of ten dates are spread over as many years as the people of a file are.

    Dates on which people bought or registered lie closer together.
    """
    years = sorted(int(read[:4]) for value in values if (read := read_date(value, True)))
    if not years:
        return False
    tenth = len(years) // 10
    return years[-1 - tenth] - years[tenth] >= _AGES


def day_first(values: Iterable[str]) -> DayFirst:
    """Say whether 03/04/1980 is the third of April here: told by the values that are no doubt."""
    first = second = 0
    for value in values:
        found = _LOCAL.match(value.strip())
        if found:
            first += int(found[1]) > 12
            second += int(found[2]) > 12
    return first >= second


def read_date(text: str, days_first: DayFirst) -> str | None:
    """Read a date as ``YYYY-MM-DD``; ``None`` if it is none.

    >>> read_date("3.4.80", True), read_date("19800403", True), read_date("4 March 1980", True)
    ('1980-04-03', '1980-04-03', '1980-03-04')
    """
    text = text.strip()
    for pattern in (_ISO, _PLAIN):
        found = pattern.match(text)
        if found:
            return _date(int(found[1]), int(found[2]), int(found[3]))
    found = _LOCAL.match(text)
    if found:
        one, two, year = int(found[1]), int(found[2]), _year(found[3])
        day, month = (one, two) if (days_first or one > 12) and two <= 12 else (two, one)
        return _date(year, month, day)
    found = _NAMED.match(text)
    if found:
        month = _month(found[2] or found[3])
        return _date(_year(found[5]), month, int(found[1] or found[4])) if month else None
    return None


def _month(word: str) -> int:
    word = word.lower()
    return _MONTH.get(word[:4], _MONTH.get(word[:3], 0))


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < 27 else 1900 + year


def _date(year: int, month: int, day: int) -> str | None:
    if not _OLDEST <= year <= _NEWEST:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        try:  # day and month changed places
            return date(year, day, month).isoformat()
        except ValueError:
            return None
