"""Which calendar months the data cover, and what therefore can be said of the season."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.evaluate.calendar_tags import MONTHS

__all__ = ["CoveredMonth", "cover_months", "month_of_each"]

Status = Literal["estimable", "one year only", "not estimable"]

_WEEKS_NEEDED = 3


@dataclass(frozen=True, slots=True)
class CoveredMonth:
    """One calendar month.

    Parameters
    ----------
    month, name
        1 to 12, and its name.
    events
        Interactions in it, all years together.
    years
        The years in which it is covered: in which at least three of its four weeks (days 1
        to 7, 8 to 14, 15 to 21, and the rest) hold an event.
    status
        ``not estimable`` when no year covers it; ``one year only`` when one does, so that
        what was taken is known, but not whether the season or the year made it so;
        ``estimable`` with two or more.
    """

    month: int
    name: str
    events: int
    years: tuple[int, ...]
    status: Status


def month_of_each(times: pa.ChunkedArray) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return year and month of each time; 0 for a missing one."""
    years = pc.fill_null(pc.year(times), 0).to_numpy().astype(np.int64)
    months = pc.fill_null(pc.month(times), 0).to_numpy().astype(np.int64)
    return years, months


def cover_months(times: pa.ChunkedArray | None) -> tuple[CoveredMonth, ...]:
    """Say of each of the twelve months whether the data cover it.

    Parameters
    ----------
    times
        Of the interactions (naive UTC); ``None`` or all missing for undated data, of which
        no month is estimable.
    """
    weeks: set[tuple[int, int, int]] = set()
    events: Counter[int] = Counter()
    if times is not None and pa.types.is_timestamp(times.type) and times.null_count < len(times):
        years, months = month_of_each(times)
        days = pc.fill_null(pc.day(times), 1).to_numpy().astype(np.int64)
        week = np.minimum((days - 1) // 7, 3)
        events.update(dict(zip(*(n.tolist() for n in np.unique(months, return_counts=True)),
                               strict=True)))  # fmt: skip
        keys = np.unique(np.column_stack([years, months, week]), axis=0)
        weeks = {(int(year), int(month), int(w)) for year, month, w in keys if month}
    seen = Counter((year, month) for year, month, _ in weeks)
    return tuple(_month(number, events[number], seen) for number in range(1, 13))


def _month(number: int, events: int, seen: Counter[tuple[int, int]]) -> CoveredMonth:
    years = sorted(y for (y, month), n in seen.items() if month == number and n >= _WEEKS_NEEDED)
    status: Status = "not estimable"
    if years:
        status = "estimable" if len(years) > 1 else "one year only"
    return CoveredMonth(number, MONTHS[number - 1], events, tuple(years), status)
