"""Promised against received, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Literal

from openkitchen.errors import plural
from openkitchen.sources.contract import Promise, Source
from openkitchen.sources.ledger import COUNTED, counted
from openkitchen.sources.promises import sentences
from openkitchen.store import ReceiptRow

__all__ = ["Calendar", "DayState", "Month", "SourceCalendar", "calendar"]

DayState = Literal["received", "late", "replaced", "empty", "rejected", "missing"]

MARKS: dict[DayState, str] = {
    "received": "■",
    "late": "L",
    "replaced": "R",
    "empty": "○",
    "rejected": "x",
    "missing": "·",
}
WORDS: dict[DayState, str] = {
    "received": "received",
    "late": "late",
    "replaced": "replaced",
    "empty": "file without events",
    "rejected": "file refused",
    "missing": "no file",
}
_STATES: dict[str, DayState] = {
    "new": "received",
    "late": "late",
    "replaced": "replaced",
    "empty": "empty",
    "rejected": "rejected",
}


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a source, or several in a row of which nothing came.

    Parameters
    ----------
    first, last
        The first and the last month, as ``2026-08``.
    length
        How many they are.
    states
        What came on each day of the month, by its number; empty if nothing came.
    daily
        Whether a file was due each day.
    """

    first: str
    last: str
    length: int
    states: Mapping[int, DayState]
    daily: bool

    @property
    def name(self) -> str:
        """The month, or the first and the last."""
        return self.first if self.length == 1 else f"{self.first} to {self.last}"

    @property
    def told(self) -> str:
        """How much came, in words."""
        if not self.states:
            return "nothing" if self.length == 1 else f"nothing ({self.length} months)"
        here = sum(state in {"received", "late", "replaced"} for state in self.states.values())
        return f"{here} of {plural(len(self.states), 'day')}" if self.daily else plural(here, "day")

    def cells(self) -> list[tuple[str, str, str]]:
        """Return state, mark and words of each day of the month; empty for days without any."""
        return [self._cell(n) for n in range(1, 32)]

    def _cell(self, day: int) -> tuple[str, str, str]:
        state = self.states.get(day)
        if state is None:
            return "", "", ""
        return state, MARKS[state], f"{self.first}-{day:02d}: {WORDS[state]}"

    def line(self) -> str:
        """Return a line for a terminal."""
        if not self.states:
            return f"{self.name}  {self.told}"
        marks = "".join(mark or " " for _, mark, _ in self.cells())
        return f"{self.name}  {marks:<31}  {self.told}"


