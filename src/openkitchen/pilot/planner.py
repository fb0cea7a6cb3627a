"""How small a difference a pilot can show: people are the units, however much each of them says.

A pilot of N people who see both arms is a paired t-test over N differences, one a person. More
weeks and items make each difference more exact; they do not make more people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from math import ceil, sqrt
from typing import Any

from openkitchen.errors import SettingsError
from openkitchen.pilot.settings import Assumed, Design, PilotSettings

__all__ = ["Plan", "PlanRow", "detectable_d", "make_plan", "people_for"]

LEVEL, POWER = 0.05, 0.8


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What a pilot of a size can show.

    Parameters
    ----------
    people, weeks, items
        People who are invited; lists each gets; items in each.
    counted
        People who are expected to stay.
    ratings
        Ratings that a person is expected to give, both arms together.
    d
        Smallest difference that is detected, in standard deviations of people's differences.
    spread
        That standard deviation, in steps of the scale.
    detectable
        Smallest difference that is detected, in steps of the scale.
    """

    people: int
    weeks: int
    items: int
    counted: int
    ratings: float
    d: float
    spread: float
    detectable: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A pilot's plan, and others beside it.

    Parameters
    ----------
    design
        How arms are assigned.
    power, level
        Chance to detect what is there; chance of a false alarm.
    chosen
        As stated.
    beside
        With other numbers of people, weeks and items.
    assumed
        What the figures rest on.
    """

    design: Design
    power: float
    level: float
    chosen: PlanRow
    beside: tuple[PlanRow, ...]
    assumed: Assumed

    @property
    def rows(self) -> tuple[PlanRow, ...]:
        """The plan, and the others."""
        return (self.chosen, *self.beside)

    def sentences(self) -> list[str]:
        """Say what the plan can show."""
        row = self.chosen
        kind = "who each see both arms" if self.design != "split" else "of whom each sees one arm"
        weeks = "week" if row.weeks == 1 else "weeks"
        said = [
            f"{row.people} people, {kind}, {row.weeks} {weeks}, {row.items} items a mail: a "
            f"difference of {row.detectable:.2f} steps of the five-step scale is found in "
            f"{self.power:.0%} of such pilots (d = {row.d:.2f}, {row.counted} people expected to "
            "stay).",
            f"Where there is no difference, {self.level:.0%} of such pilots say that there is one.",
        ]
        if row.detectable > 1:
            said.append(
                "That is more than one step: it will find great differences alone. More people "
                "help most; weeks and items help until what is left is how people differ."
            )
        return said

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "sentences": self.sentences(),
            "design": self.design,
            "power": self.power,
            "level": self.level,
            "chosen": asdict(self.chosen),
            "beside": [asdict(row) for row in self.beside],
            "assumed": self.assumed.model_dump(),
        }


@lru_cache(maxsize=512)
def detectable_d(people: int, power: float = POWER, *, paired: bool = True) -> float:
    """Return the smallest effect that is detected, in standard deviations.

    Parameters
    ----------
    people
        People with an answer; for ``paired`` each is a difference, else half of them see each
        arm, and the effect is in standard deviations of people's means.
    power
        Chance to detect it.

    Returns
    -------
    Cohen's d of a two-sided test at 5% (statsmodels' noncentral t).
    """
    from statsmodels.stats.power import TTestIndPower, TTestPower

    if people < (2 if paired else 4):
        raise SettingsError(
            f"nothing can be told from {people} people", hint="Plan with five or more."
        )
    if paired:
        return float(TTestPower().solve_power(nobs=people, alpha=LEVEL, power=power))
    half = people / 2
    return float(TTestIndPower().solve_power(nobs1=half, alpha=LEVEL, power=power, ratio=1.0))


def people_for(d: float, power: float = POWER) -> int:
    """Return how many people it takes to detect an effect of a size, with both arms for each."""
    from statsmodels.stats.power import TTestPower

    return ceil(float(TTestPower().solve_power(effect_size=d, alpha=LEVEL, power=power)))


def make_plan(settings: PilotSettings, power: float = POWER) -> Plan:
    """Say what a pilot as stated can show, and what other sizes could.

    Parameters
    ----------
    settings
        People, weeks, items, design, and what is taken for granted.
    power
        Chance to detect what is there.

    Raises
    ------
    SettingsError
        When there are too few people.
    """
    n, weeks, items = settings.people, settings.weeks, settings.items
    sizes = [
        *((people, weeks, items) for people in _around(n)),
        *((n, other, items) for other in sorted({max(weeks // 2, 1), weeks * 2})),
        *((n, weeks, other) for other in sorted({max(items // 2, 1), items * 2})),
    ]
    rows = [_row(settings, *size, power) for size in dict.fromkeys(sizes)]
    chosen = _row(settings, n, weeks, items, power)
    beside = tuple(row for row in rows if row is not None and row != chosen)
    if chosen is None:
        raise SettingsError(
            f"of {n} people too few would stay to tell anything", hint="Plan with ten or more."
        )
    return Plan(settings.design, power, LEVEL, chosen, beside, settings.assume)


def _row(
    settings: PilotSettings, people: int, weeks: int, items: int, power: float
) -> PlanRow | None:
    assumed, paired = settings.assume, settings.design != "split"
    counted = int(people * (1 - assumed.leave) + 1e-9)
    if counted < (2 if paired else 4):
        return None
    lists = weeks * assumed.answered
    spread = _spread(settings.design, assumed, lists, items)
    d = detectable_d(counted, power, paired=paired)
    return PlanRow(people, weeks, items, counted, lists * items, d, spread, d * spread)


def _spread(design: Design, assumed: Assumed, lists: float, items: int) -> float:
    """Return the spread of people's differences, or of their means where each sees one arm."""
    each = lists * items / 2
    if design == "split":
        variance = assumed.level**2 + (assumed.between_people / 2) ** 2
        variance += assumed.between_weeks**2 / lists + assumed.between_items**2 / (2 * each)
        return sqrt(variance)
    variance = assumed.between_people**2 + 2 * assumed.between_items**2 / each
    if design == "alternating":  # within a list, the mood of the week cancels out
        variance += 2 * assumed.between_weeks**2 / (lists / 2)
    return sqrt(variance)


def _around(people: int) -> Sequence[int]:
    return sorted({15, 20, 30, people, 2 * people})
