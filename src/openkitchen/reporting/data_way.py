"""The data's way in numbers: deliveries, what each step took away, who is who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from openkitchen.reporting.who import IdentityLike, Share, shares_of

__all__ = [
    "DataWay",
    "Delivery",
    "FunnelStep",
    "build_delivery",
    "build_funnel",
]

_DAYS_A_MONTH = 30.4375
_ROLES = {
    "events": "what people did",
    "people": "who they are",
    "catalogue": "what there is to choose from",
    "links": "which visitor is which customer",
}


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row with data, as shares of the promised time."""

    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """One source: promised against received.

    Parameters
    ----------
    source, role
        Its name, and what it delivers.
    promised_from, promised_to
        The first and last promised day, if a promise is known.
    first, last
        The first and last day with data.
    promised_days, received_days
        How many days should be there, and how many are.
    share
        The one over the other; ``None`` without a promise.
    files, rows, rejected
        Delivered files, rows taken in and rows turned away.
    runs
        Where in the promised time the received days lie.
    """

    source: str
    role: str
    promised_from: date | None
    promised_to: date | None
    first: date | None
    last: date | None
    promised_days: int | None
    received_days: int
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
        """Received and promised time in months, rounded; ``None`` without a promise."""
        if self.promised_days is None:
            return None
        return (
            round(self.received_days / _DAYS_A_MONTH),
            round(self.promised_days / _DAYS_A_MONTH),
        )


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step of the preparation.

    Parameters
    ----------
    name, meaning
        What the step is called and does.
    rows, removed
        Rows left after it, and rows it took away.
    share
        Rows left, as a share of the first step's.
    """

    name: str
    meaning: str
    rows: int
    removed: int
    share: float


@dataclass(frozen=True, slots=True)
class DataWay:
    """From the delivered files to the table that the model learns from.

    Parameters
    ----------
    deliveries, funnel
        By source, and by step.
    identity
        ``None`` when ids needed no resolving.
    n_users, n_items, n_interactions
        What came out at the end.
    first, last
        The time that it covers.
    """

    deliveries: tuple[Delivery, ...]
    funnel: tuple[FunnelStep, ...]
    identity: IdentityLike | None
    n_users: int
    n_items: int
    n_interactions: int
    first: date | None
    last: date | None

    @property
    def visitors(self) -> tuple[Share, ...]:
        """What became of the visitor ids, as shares that make one whole."""
        return () if self.identity is None else shares_of(self.identity)


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
) -> Delivery:
    """Set what was received against what was promised.

    Parameters
    ----------
    source, role
        The source's name, and what it delivers.
    days
        The days that it covers; doubles count once.
    promised_from, promised_to
        The promised time, both days included; ``None`` without a promise.
    files, rows, rejected
        Counts over all its files.
    """
    have = sorted(set(days))
    promised = None
    runs: tuple[Run, ...] = ()
    if promised_from is not None and promised_to is not None:
        promised = max((promised_to - promised_from).days + 1, 1)
        inside = [d for d in have if promised_from <= d <= promised_to]
        runs = _runs(inside, promised_from, promised)
    return Delivery(
        source=source,
        role=role,
        promised_from=promised_from,
        promised_to=promised_to,
        first=have[0] if have else None,
        last=have[-1] if have else None,
        promised_days=promised,
        received_days=len(have),
        share=None if promised is None else min(len(have) / promised, 1.0),
        files=files,
        rows=rows,
        rejected=rejected,
        runs=runs,
    )


def build_funnel(steps: Sequence[tuple[str, str, int]]) -> tuple[FunnelStep, ...]:
    """Turn (name, meaning, rows left) into steps with what each took away."""
    if not steps:
        return ()
    first, before = max(steps[0][2], 1), steps[0][2]
    funnel = []
    for name, meaning, rows in steps:
        funnel.append(FunnelStep(name, meaning, rows, before - rows, rows / first))
        before = rows
    return tuple(funnel)


def _runs(days: Sequence[date], start: date, length: int) -> tuple[Run, ...]:
    runs: list[tuple[date, int]] = []
    for current in days:
        if runs and current == runs[-1][0] + timedelta(days=runs[-1][1]):
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((current, 1))
    return tuple(Run((first - start).days / length, count / length) for first, count in runs)
