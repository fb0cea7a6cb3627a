"""How numbers, days and names are written for people; one way everywhere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime

from openkitchen.errors import plural

__all__ = [
    "count",
    "day",
    "decimal",
    "in_words",
    "interval",
    "percent",
    "places_for",
    "plural",
    "signed",
]

_MOST_PLACES = 6


def count(value: int) -> str:
    """Write a whole number: ``12,345``."""
    return f"{value:,}"


def decimal(value: float | None, places: int = 3) -> str:
    """Write a figure with fixed places, so that columns line up; a dash for none."""
    return "–" if value is None else f"{value:.{places}f}".replace("-", "−")


def signed(value: float, places: int = 3) -> str:
    """Write a contribution with its sign: ``+0.120``, ``−0.031``, ``0.000``."""
    text = f"{abs(value):.{places}f}"
    if float(text) == 0.0:
        return text
    return f"{'+' if value > 0 else '−'}{text}"


def places_for(values: Sequence[float], digits: int = 3) -> int:
    """Return how many decimal places keep ``digits`` digits of the largest of some numbers."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if largest == 0.0:
        return digits
    return min(max(digits - 1 - math.floor(math.log10(largest)), 0), _MOST_PLACES)


def percent(value: float | None) -> str:
    """Write a share: ``12%``, ``3.4%``, ``<0.1%``; a dash for none."""
    if value is None:
        return "–"
    if 0.0 < value < 0.001:
        return "<0.1%"
    if 0.999 < value < 1.0:
        return ">99.9%"
    places = 0 if value in (0.0, 1.0) or 0.1 <= value <= 0.995 else 1
    return f"{100 * value:.{places}f}%".replace("-", "−")


def interval(low: float | None, high: float | None, places: int = 3) -> str:
    """Write an interval: ``0.101 to 0.140``; nothing for none."""
    if low is None or high is None:
        return ""
    return f"{decimal(low, places)} to {decimal(high, places)}"


def day(value: date | datetime | None) -> str:
    """Write a day: ``3 August 2026``; a dash for none."""
    if value is None:
        return "–"
    return f"{value.day} {value:%B %Y}"


def in_words(parts: Sequence[str]) -> str:
    """Join with commas and a final "and"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
