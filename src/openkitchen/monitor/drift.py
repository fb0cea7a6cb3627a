"""Whether a week differs from the weeks that were learned from, at a stated rate of false alarms.

For each kind of each signal the week's share is held against the share over the reference
weeks. The variance has two parts: people are drawn (see `openkitchen.monitor.shares`), and weeks
differ among themselves. The second part is a factor on the first, learned by holding each
reference week against the others, for all signals together and for each, the one drawn towards
the other (a moderated variance, after Smyth 2004). Volumes are compared as logarithms, with weeks
as the only units. Half of the false alarms is for the shares, half for the two volumes; within,
limits are Bonferroni's, for all kinds of all signals and all weekly looks of a quarter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from openkitchen.errors import InputError, SettingsError
from openkitchen.monitor.shares import Gap, Values, counts_by_week, gap_between
from openkitchen.monitor.signals import Signal

__all__ = ["LOOKS", "Drift", "DriftSettings", "Moved", "detect_drift"]

LOOKS = 13
"""Weekly looks in a quarter."""

_RARE = 0.01
_PRIOR = 8.0
_VOLUME = ("events", "people")


@dataclass(frozen=True, slots=True)
class DriftSettings:
    """How much drift alarms.

    Parameters
    ----------
    false_alarms
        Probability of any false alarm in a quarter of weekly looks.
    reference
        Weeks to compare with.
    least
        The smallest change of a share that is worth an alarm.
    """

    false_alarms: float = 0.05
    reference: int = 8
    least: float = 0.03

    def __post_init__(self) -> None:
        if not 0 < self.false_alarms < 1 or self.reference < 3 or not 0 <= self.least < 1:
            raise SettingsError(
                f"false_alarms = {self.false_alarms}, reference = {self.reference}, "
                f"least = {self.least}",
                hint="Give such as 0.05, at least 3 weeks, and such as 0.03.",
            )


@dataclass(frozen=True, slots=True)
class Moved:
    """One share (or volume), then and now.

    Parameters
    ----------
    signal, value
        What; for volumes ``volume`` and what was counted.
    before, now
        The share over the reference weeks, and in the week; for volumes counts a week.
    z, limit
        How many standard errors lie between, and from how many on it alarms.
    alarm
        Whether it does.
    """

    signal: str
    value: str
    before: float
    now: float
    z: float
    limit: float
    alarm: bool

    def sentence(self) -> str:
        """Say it in words."""
        if self.signal == "volume":
            return f"{self.value} a week: {self.before:,.0f} before, {self.now:,.0f} now"
        return f"{self.signal} = {self.value}: {self.before:.1%} before, {self.now:.1%} now"


@dataclass(frozen=True, slots=True)
class Drift:
    """All that was compared.

    Parameters
    ----------
    moved
        The farthest first.
    weeks
        How many reference weeks there were.
    tests
        How many shares and volumes were compared.
    false_alarms
        The stated rate for a quarter.
    """

    moved: tuple[Moved, ...]
    weeks: int
    tests: int
    false_alarms: float

    @property
    def alarms(self) -> tuple[Moved, ...]:
        """What moved beyond its limit."""
        return tuple(one for one in self.moved if one.alarm)

    def sentence(self) -> str:
        """Say what moved, or that nothing did."""
        rate = f"at most {self.false_alarms:.0%} of quarters would alarm by chance"
        if not self.alarms:
            return (
                f"None of {self.tests:,} shares and volumes of the week left what "
                f"{self.weeks} weeks before had ({rate})."
            )
        first = "; ".join(one.sentence() for one in self.alarms[:3])
        more = f" and {len(self.alarms) - 3:,} more" if len(self.alarms) > 3 else ""
        return f"{first}{more} ({rate})."

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            "weeks": self.weeks,
            "tests": self.tests,
            "false_alarms": self.false_alarms,
            "moved": [asdict(one) for one in self.moved[:30]],
        }


def detect_drift(
    signals: Sequence[Signal],
    week: int,
    settings: DriftSettings | None = None,
    *,
    before: int | None = None,
) -> Drift:
    """Compare a week with the weeks that were learned from.

    Parameters
    ----------
    signals
        The first tells volumes too.
    week
        The number of the week.
    settings
        How much alarms.
    before
        The reference weeks end before this one; by default right before the week.

    Raises
    ------
    InputError
        When there are fewer than three reference weeks, or nothing in the week.
    """
    settings = settings or DriftSettings()
    end = week if before is None else min(before, week)
    first = signals[0]
    known = np.unique(first.week[(first.week < end) & (first.week >= end - settings.reference)])
    if len(known) < 3 or not (first.week == week).any():
        raise InputError(
            f"{len(known)} weeks to compare with, and {int((first.week == week).sum()):,} events "
            "in the week",
            hint="Drift needs three whole weeks that the model learned from, and one after them.",
        )
    return _Comparison(signals, known, week, settings).drift()


@dataclass(slots=True)
class _Comparison:
    signals: Sequence[Signal]
    known: npt.NDArray[np.int64]
    week: int
    settings: DriftSettings

    def drift(self) -> Drift:
        """Compare everything; the limits share what may alarm by chance."""
        parts = [self._parts(one) for one in self.signals]
        factors = _factors([spread for _, spread in parts], len(self.known))
        kept = [_worth(gap) for gap, _ in parts]
        tests = sum(int(one.sum()) for one in kept)
        each = self.settings.false_alarms / 2 / (2 * LOOKS)  # half of them; two-sided; each look
        moved = self._volumes(float(scipy.stats.t.isf(each / len(_VOLUME), len(self.known) - 1)))
        for signal, (gap, _), (factor, freedom), worth in zip(
            self.signals, parts, factors, kept, strict=True
        ):
            limit = float(scipy.stats.t.isf(each / max(tests, 1), freedom))
            moved += self._moved(signal, gap, factor, worth, limit)
        moved.sort(key=lambda one: (not one.alarm, -abs(one.z)))
        n = tests + len(_VOLUME)
        return Drift(tuple(moved), len(self.known), n, self.settings.false_alarms)

    def _parts(self, signal: Signal) -> tuple[Gap, Values]:
        """Compare the week with the others; and each other one with the rest of them."""
        counts = counts_by_week(signal, np.append(self.known, self.week))
        together = counts[:-1].sum(axis=0)
        others = [gap_between(together - one, one) for one in counts[:-1]]
        common = together.sum(axis=0) >= _RARE * together.sum()
        squares = np.array([one.z[common] ** 2 for one in others])
        return gap_between(together, counts[-1]), squares

    def _moved(
        self,
        signal: Signal,
        gap: Gap,
        factor: float,
        worth: npt.NDArray[np.bool_],
        limit: float,
    ) -> list[Moved]:
        z = gap.z / np.sqrt(factor)
        least = self.settings.least
        return [
            Moved(
                signal.name,
                signal.values[n],
                float(gap.before[n]),
                float(gap.now[n]),
                float(z[n]),
                limit,
                bool(abs(z[n]) > limit and abs(gap.now[n] - gap.before[n]) >= least),
            )
            for n in np.flatnonzero(worth)
        ]

    def _volumes(self, limit: float) -> list[Moved]:
        """Compare events and people a week, as logarithms: weeks are the only units here."""
        first = self.signals[0]
        weeks = np.append(self.known, self.week)
        events = np.array([(first.week == one).sum() for one in weeks], dtype=np.float64)
        people = np.array([len(np.unique(first.user[first.week == one])) for one in weeks])
        moved = []
        for name, counts in zip(_VOLUME, (events, people.astype(np.float64)), strict=True):
            logs = np.log(np.maximum(counts, 1.0))
            ref, now = logs[:-1], logs[-1]
            drawn = 1.0 / np.maximum(counts.mean(), 1.0)
            spread = np.sqrt(max(ref.var(ddof=1), drawn) * (1 + 1 / len(ref)))
            z = float((now - ref.mean()) / spread)
            before = float(np.exp(ref.mean()))
            alarm = abs(z) > limit and abs(now - ref.mean()) >= _LEAST_VOLUME
            moved.append(Moved("volume", name, before, float(counts[-1]), z, limit, bool(alarm)))
        return moved


_LEAST_VOLUME = 0.2


def _worth(gap: Gap) -> npt.NDArray[np.bool_]:
    """Leave out what is rare then and now, and all where there is nothing then or now."""
    both = gap.before.any() and gap.now.any()
    worth: npt.NDArray[np.bool_] = (np.maximum(gap.before, gap.now) >= _RARE) & both
    return worth


def _factors(squares: Sequence[Values], weeks: int) -> list[tuple[float, float]]:
    """Return how much more weeks differ than chance has it, and with how much freedom.

    Parameters
    ----------
    squares
        For each signal, weeks × values: squared differences of each week to the others, in
        units of what chance gives.
    weeks
        How many weeks.
    """
    means = [float(one.mean()) if one.size else 1.0 for one in squares]
    free = [(weeks - 1) * max(one.shape[-1] - 1, 1) for one in squares]
    prior = max(1.0, float(np.average(means, weights=free)))
    return [
        (max(1.0, (_PRIOR * prior + own * mean) / (_PRIOR + own)), own + _PRIOR)
        for mean, own in zip(means, free, strict=True)
    ]
