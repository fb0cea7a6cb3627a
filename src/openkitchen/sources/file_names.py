"""What a file's name says of its source: how to know its files, and the days that they cover."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from openkitchen.sources.contract import DAY_PATTERN, DayRule

__all__ = ["NameRule", "name_rule"]

_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_HOUR = re.compile(r"([T_ .-]?[hH]?)((?:[01]\d|2[0-3])(?:[-:_h]?[0-5]\d){0,2})(?!\d)")
_LONGEST = timedelta(hours=4)
_PACKED = {".gz", ".zip"}


@dataclass(frozen=True, slots=True)
class NameRule:
    """What the name of one file says.

    Parameters
    ----------
    called
        A name for the source; empty where nothing but a day is left of the name.
    glob
        Tells the source's files by name.
    day
        How the days that a file covers are known.
    doubts
        What a person should decide, in sentences.
    """

    called: str
    glob: str
    day: DayRule
    doubts: tuple[str, ...] = ()


def name_rule(name: str, moments: tuple[datetime, datetime] | None = None) -> NameRule:
    """Tell glob and day rule from a file's name.

    What follows the day and may be an hour (``T13``, ``_1300``) is one where the file's events
    lie within four hours: then the files of one day add to each other. Else it may be when the
    file was made, and a later one takes the earlier one's place.

    Parameters
    ----------
    name
        Without folders.
    moments
        The first and the last time of its events, where they have times.
    """
    dated = _DAY.search(name)
    if dated is None:
        return NameRule(_called(name), name, DayRule("none"))
    before, after = name[: dated.start()], name[dated.end() :]
    hour = _HOUR.match(after)
    if hour is None:
        return NameRule(_called(f"{before}_{after}"), _DAY.sub("*", name), DayRule("name"))
    rest = after[hour.end() :]
    glob = f"{before}*{_DAY.sub('*', rest)}"
    short = moments is not None and moments[1] - moments[0] <= _LONGEST
    if not short:
        doubt = (
            f"the name goes on with {hour[2]!r} after its day: a later file of a day takes the "
            "earlier one's place; if they add to each other, set it apart as `part` in the pattern"
        )
        return NameRule(_called(f"{before}_{rest}"), glob, DayRule("name"), (doubt,))
    pattern = f"{DAY_PATTERN}{re.escape(hour[1])}(?P<part>{_as_digits(hour[2])})"
    doubt = (
        f"{hour[2]!r} in the name is taken for an hour: files of other hours of a day add to each "
        "other (`part`)"
    )
    return NameRule(_called(f"{before}_{rest}"), glob, DayRule("name", pattern), (doubt,))


def _as_digits(hour: str) -> str:
    return "".join(r"\d" if sign.isdigit() else re.escape(sign) for sign in hour)


def _called(name: str) -> str:
    stem = name
    while Path(stem).suffix.lower() in _PACKED:
        stem = Path(stem).stem
    return re.sub(r"[^A-Za-z0-9]+", "_", _DAY.sub("", Path(stem).stem)).strip("_").lower()
