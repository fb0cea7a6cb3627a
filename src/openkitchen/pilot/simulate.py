"""Made-up pilots with a known truth: whether intervals cover it, and tests cry wolf.

Ratings are drawn as people give them: a level of one's own, a mood for each week, a difference
between the arms of one's own around the true one, noise for each item; rounded to five steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import scipy

from openkitchen.pilot.analysis import effect_of, preference
from openkitchen.pilot.design import outcomes_of
from openkitchen.pilot.mixed import mixed_effect
from openkitchen.pilot.planner import detectable_d
from openkitchen.pilot.ratings import Ratings
from openkitchen.pilot.settings import Design

__all__ = [
    "World",
    "alarms",
    "coverage",
    "draw",
    "draws_alarms",
    "pooled_alarms",
    "power_at",
    "true_effect",
]

Values = npt.NDArray[np.float64]
Progress = Callable[[str, int, int], None]

_MIDDLE = 3.3
_PEOPLE_FOR_TRUTH = 20_000


@dataclass(frozen=True, slots=True)
class World:
    """A made-up pilot.

    Parameters
    ----------
    people, weeks, items, design
        Its size and kind.
    effect
        How much better the first arm is, before rounding, in steps.
    level, between_people, between_weeks, between_items
        Spreads of people's levels, of their own differences, of moods and of items.
    answered, leave
        Share of lists that are answered, and of people who leave before the end.
    """

    people: int = 20
    weeks: int = 8
    items: int = 5
    design: Design = "interleaved"
    effect: float = 0.0
    level: float = 0.5
    between_people: float = 0.3
    between_weeks: float = 0.3
    between_items: float = 1.1
    answered: float = 0.75
    leave: float = 0.1


def draw(world: World, rng: np.random.Generator) -> Ratings:
    """Draw what the people of a pilot say."""
    n, weeks, k = world.people, world.weeks, world.items
    arm = _arms(world, rng)
    level = rng.normal(0.0, world.level, (n, 1, 1))
    own = rng.normal(world.effect, world.between_people, (n, 1, 1))
    mood = rng.normal(0.0, world.between_weeks, (n, weeks, 1))
    taste = rng.normal(0.0, world.between_items, (n, weeks, k))
    felt = _MIDDLE + level + mood + own * (0.5 - arm) + taste
    value = np.clip(np.rint(felt), 1, 5)
    stays = np.where(rng.random(n) < world.leave, rng.integers(1, weeks + 1, n), weeks + 1)
    there = (rng.random((n, weeks)) < world.answered) & (np.arange(weeks) < stays[:, None])
    said = np.broadcast_to(there[:, :, None], value.shape)
    person, week, rank = np.argwhere(said).T + 1
    return Ratings(person, week, arm[said], value[said], rank, rank)


@lru_cache(maxsize=64)
def true_effect(world: World) -> float:
    """Return the difference in steps after rounding, over very many people."""
    many = replace(world, people=_PEOPLE_FOR_TRUTH, answered=1.0, leave=0.0)
    _, means = draw(many, np.random.default_rng(7)).means()
    return float(np.nanmean(means[:, 0]) - np.nanmean(means[:, 1]))


def alarms(world: World, runs: int, seed: int = 0) -> float:
    """Return the share of pilots whose interval leaves zero out."""
    rng = np.random.default_rng(seed)
    found = [effect_of(draw(world, rng), world.design) for _ in range(runs)]
    return float(np.mean([one is not None and one.clear for one in found]))


def coverage(
    world: World, runs: int, seed: int = 0, *, mixed: bool = False, progress: Progress | None = None
) -> tuple[float, float]:
    """Return the share of intervals that hold the truth, and their mean width.

    Parameters
    ----------
    world
        With the effect that is known.
    runs, seed
        How many pilots are drawn.
    mixed
        By the mixed model instead of one difference per person.
    progress
        Told of each pilot.
    """
    truth, rng, held, width = true_effect(world), np.random.default_rng(seed), [], []
    for run in range(runs):
        ratings = draw(world, rng)
        analyse = mixed_effect if mixed else effect_of
        found = analyse(ratings, world.design)
        if found is not None:
            held.append(found.low <= truth <= found.high)
            width.append(found.high - found.low)
        if progress:
            progress("simulated pilots", run + 1, runs)
    return float(np.mean(held)), float(np.mean(width))


def draws_alarms(world: World, runs: int, seed: int = 0) -> float:
    """Return how often the sign-flip test finds a winner between a model and itself."""
    rng = np.random.default_rng(seed)
    same = replace(world, effect=0.0, between_people=0.0, design="interleaved")
    found = [preference(draw(same, rng), seed=run) for run in range(runs)]
    chances = [1.0 if one is None or one.p_flip is None else one.p_flip for one in found]
    return float(np.mean(np.array(chances) <= 0.05))


def power_at(people: int, runs: int, seed: int = 0) -> float:
    """Return how often the paired test finds the effect that the planner calls detectable."""
    rng = np.random.default_rng(seed)
    gaps = rng.normal(detectable_d(people), 1.0, (runs, people))
    error = gaps.std(axis=1, ddof=1) / np.sqrt(people)
    limit = scipy.stats.t.ppf(0.975, people - 1)
    return float(np.mean(np.abs(gaps.mean(axis=1)) / error > limit))


def pooled_alarms(people: int, ratings: int, correlation: float, runs: int, seed: int = 0) -> float:
    """Return how often a t-test over all ratings sees a difference where there is none.

    Parameters
    ----------
    people
        In both groups together.
    ratings
        Of each person.
    correlation
        Of two ratings of the same person (the intraclass correlation).
    runs, seed
        How many pilots are drawn.
    """
    rng, half = np.random.default_rng(seed), people // 2
    wrong = 0
    for _ in range(runs):
        own = rng.normal(0.0, np.sqrt(correlation), (2, half, 1))
        said = own + rng.normal(0.0, np.sqrt(1 - correlation), (2, half, ratings))
        one, other = said.reshape(2, -1)
        wrong += bool(scipy.stats.ttest_ind(one, other).pvalue < 0.05)
    return wrong / runs


def _arms(world: World, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return people × weeks × items: the arm that is credited, dealt as a pilot deals it."""
    n, weeks, k = world.people, world.weeks, world.items
    if world.design == "interleaved":
        lists = [f"a{i}" for i in range(k)], [f"b{i}" for i in range(k)]
        drafts = np.array(
            [[arm for _, arm in one.picks] for one in outcomes_of("interleaved", *lists, k)]
        )
        chosen: npt.NDArray[np.int64] = drafts[rng.integers(len(drafts), size=(n, weeks))]
        return chosen
    first = np.argsort(rng.random((n // 2 + 1, 2)), axis=1).ravel()[:n]
    turn = np.arange(weeks) % 2 if world.design == "alternating" else np.zeros(weeks, np.int64)
    return np.broadcast_to(((first[:, None] + turn) % 2)[:, :, None], (n, weeks, k)).copy()
