"""Deliveries that should have come by now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from openkitchen.sources import Calendar
from openkitchen.sources.calendar import SourceCalendar

__all__ = ["DeliveryLimits", "Overdue", "overdue"]

_HERE = frozenset({"received", "late", "replaced"})
_STEP = {"daily": 1, "weekly": 7, "monthly": 31}


@dataclass(frozen=True, slots=True)
class DeliveryLimits:
    """How patient to be.

    Parameters
    ----------
    days
        Cadence → days that may lie between the last day that came and today.
    back
        How many days back gaps are looked for.
    """

    days: Mapping[str, int] = field(
        default_factory=lambda: {"daily": 3, "weekly": 10, "monthly": 40}
    )
    back: int = 28


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is missing of one source.

    Parameters
    ----------
    source, cadence
        Which, and how often it delivers.
    last
        The last day that came; ``None`` when nothing ever did.
    late_by
        Days past the limit; 0 when it is on time.
    gaps
        Days (or first days of periods) of late that never came, though later ones did.
    """

    source: str
    cadence: str
    last: date | None
    late_by: int
    gaps: tuple[date, ...] = ()

    def sentence(self) -> str:
        """Say it in words."""
        if self.last is None:
            return f"{self.source} ({self.cadence}) never came"
        said = []
        if self.late_by:
            days = "day" if self.late_by == 1 else "days"
            said.append(f"is {self.late_by} {days} overdue; the last that came is {self.last}")
        if self.gaps:
            shown = ", ".join(map(str, self.gaps[:5]))
            said.append(f"has gaps: {shown}{' …' if len(self.gaps) > 5 else ''}")
        return f"{self.source} ({self.cadence}) {', and '.join(said)}"


def overdue(
    calendar: Calendar, today: date, limits: DeliveryLimits | None = None
) -> tuple[Overdue, ...]:
    """Return the sources of which something is missing.

    Parameters
    ----------
    calendar
        What was promised and what came.
    today
        The day on which one looks.
    limits
        How patient to be.
    """
    limits = limits or DeliveryLimits()
    found = (_one(one, today, limits) for one in calendar.sources)
    return tuple(one for one in found if one is not None)


def _one(one: SourceCalendar, today: date, limits: DeliveryLimits) -> Overdue | None:
    promise = one.promise
    if promise is None or promise.cadence not in _STEP or promise.start > today:
        return None
    until = min(promise.end or today, today)
    here = sorted(day for day, state in one.days.items() if state in _HERE and day <= today)
    if not here:
        never = (until - promise.start).days > limits.days[promise.cadence]
        return Overdue(one.source, promise.cadence, None, 0) if never else None
    late = max(0, (until - here[-1]).days - limits.days[promise.cadence])
    gaps = _gaps(here, _STEP[promise.cadence], today - timedelta(limits.back))
    return Overdue(one.source, promise.cadence, here[-1], late, gaps) if late or gaps else None


def _gaps(here: list[date], step: int, since: date) -> tuple[date, ...]:
    """Return when periods without anything began, between days that came."""
    found = (
        before + timedelta(n)
        for before, after in pairwise(here)
        for n in range(step, (after - before).days - step // 2, step)
    )
    return tuple(day for day in found if day >= since)
