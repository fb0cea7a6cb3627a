"""Newsletter clicks, weekly: which visitor came from whose newsletter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from openkitchen.sources.shop.visits import Day
from openkitchen.sources.shop.web import customer_ids, visitor_ids

__all__ = ["HEADER", "Click", "clicks_of", "links_name", "write_links"]

HEADER = ("clicked at", "cookie", "contact", "campaign")


class Click(NamedTuple):
    """One click: when, on which visitor's device, in whose newsletter, and whether forwarded."""

    at: str
    visitor: str
    customer: str
    campaign: str
    forwarded: bool


def links_name(day: date) -> str:
    """Name the file of newsletter clicks whose week ends on a day."""
    return f"newsletter_clicks_{day}.csv"


def clicks_of(day: Day, seed: int) -> Iterator[Click]:
    """Read the clicks off the visits of a day."""
    visits = day.visits
    at = np.flatnonzero(visits.letter >= 0)
    week = f"week {day.date.isocalendar().week}"
    rows = zip(
        visits.starts[at].tolist(),
        visitor_ids(visits.visitor[at], seed).to_pylist(),
        customer_ids(visits.letter[at]).to_pylist(),
        visits.letter_wrong[at].tolist(),
        strict=True,
    )
    for seconds, visitor, customer, forwarded in rows:
        clock = timedelta(seconds=seconds)
        yield Click(f"{day.date}T{_hours(clock)}Z", visitor, customer, week, forwarded)


def write_links(path: Path, clicks: list[Click]) -> None:
    """Write the clicks of a week."""
    lines = [";".join(HEADER), *(";".join(click[:4]) for click in clicks)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _hours(clock: timedelta) -> str:
    minutes, seconds = divmod(int(clock.total_seconds()), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
