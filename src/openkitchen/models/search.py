"""Choose the settings that are not given: one change at a time, on a validation cut.

The search runs on the most popular items and a sample of users; what it tunes
(penalties, half-lives, powers) does not depend on their number. Sums over the rows are
kept between trials: a trial that only changes penalties costs one solve.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from openkitchen.models.audience import Known, know
from openkitchen.models.contract import Progress
from openkitchen.models.design import Design, make_design
from openkitchen.models.events import Events
from openkitchen.models.index import Index
from openkitchen.models.recency import recent_popularity, row_weights
from openkitchen.models.settings import GlassBoxSettings
from openkitchen.models.solve import ridge_solve
from openkitchen.models.sums import Sums, left_out_sums, next_sums
from openkitchen.models.validation import Cut, cut_events, ndcg
from openkitchen.models.weights import lend
from openkitchen.schema import Tables

__all__ = ["Trial", "default_settings", "search_settings"]

Floats = npt.NDArray[np.float64]

_ITEMS = 1200
_EVENTS = 250_000
_GAIN = 1.002
_LOSS = 0.99
_KEPT_SUMS = 8
_SEED = 11


@dataclass(frozen=True, slots=True)
class Trial:
    """Settings that were tried and the nDCG@10 they reached.

    Parameters
    ----------
    settings
        The settings.
    value
        Weighted mean over the sets of questions.
    first
        The value of the first set alone: lists that are made once, at the cut.
    """

    settings: GlassBoxSettings
    value: float
    first: float

    def better_than(self, best: Trial) -> bool:
        """Whether it gains, and not at the cost of lists that are made once."""
        return self.value > best.value * _GAIN and self.first > best.first * _LOSS


@dataclass
class _Bench:
    """The validation cut with everything that trials share."""

    tables: Tables
    known: Known
    cut: Cut
    sums: dict[tuple[object, ...], Sums] = field(default_factory=dict)
    designs: dict[tuple[object, ...], Design] = field(default_factory=dict)
    trials: dict[GlassBoxSettings, Trial] = field(default_factory=dict)

    def design(self, settings: GlassBoxSettings) -> Design:
        key = (
            settings.scales,
            settings.power,
            bool(settings.ridge_tags),
            bool(settings.ridge_users),
        )
        if key not in self.designs:
            train = Known(self.known.users, self.known.items, self.cut.train)
            self.designs[key] = make_design(self.tables, train, replace(settings, max_items=0))
        return self.designs[key]

    def rows(self, settings: GlassBoxSettings, design: Design) -> Sums:
        key = (
            *(settings.scales, settings.power, settings.row_half_life),
            *(bool(settings.ridge_tags), bool(settings.ridge_users)),
        )
        n, events = design.n_own, self.cut.train
        weight = row_weights(events, settings.row_half_life or 0.0)
        while len(self.sums) > _KEPT_SUMS:
            del self.sums[next(iter(self.sums))]
        if ("rest", *key) not in self.sums:
            self.sums["rest", *key] = left_out_sums(
                events, design.inputs, weight, n, cold=not events.dated
            )
        rest = self.sums["rest", *key]
        if not events.dated:
            return rest
        if ("next", *key) not in self.sums:
            self.sums["next", *key] = next_sums(events, design.inputs, weight, n)
        return self.sums["next", *key].plus(rest, settings.left_out or 0.0)

    def trial(self, settings: GlassBoxSettings) -> Trial:
        """Fit on what lies before the cut, and answer the questions; nothing is tried twice."""
        if settings not in self.trials:
            self.trials[settings] = self._try(settings)
        return self.trials[settings]

    def _try(self, settings: GlassBoxSettings) -> Trial:
        design = self.design(settings)
        sums = self.rows(settings, design)
        solved, _ = ridge_solve(sums.gram, sums.target, design.ridge(settings))
        counts = np.bincount(self.cut.train.item, minlength=design.n_own)
        weights = lend(solved, design.tags, counts, settings.shrink or 0.0)
        half_life = settings.trend_half_life or 0.0
        trend = recent_popularity(self.cut.train, len(self.known.items), half_life)
        values, shares = [], []
        for questions in self.cut.questions:
            if len(questions.audience):
                scores = weights.scores(design.rows(questions.audience))
                scores = scores + (settings.trend or 0.0) * trend
                values.append(float(ndcg(questions, scores).mean()))
                shares.append(questions.share)
        return Trial(settings, float(np.average(values, weights=shares)), values[0])


def search_settings(
    tables: Tables, given: GlassBoxSettings, progress: Progress | None = None
) -> GlassBoxSettings:
    """Fill in the settings that ``given`` leaves open.

    Parameters
    ----------
    tables
        What the model will be fitted on; the last tenth of the events is foretold from
        the rest.
    given
        Settings that stay as they are.
    progress
        Told of every trial.

    Returns
    -------
    Complete settings. The same tables always give the same settings.
    """
    known = know(tables)
    start = _start(given, default_settings(tables, known.events))
    sample = _sample(known)
    cut = cut_events(sample.events, len(sample.items))
    if not any(len(questions.audience) for questions in cut.questions):
        return start
    bench = _Bench(tables, sample, cut)
    best = bench.trial(start)
    moves = [m for m in _moves(start, known.events) if _open(m, given)]
    fixed = given.ridge_items is not None
    for done, move in enumerate(moves):
        if progress:
            progress("choosing settings", done, len(moves))
        for changed in _changed(best.settings, move, fixed):
            trial = bench.trial(changed)
            if trial.better_than(best):
                best = trial
            else:
                break
    if progress:
        progress("choosing settings", len(moves), len(moves))
    return best.settings


def _start(given: GlassBoxSettings, default: GlassBoxSettings) -> GlassBoxSettings:
    """Fill in the defaults, as many penalties as there are scales."""
    start = given.filled(default)
    if given.ridge_items is not None:
        return start
    ridge = (default.ridge_items or ())[:1]
    return replace(start, ridge_items=ridge * len(start.scales or ()))


def default_settings(tables: Tables, events: Events) -> GlassBoxSettings:
    """Return the settings that the search starts from."""
    span = _span(events)
    return GlassBoxSettings(
        scales=("all", _days(span / 20)) if events.dated else ("all",),
        power=0.5,
        row_half_life=0.0,
        left_out=1.0,
        ridge_items=(200.0, 200.0) if events.dated else (200.0,),
        ridge_tags=1000.0 if any(a.kind != "text" for a in tables.item_attributes) else 0.0,
        ridge_users=100.0 if any(a.kind != "text" for a in tables.user_attributes) else 0.0,
        ridge_base=1.0,
        shrink=0.0,
        trend=0.0,
        trend_half_life=max(span / 60, 1e-3),
        max_items=4000,
    )


def _span(events: Events) -> float:
    if not events.dated:
        return 0.0
    low, high = np.quantile(events.time, [0.01, 0.99])
    return float(high - low)


def _typical_mass(events: Events) -> float:
    """Return how much of a history lies before an event, on average."""
    return max(float(events.position.mean()), 1.0) if len(events) else 1.0


def _days(days: float) -> str:
    return f"{max(float(f'{days:.2g}'), 0.01):g}d"


Move = dict[str, Any]


def _moves(start: GlassBoxSettings, events: Events) -> Iterator[Move]:
    """Yield changes to try, in order; ``times`` multiplies what is there, as often as it pays."""
    span = _span(events)
    # attributes first: noise among them would mislead every later choice
    yield from _attribute_moves(start, 10.0)
    if events.dated:
        for scales in _scales(span):
            yield {"scales": scales}
        yield {"left_out": 0.0}
        yield {"left_out": 3.0}
    yield {"ridge_items": "times", "by": 3.0}
    yield {"ridge_items": "times", "by": 1 / 3}
    typical = _typical_mass(events)
    for power in (0.25, 0.75):
        yield {"power": power, "mass": typical}
    if events.dated:
        for share in (0.0, 1.0, 3.0):
            yield {"left_out": share}
        yield {"row_half_life": span / 3}
        yield {"row_half_life": span / 12}
    yield from _attribute_moves(start, 3.0)
    yield from _attribute_moves(start, 1 / 3)
    for place in range(3):
        yield {"ridge_items": "times", "by": 2.0, "at": place}
        yield {"ridge_items": "times", "by": 0.5, "at": place}
    if events.dated:
        yield from _trend_moves(span)
    if start.ridge_tags:
        yield {"shrink": 5.0}
        yield {"shrink": 20.0}


def _attribute_moves(start: GlassBoxSettings, by: float) -> Iterator[Move]:
    """Yield: attributes of users, tags of items: their penalty times this; without them."""
    for name in ("ridge_users", "ridge_tags"):
        if getattr(start, name):
            yield {name: "times", "by": by}
            yield {name: 0.0}


def _trend_moves(span: float) -> Iterator[Move]:
    for half_life in (span / 500, span / 60, span / 10):
        for trend in (0.1, 0.5):
            yield {"trend": trend, "trend_half_life": half_life}
    yield {"trend": "times", "by": 2.0}
    yield {"trend": "times", "by": 0.5}


def _scales(span: float) -> Iterator[tuple[str, ...]]:
    """Yield combinations of scales: all that was, lately, the last steps, this moment."""
    lately, moments = _days(span / 20), ("0.5h", "4h", "24h")
    yield ("all",)
    yield ("all", "4s")
    yield ("all", "0s")
    for moment in moments:
        yield ("all", moment)
    yield ("all", lately, "0s")
    yield ("all", lately, "4h")
    yield ("all", "4s", "0.5h")


def _open(move: Move, given: GlassBoxSettings) -> bool:
    penalties = len(given.ridge_items or ())
    if "scales" in move and penalties > 1 and penalties != len(move["scales"]):
        return False
    return all(getattr(given, name) is None for name in move if name not in _HOW)


_HOW = ("by", "at", "mass")
"""Keys of a move that are no settings."""


def _changed(settings: GlassBoxSettings, move: Move, fixed: bool) -> Iterator[GlassBoxSettings]:
    """Yield the changed settings; a multiplication goes on for as long as it is asked.

    ``fixed``: the penalties on history items stay as they are, whatever the scales.
    """
    if "by" not in move:
        change = {name: value for name, value in move.items() if name not in _HOW}
        if "mass" in move and not fixed:
            # inputs of a typical history change by this factor, so penalties by its square
            by = float(move["mass"]) ** (2 * ((settings.power or 0.0) - change["power"]))
            change["ridge_items"] = tuple(ridge * by for ridge in settings.ridge_items or ())
        if "scales" in change and not fixed:
            ridge = settings.ridge_items or ()
            change["ridge_items"] = (ridge * 3)[: len(change["scales"])]
        if replace(settings, **change) != settings:
            yield replace(settings, **change)
        return
    name = next(iter(move))
    for _ in range(3):
        value = getattr(settings, name)
        if isinstance(value, tuple):
            place = move.get("at")
            if place is not None and place >= len(value):
                return
            value = tuple(v * move["by"] if place in (None, p) else v for p, v in enumerate(value))
        elif not value:
            return
        else:
            value = value * move["by"]
        settings = replace(settings, **{name: value})
        yield settings


def _sample(known: Known) -> Known:
    """Keep the most popular items and, of many users, a sample."""
    events = known.events.select(known.events.item < _ITEMS)
    if len(events) > _EVENTS:
        order = np.random.default_rng(_SEED).permutation(events.n_users)
        enough = int(np.searchsorted(np.cumsum(events.counts[order]), _EVENTS)) + 1
        kept = np.zeros(events.n_users, bool)
        kept[order[:enough]] = True
        events = events.select(kept[events.user])
    items = Index(known.items.kind, known.items.array.slice(0, _ITEMS))
    return Known(known.users, items, events)