@dataclass(frozen=True, slots=True)
class SourceCalendar:
    """The days of one source.

    Parameters
    ----------
    source, role
        Its name and role.
    promise
        What was promised.
    days
        What came, for each day from the first promised or received to the last.
    files, rows, rejected
        Files that count, their rows, and the rows rejected from them.
    first_event, last_event
        Naive UTC.
    sentences
        Promised against received, in words.
    """

    source: str
    role: str
    promise: Promise | None
    days: Mapping[date, DayState]
    files: int
    rows: int
    rejected: int
    first_event: datetime | None
    last_event: datetime | None
    sentences: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """Yield a strip for each month; months of which nothing came are drawn together."""
        yield (
            f"{self.source} · {self.role} · {plural(self.files, 'file')}, "
            f"{plural(self.rows, 'row')}"
        )
        yield from (f"  {month.line()}" for month in self.months())
        yield from (f"  {sentence}" for sentence in self.sentences)

    def months(self) -> Iterator[Month]:
        """Yield the months in order; those in a row of which nothing came are one."""
        months = [
            (month, {day.day: state for day, state in days})
            for month, days in groupby(self.days.items(), lambda item: f"{item[0]:%Y-%m}")
        ]
        daily = self.promise is not None and self.promise.cadence == "daily"
        for silent, group in groupby(months, lambda m: set(m[1].values()) == {"missing"}):
            if silent:
                names = [month for month, _ in group]
                yield Month(names[0], names[-1], len(names), {}, daily=daily)
            else:
                yield from (Month(month, month, 1, states, daily=daily) for month, states in group)

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        promise = self.promise
        return {
            "source": self.source,
            "role": self.role,
            "promised": None
            if promise is None
            else {
                "start": promise.start.isoformat(),
                "end": promise.end.isoformat() if promise.end else None,
                "cadence": promise.cadence,
                "retention_months": promise.retention_months,
                "channel": promise.channel,
            },
            "files": self.files,
            "rows": self.rows,
            "rejected": self.rejected,
            "first_event": self.first_event.isoformat() if self.first_event else None,
            "last_event": self.last_event.isoformat() if self.last_event else None,
            "counts": {state: Counter(self.days.values())[state] for state in WORDS},
            "days": {day.isoformat(): state for day, state in self.days.items()},
            "sentences": list(self.sentences),
        }


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of all sources.

    Parameters
    ----------
    sources
        In the order in which they are declared.
    """

    sources: tuple[SourceCalendar, ...] = field(default=())

    def lines(self) -> list[str]:
        """Return lines for a terminal; the last explains the marks."""
        if not self.sources:
            return ["No source is declared in sources.yml."]
        lines: list[str] = []
        for one in self.sources:
            lines += [*one.lines(), ""]
        legend = "   ".join(f"{mark} {word}" for _, mark, word in self.legend())
        return [*lines, legend] if legend else lines[:-1]

    def legend(self) -> list[tuple[DayState, str, str]]:
        """Return state, mark and word of each state that occurs."""
        used = {state for one in self.sources for state in one.days.values()}
        return [(state, MARKS[state], word) for state, word in WORDS.items() if state in used]

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {"sources": [one.to_dict() for one in self.sources]}


def calendar(
    sources: Mapping[str, Source],
    receipts: Sequence[ReceiptRow],
    today: date | None = None,
) -> Calendar:
    """Set what was received against what was promised.

    Parameters
    ----------
    sources
        The declared sources.
    receipts
        The ledger, in the order of receiving.
    today
        The last day on which something could have come; by default the last day that any
        file covers, so that the same ledger gives the same calendar.
    """
    covered = [day for row in receipts if row.status in _STATES for day in row.days]
    last = today or max(covered, default=None)
    return Calendar(
        tuple(
            _one(source, [row for row in receipts if row.source == source.name], last)
            for source in sources.values()
        )
    )


def _one(source: Source, receipts: Sequence[ReceiptRow], today: date | None) -> SourceCalendar:
    states = _states(receipts)
    days = _filled(source, states, today)
    current = [one.receipt for one in counted(source, receipts)]
    first = min((r.first_event for r in current if r.first_event), default=None)
    last = max((r.last_event for r in current if r.last_event), default=None)
    return SourceCalendar(
        source.name,
        source.role,
        source.promised,
        days,
        len(current),
        sum(row.rows for row in current),
        sum(row.rejected for row in current),
        first,
        last,
        sentences(source, receipts, current, days, today),
    )


def _states(receipts: Sequence[ReceiptRow]) -> dict[date, DayState]:
    """Return each covered day's state; a file with rows outweighs one without."""
    states: dict[date, DayState] = {}
    for row in receipts:
        state = _STATES.get(row.status)
        for day in row.days if state else ():
            if row.status in COUNTED or states.get(day) in (None, "rejected"):
                states[day] = state or "missing"
    return states


def _filled(
    source: Source, states: Mapping[date, DayState], today: date | None
) -> dict[date, DayState]:
    """Put the days in order; daily sources also have those on which nothing came."""
    if not source.daily or source.promised is None:
        return {day: states[day] for day in sorted(states)}
    first = min([source.promised.start, *states])
    last = max([day for day in (source.promised.end or today, *states) if day], default=first)
    length = (last - first).days + 1
    every = (first + timedelta(n) for n in range(length))
    return {day: states.get(day, "missing") for day in every}
