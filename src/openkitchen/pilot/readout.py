"""What a pilot says: which arm people prefer, how sure that is, in their own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from openkitchen.errors import SettingsError
from openkitchen.pilot.analysis import Effect, effect_of, preference
from openkitchen.pilot.coding import Coding
from openkitchen.pilot.desk import Desk, now_utc
from openkitchen.pilot.mixed import MixedEffect, mixed_effect
from openkitchen.pilot.offline import Agreement, OfflineGap, agreement_of
from openkitchen.pilot.quotes import Quote, Said, quotes_of, said_about_lists
from openkitchen.pilot.ratings import Ratings, ratings_of
from openkitchen.pilot.record import record_of
from openkitchen.pilot.simulate import pooled_alarms

__all__ = ["ArmFigures", "Readout", "read_out", "refuse_pooled"]

_RUNS = 1000
_LIKED = 4


@dataclass(frozen=True, slots=True)
class ArmFigures:
    """What people said of one arm; means of people's means.

    Parameters
    ----------
    name
        The arm.
    people, ratings
        Who rated its items, and how many ratings there are.
    mean, liked, acted
        Mean step; share of items that were liked (steps 4 and 5), and that people would act on.
    reasons
        Tag → how often it was given.
    """

    name: str
    people: int
    ratings: int
    mean: float | None
    liked: float | None
    acted: float | None
    reasons: dict[str, int]


@dataclass(frozen=True, slots=True)
class Readout:
    """A pilot, read out.

    Parameters
    ----------
    name, design, names
        Which pilot, how arms were assigned, what they are called.
    moment
        When it was read out; naive UTC.
    closed, weeks_done, weeks_planned
        How far the pilot is.
    invited, answered, left
        People.
    arms
        Each arm for itself.
    feel, act
        Difference in the five steps, and in the share that people would act on.
    mixed
        The first again, by the mixed model.
    preference
        By lists won, for interleaved lists.
    whole
        Variety, surprise, trust.
    agreement
        What offline figures say beside it.
    quotes
        What people wrote.
    coding
        How two readers coded it.
    """

    name: str
    design: str
    names: tuple[str, str]
    moment: datetime
    closed: bool
    weeks_done: int
    weeks_planned: int
    invited: int
    answered: int
    left: int
    arms: tuple[ArmFigures, ArmFigures]
    feel: Effect | None
    act: Effect | None
    mixed: MixedEffect | None
    preference: Effect | None
    whole: tuple[Said, ...]
    agreement: Agreement
    quotes: tuple[Quote, ...] = ()
    coding: Coding | None = None
    lists: int = 0
    notes: tuple[str, ...] = field(default=())

    def sentences(self) -> list[str]:
        """Say what came out, the answer first."""
        said = [self._verdict()]
        if self.mixed is not None:
            fit = self.mixed
            said.append(
                f"The mixed model, which weighs people by how much they said, has {fit.value:+.2f} "
                f"steps ({fit.low:+.2f} to {fit.high:+.2f}); people's own differences spread by "
                f"{fit.between_people:.2f} around it."
            )
        if self.preference is not None:
            one = self.preference
            chance = 1.0 if one.p_flip is None else one.p_flip
            low, high = max(0.5 + one.low, 0.0), min(0.5 + one.high, 1.0)
            said.append(
                f"Of the lists with items of both arms, {self.names[0]} won {0.5 + one.value:.0%} "
                f"({low:.0%} to {high:.0%}; p = {chance:.3f} by flipping the signs of people)."
            )
        if self.act is not None and any(arm.acted for arm in self.arms):
            said.append(
                f"Would act on it: {self.act.value:+.1%} of items ({self.act.low:+.1%} to "
                f"{self.act.high:+.1%})."
            )
        said += self.agreement.sentences(self.names, self.feel)
        if self.coding is not None:
            said.append(self.coding.sentence())
        return [*said, *self.notes]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"sentences": self.sentences(), **asdict(self)}

    def _verdict(self) -> str:
        one, other = self.names
        if self.feel is None:
            return (
                f"Nothing can be told yet: too few people have rated both arms "
                f"({self.answered} of {self.invited} have answered anything)."
            )
        gap = self.feel
        figures = (
            f"{gap.value:+.2f} of five steps ({gap.low:+.2f} to {gap.high:+.2f}, "
            f"{gap.people} people, p = {gap.p:.3f})"
        )
        if gap.clear:
            better, worse = (one, other) if gap.value > 0 else (other, one)
            return f"People like {better} better than {worse}: {one} less {other} is {figures}."
        return (
            f"{one} and {other} are not told apart: {one} less {other} is {figures}. A difference "
            f"of {gap.detectable:.2f} would have been found in 80 of 100 such pilots; a smaller "
            "one may be there."
        )


def read_out(
    desk: Desk, offline: OfflineGap | None = None, coding: Coding | None = None, most: int = 12
) -> Readout:
    """Read a pilot out.

    Parameters
    ----------
    desk
        The pilot.
    offline
        The arms' difference in an offline figure.
    coding
        How two readers coded what was written.
    most
        How many quotes to show.
    """
    record, settings, names = record_of(desk), desk.settings, desk.settings.names
    people, shown, said = record.people, record.shown, record.answers
    felt = ratings_of(record, names)
    acted = ratings_of(record, names, "act")
    feel = effect_of(felt, settings.design)
    done = max((row.week for row in shown), default=0)
    interleaved = settings.design == "interleaved"
    tags = {(a.person, a.week, a.rank): a.value for a in said if a.question == "reason"}
    reasons = [
        [tags[key] for s in shown if s.arm == n and (key := (s.person, s.week, s.rank)) in tags]
        for n in names
    ]
    one, other = (_arm(name, arm, felt, acted, reasons[arm]) for arm, name in enumerate(names))
    return Readout(
        desk.name, settings.design, names, now_utc(), desk.row.closed_at is not None, done,
        settings.weeks, len(people), len({a.person for a in said}),
        sum(row.left_at is not None for row in people), (one, other), feel,
        effect_of(acted, settings.design), mixed_effect(felt, settings.design),
        preference(felt) if interleaved else None, said_about_lists(record, settings),
        agreement_of(felt, feel, offline), quotes_of(record, most), coding,
        len({(s.person, s.week) for s in shown}), _notes(desk, done),
    )  # fmt: skip


def refuse_pooled(desk: Desk) -> SettingsError:
    """Return the refusal of a p-value over all ratings, with what it would be worth here.

    It is simulated: pilots of this size without any difference between two groups of people,
    whose ratings hang together as they do here.
    """
    felt = ratings_of(record_of(desk), desk.settings.names)
    n = max(len(felt.people) // 2 * 2, 4)
    each = max(round(len(felt) / max(len(felt.people), 1)), 2)
    own = _correlation(felt)
    here = pooled_alarms(n, each, own, _RUNS)
    usual = [pooled_alarms(20, 40, one, _RUNS) for one in (0.1, 0.3)]
    return SettingsError(
        "a p-value over all ratings, as if each came from another person, is not computed: of "
        f"pilots without any difference, {here:.0%} would show one ({n} people with {each} ratings "
        f"each, which correlate by {own:.2f}; simulated {_RUNS:,} times). Of 20 people with 40 "
        f"ratings each it is {usual[0]:.0%} to {usual[1]:.0%} at the usual correlations of 0.1 to "
        "0.3, instead of 5%",
        hint="Read out without it: people are the units there.",
    )


def _correlation(felt: Ratings) -> float:
    """Return how far two ratings of one person correlate (one-way ANOVA estimate)."""
    people, at = np.unique(felt.person, return_inverse=True)
    counts = np.bincount(at) if len(felt) else np.zeros(0)
    if len(people) < 2 or counts.max() < 2:
        return 0.2
    means = np.bincount(at, weights=felt.value) / counts
    within = float(((felt.value - means[at]) ** 2).sum()) / max(len(felt) - len(people), 1)
    between = float((counts * (means - felt.value.mean()) ** 2).sum()) / (len(people) - 1)
    size = (counts.sum() - (counts**2).sum() / counts.sum()) / (len(people) - 1)
    spread = between + (size - 1) * within
    return float(np.clip((between - within) / spread, 0.0, 0.95)) if spread > 0 else 0.0


def _arm(name: str, arm: int, felt: Ratings, acted: Ratings, reasons: Sequence[str]) -> ArmFigures:
    mine = felt.arm == arm
    counted = {tag: reasons.count(tag) for tag in sorted(set(reasons))}
    return ArmFigures(
        name,
        len(np.unique(felt.person[mine])),
        int(mine.sum()),
        _mean_of_people(felt.person[mine], felt.value[mine]),
        _mean_of_people(felt.person[mine], (felt.value[mine] >= _LIKED).astype(np.float64)),
        _mean_of_people(acted.person[acted.arm == arm], acted.value[acted.arm == arm]),
        counted,
    )


def _mean_of_people(person: Any, value: Any) -> float | None:
    if not len(value):
        return None
    _, at = np.unique(person, return_inverse=True)
    return float((np.bincount(at, weights=value) / np.bincount(at)).mean())


def _notes(desk: Desk, done: int) -> tuple[str, ...]:
    settings = desk.settings
    if desk.row.closed_at is None and done < settings.weeks:
        return (
            f"This is a look before the end ({done} of {settings.weeks} weeks). The intervals are "
            "right at the planned end; who stops as soon as they please finds too much.",
        )
    return ()
