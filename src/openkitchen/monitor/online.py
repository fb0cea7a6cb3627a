"""How lists do that people were really shown, beside how the model did on its test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from openkitchen.errors import plural
from openkitchen.evaluate.bootstrap import intervals

__all__ = ["Chosen", "Online", "OnlineFigure", "ShownList", "online_figures"]

Floats = npt.NDArray[np.float64]

_DRAWS = 1000
_NORMAL = 1.96
FEWEST = 20
"""So many people must have acted after a list for a figure."""


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list that somebody was shown: whose, when, and the items, best first."""

    user_id: str
    at: datetime
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Something that somebody chose."""

    user_id: str
    item_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OnlineFigure:
    """One figure, live and offline.

    Parameters
    ----------
    metric
        ``hit_rate`` or ``precision``.
    value, low, high
        Live: the mean over people, with a 95% interval.
    offline, offline_low, offline_high
        The same on the test period; ``None`` where it was not computed.
    gap, gap_low, gap_high
        Live less offline; the two rest on different people and times.
    """

    metric: str
    value: float
    low: float
    high: float
    offline: float | None = None
    offline_low: float | None = None
    offline_high: float | None = None
    gap: float | None = None
    gap_low: float | None = None
    gap_high: float | None = None

    @property
    def below(self) -> bool:
        """Whether live is clearly below offline."""
        return self.gap_high is not None and self.gap_high < 0


@dataclass(frozen=True, slots=True)
class Online:
    """What became of lists.

    Parameters
    ----------
    figures
        Live beside offline.
    k, days
        Places that count, and days within which a choice counts for a list.
    lists, people
        Lists after which somebody acted, and whose they were.
    silent
        Lists after which nobody did; they say nothing, as offline.
    basis
        Where the lists come from.
    """

    figures: tuple[OnlineFigure, ...]
    k: int
    days: int
    lists: int
    people: int
    silent: int
    basis: str

    @property
    def below(self) -> bool:
        """Whether a live figure is clearly below the offline one."""
        return any(one.below for one in self.figures)

    def sentence(self) -> str:
        """Say it in words."""
        if not self.figures:
            return (
                f"{plural(self.people, 'person', 'people')} acted within "
                f"{plural(self.days, 'day')} of a list; a figure needs "
                f"{FEWEST}."
            )
        first = self.figures[0]
        beside = ""
        if first.offline is not None and first.gap_low is not None and first.gap_high is not None:
            beside = (
                f", {first.offline:.1%} on the test period; difference {first.gap:+.1%} "
                f"({first.gap_low:+.1%} to {first.gap_high:+.1%})"
            )
        return (
            f"{first.value:.1%} ({first.low:.1%} to {first.high:.1%}) of {self.people:,} people "
            f"who acted within {self.days} days chose something among {self.k} places{beside}. "
            f"{self.basis}"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return asdict(self) | {"below": self.below}


def online_figures(
    lists: Sequence[ShownList],
    events: Sequence[Chosen],
    offline: Mapping[str, tuple[float, float | None, float | None]],
    *,
    k: int = 10,
    days: int = 7,
    basis: str = "",
    seed: int = 0,
) -> Online:
    """Say how often people chose what they were shown.

    As offline, only people count who chose something; a person's lists are averaged first. Of
    lists that follow each other within the days, the first counts: so that no choice counts
    twice.

    Parameters
    ----------
    lists
        What was shown.
    events
        What was chosen.
    offline
        ``hit_rate`` and ``precision`` at ``k`` on the test period, with their intervals.
    k, days
        Places, and days within which a choice counts.
    basis
        Where the lists come from, in a sentence.
    seed
        Of the bootstrap.
    """
    window = timedelta(days=days)
    by_user: dict[str, list[Chosen]] = {}
    for event in events:
        by_user.setdefault(event.user_id, []).append(event)
    told: dict[str, list[tuple[float, float]]] = {}
    silent = 0
    for one in _apart(lists, window):
        theirs = by_user.get(one.user_id, ())
        after = {e.item_id for e in theirs if one.at < e.at <= one.at + window}
        if not after:
            silent += 1
            continue
        hits = len(after.intersection(one.items[:k]))
        told.setdefault(one.user_id, []).append((float(hits > 0), hits / k))
    means = np.array([np.mean(rows, axis=0) for rows in told.values()]).reshape(-1, 2)
    counted = sum(len(rows) for rows in told.values())
    figures: tuple[OnlineFigure, ...] = ()
    if len(means) >= FEWEST:
        names = ("hit_rate", "precision")
        figures = tuple(
            _figure(name, means[:, n], offline.get(name), seed) for n, name in enumerate(names)
        )
    return Online(figures, k, days, counted, len(means), silent, basis)


def _apart(lists: Sequence[ShownList], window: timedelta) -> list[ShownList]:
    kept: list[ShownList] = []
    last: dict[str, datetime] = {}
    for one in sorted(lists, key=lambda each: (each.at, each.user_id)):
        before = last.get(one.user_id)
        if before is None or one.at - before >= window:
            kept.append(one)
            last[one.user_id] = one.at
    return kept


def _figure(
    name: str,
    values: Floats,
    offline: tuple[float, float | None, float | None] | None,
    seed: int,
) -> OnlineFigure:
    low, high = intervals(values[:, None], _DRAWS, seed)
    value = float(values.mean())
    if offline is None or offline[1] is None or offline[2] is None:
        told = None if offline is None else offline[0]
        return OnlineFigure(name, value, float(low[0]), float(high[0]), told)
    own = float(values.std(ddof=1)) / len(values) ** 0.5
    theirs = (offline[2] - offline[1]) / (2 * _NORMAL)
    gap, error = value - offline[0], _NORMAL * (own**2 + theirs**2) ** 0.5
    return OnlineFigure(
        name, value, float(low[0]), float(high[0]), *offline, gap, gap - error, gap + error
    )
