"""Promised against received, source by source."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

__all__ = ["Delivery", "Run", "build_delivery"]

_DAYS_A_MONTH = 30.4375
_UNITS = {"daily": "day", "weekly": "week", "monthly": "month", "once": "file"}
_ROLES = {
    "events": "what people did",
    "people": "who they are",
    "catalogue": "what there is to choose from",
    "links": "which visitor is which customer",
}

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Run:
    """Periods in a row in which something arrived, as shares of the promised time."""

    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """One source: promised against received.

    Parameters
    ----------
    source, role
        Its name, and what it delivers.
    unit
        What was promised: a file each ``day``, ``week`` or ``month``, or one ``file``.
    promised_from, promised_to
        The first and last promised day, if a promise is known.
    first, last
        The first and last day with data.
    promised, received
        How many of these units were promised, and how many are there.
    share
        The one over the other; ``None`` without a promise.
    files, rows, rejected
        Delivered files, rows taken in and rows turned away.
    runs
        Where in the promised time the received units lie.
    """

    source: str
    role: str
    unit: str
    promised_from: date | None
    promised_to: date | None
    first: date | None
    last: date | None
    promised: int | None
    received: int
    share: float | None
    files: int
    rows: int
    rejected: int
    runs: tuple[Run, ...]

    @property
    def delivers(self) -> str:
        """What the source tells, in words."""
        return _ROLES.get(self.role, self.role)

    @property
    def months(self) -> tuple[int, int] | None:
        """Received and promised days in months, rounded; ``None`` for other units."""
        if self.promised is None or self.unit != "day":
            return None
        return round(self.received / _DAYS_A_MONTH), round(self.promised / _DAYS_A_MONTH)


def build_delivery(
    source: str,
    role: str,
    days: Sequence[date],
    *,
    promised_from: date | None,
    promised_to: date | None,
    files: int,
    rows: int,
    rejected: int,
    cadence: str = "daily",
) -> Delivery:
    """Set what was received against what was promised.

    Parameters
    ----------
    source, role
        The source's name, and what it delivers.
    days
        The days that its files are about; doubles count once.
    promised_from, promised_to
        The promised time, both days included; ``None`` without a promise.
    files, rows, rejected
        Counts over all its files.
    cadence
        ``daily``, ``weekly`` (counted from the first promised day), ``monthly`` (by the
        calendar) or ``once``.
    """
    have = sorted(set(days))
    periods: list[Period] = []
    if promised_from is not None and promised_to is not None:
        periods = list(_periods(promised_from, max(promised_to, promised_from), cadence))
    here = [_any_within(have, period) for period in periods]
    if cadence == "once" and periods:
        here = [files > 0]
    return Delivery(
        source=source,
        role=role,
        unit=_UNITS.get(cadence, "day"),
        promised_from=promised_from,
        promised_to=promised_to,
        first=have[0] if have else None,
        last=have[-1] if have else None,
        promised=len(periods) or None,
        received=sum(here) if periods else len(have),
        share=sum(here) / len(periods) if periods else None,
        files=files,
        rows=rows,
        rejected=rejected,
        runs=tuple(_runs(periods, here)),
    )


def _periods(start: date, end: date, cadence: str) -> Iterator[Period]:
    first = start
    while first <= end:
        if cadence == "once":
            following = end + timedelta(days=1)
        elif cadence == "monthly":
            following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        else:
            following = first + timedelta(days=7 if cadence == "weekly" else 1)
        yield first, min(following - timedelta(days=1), end)
        first = following


def _any_within(days: Sequence[date], period: Period) -> bool:
    place = bisect_left(days, period[0])
    return place < len(days) and days[place] <= period[1]


def _runs(periods: Sequence[Period], here: Sequence[bool]) -> Iterator[Run]:
    """Join neighbouring periods in which something arrived."""
    if not periods:
        return
    start, length = periods[0][0], (periods[-1][1] - periods[0][0]).days + 1
    for arrived, run in groupby(zip(periods, here, strict=True), key=lambda pair: pair[1]):
        if arrived:
            spans = [period for period, _ in run]
            first, last = spans[0][0], spans[-1][1]
            yield Run((first - start).days / length, ((last - first).days + 1) / length)
