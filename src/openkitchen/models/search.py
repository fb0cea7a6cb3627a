"""Choose the settings that are not given: one change at a time, on validation cuts.

The search runs on the most popular items and a sample of users; what it tunes
(penalties, half-lives, powers) does not depend on their number. Sums over the rows are
kept between trials: a trial that only changes penalties costs one solve. What is tried,
and in which order, stands in `openkitchen.models.moves`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy.sparse as sp

from openkitchen.models.audience import Known, know
from openkitchen.models.blocked import one_thread_each
from openkitchen.models.contract import Progress
from openkitchen.models.design import Design, Encoded, encode_attributes, make_design
from openkitchen.models.fitting import finish_weights, solve_sums
from openkitchen.models.index import Index
from openkitchen.models.left_out import left_out_sums
from openkitchen.models.moves import Group, default_settings, groups_of_moves, starting_point
from openkitchen.models.next_rows import next_sums
from openkitchen.models.recency import recent_popularity, row_weights
from openkitchen.models.settings import GlassBoxSettings
from openkitchen.models.sums import Sums
from openkitchen.models.validation import Cut, Questions, cuts_of, ndcg
from openkitchen.schema import Tables

__all__ = ["Trial", "search_settings"]

Floats = npt.NDArray[np.float64]
T = TypeVar("T")

_ITEMS = 800
_EVENTS = 150_000
_LATEST = 100
_GAIN = 0.001
_TINY = 1e-4
_SHARES = {"after": 0.65, "again": 0.3, "last": 0.25, "random": 0.9, "few": 0.1}
_MANY = 300.0
_ERRORS = 1.0
_HOPELESS = 2.0
_COST = 0.08
_KEPT_SUMS = 8
_KEPT = 6
_SEED = 11


@dataclass(frozen=True, slots=True)
class Trial:
    """Settings that were tried, and how well every question put to them was answered.

    Parameters
    ----------
    settings
        The settings.
    values
        For each kind of question, by name: nDCG@10 of each.
    given_up
        Whether later cuts were left out, the first ones having gone badly.
    """

    settings: GlassBoxSettings
    values: dict[str, Floats]
    given_up: bool = False

    def gain_over(self, best: Trial) -> tuple[float, float]:
        """Return the mean of the paired differences, and its standard error.

        Each kind of question is measured against what the best settings so far reached, so
        that hard questions count as much as easy ones, and a kind of which there are few
        counts for less. A trial that was given up is compared on the questions that were
        put to it.
        """
        gain, variance = 0.0, 0.0
        shares = {name: _share(name, len(told)) for name, told in self.values.items()}
        for name, told in self.values.items():
            unit = max(float(best.values[name].mean()), _TINY)
            share = shares[name] / sum(shares.values())
            gap = (told - best.values[name][: len(told)]) / unit
            gain += share * float(gap.mean())
            variance += share**2 * float(gap.var()) / len(gap)
        return gain, float(np.sqrt(variance))

    def costs(self, best: Trial) -> bool:
        """Return whether a kind of question is answered far worse than by the best so far.

        A list that is made once and the item that comes next are foretold by one model: what
        helps the one a little at great cost to the other is not taken. What gains more over
        all kinds together, the loss among them, than the worst of them loses is no little.
        """
        lost = 0.0
        for name, told in self.values.items():
            gap = told - best.values[name][: len(told)]
            error = float(gap.std()) / np.sqrt(max(len(gap), 1))
            unit = max(float(best.values[name].mean()), _TINY)
            if gap.mean() < -max(_COST * unit, _HOPELESS * error):
                lost = max(lost, -float(gap.mean()) / unit)
        return lost > 0 and self.gain_over(best)[0] <= lost


def _share(name: str, asked: int) -> float:
    """Return how much a kind of questions counts: where users come once, few span a moment."""
    return _SHARES[name] * asked / (asked + _MANY)


@dataclass
class _Bench:
    """The validation cuts with everything that trials share."""

    tables: Tables
    known: Known
    cuts: tuple[Cut, ...]
    sums: dict[tuple[object, ...], Sums] = field(default_factory=dict)
    designs: dict[tuple[object, ...], Design] = field(default_factory=dict)
    encoded: dict[bool, Encoded] = field(default_factory=dict)
    asked: dict[tuple[object, ...], sp.csr_array] = field(default_factory=dict)
    solved: dict[tuple[object, ...], Floats] = field(default_factory=dict)
    trials: dict[GlassBoxSettings, Trial] = field(default_factory=dict)

    def design(self, number: int, settings: GlassBoxSettings) -> Design:
        key = (number, *_shape_of(settings))
        if key not in self.designs:
            train = replace(self.known, events=self.cuts[number].train)
            whole = replace(settings, max_items=0)
            encoded = self._encoded(of_users=bool(settings.ridge_users))
            self.designs[key] = make_design(self.tables, train, whole, encoded)
        return self.designs[key]

    def _encoded(self, *, of_users: bool) -> Encoded:
        """Return the attributes as numbers, once for all cuts and trials."""
        if of_users not in self.encoded:
            found = encode_attributes(self.tables, self.known, of_users=of_users)
            self.encoded[of_users] = found
        return self.encoded[of_users]

    def rows(self, number: int, settings: GlassBoxSettings, design: Design) -> Sums:
        key = (number, settings.row_half_life, *_shape_of(settings))
        n, inputs = design.n_own, design.inputs
        events = design.event_weights.weigh(self.cuts[number].train)
        weight = row_weights(events, settings.row_half_life or 0.0)
        while len(self.sums) > _KEPT_SUMS * len(self.cuts):
            del self.sums[next(iter(self.sums))]
        typical, dated = settings.typical or 1.0, events.dated
        if ("rest", *key) not in self.sums:
            rest = left_out_sums(events, inputs, weight, n, typical, cold=not dated)
            self.sums["rest", *key] = rest
        rest = self.sums["rest", *key]
        if not dated:
            return rest
        if ("next", *key) not in self.sums:
            self.sums["next", *key] = next_sums(events, inputs, weight, n)
        return self.sums["next", *key].plus(rest, settings.left_out or 0.0)

    def trial(self, settings: GlassBoxSettings, best: Trial | None = None) -> Trial:
        """Fit on what lies before each cut, and answer the questions; nothing is tried twice.

        A trial that stands behind the best one by more than chance after some of the cuts
        is given up.
        """
        if settings not in self.trials:
            self.trials[settings] = self._try(settings, best)
        return self.trials[settings]

    def _try(self, settings: GlassBoxSettings, best: Trial | None) -> Trial:
        values: dict[str, Floats] = {}
        for number, cut in enumerate(self.cuts):
            design = self.design(number, settings)
            score = self._fit(number, settings, design)
            for questions in cut.questions:
                if len(questions.audience):
                    rows = self._rows_of(number, settings, design, questions)
                    told = ndcg(questions, score(rows))
                    values[questions.name] = np.append(values.get(questions.name, told[:0]), told)
            if best is not None and number + 1 < len(self.cuts) and self._hopeless(values, best):
                return Trial(settings, values, given_up=True)
        return Trial(settings, values)

    def _hopeless(self, values: dict[str, Floats], best: Trial) -> bool:
        gain, error = Trial(best.settings, values).gain_over(best)
        return gain < -_HOPELESS * error

    def _rows_of(
        self, number: int, settings: GlassBoxSettings, design: Design, questions: Questions
    ) -> sp.csr_array:
        """Return the inputs of those who are asked about; they do not depend on penalties."""
        key = (number, questions.name, *_shape_of(settings))
        most = _KEPT * len(self.cuts)
        return _kept(self.asked, key, most, lambda: design.rows(questions.audience))

    def _solve(self, number: int, settings: GlassBoxSettings, design: Design) -> Floats:
        """Solve; settings that only change what becomes of the weights find them solved."""
        key = (
            *(number, settings.row_half_life, settings.left_out, settings.typical),
            *(*_shape_of(settings), design.ridge(settings).tobytes()),
        )

        def solve() -> Floats:
            sums = self.rows(number, settings, design)
            gram: Any = sums.gram.astype(np.float32)
            target: Any = sums.target.astype(np.float32)
            dated = self.cuts[number].train.dated
            return solve_sums(
                replace(sums, gram=gram, target=target), design, settings, dated=dated
            ).weights

        return _kept(self.solved, key, _KEPT * len(self.cuts), solve).astype(np.float64)

    def _fit(
        self, number: int, settings: GlassBoxSettings, design: Design
    ) -> Callable[[sp.csr_array], Floats]:
        train = self.cuts[number].train
        solved = self._solve(number, settings, design)
        counts = np.bincount(train.item, minlength=design.n_own)
        weights = finish_weights(solved, design, counts, settings)
        half_life = settings.trend_half_life or 0.0
        trend = recent_popularity(train, len(self.known.items), half_life)
        trend = (settings.trend or 0.0) * trend
        return lambda rows: weights.scores(rows) + trend


def _kept(
    kept: dict[tuple[object, ...], T], key: tuple[object, ...], most: int, make: Callable[[], T]
) -> T:
    """Return what is kept under a key, made if need be; what was not asked for longest goes."""
    value = kept.pop(key) if key in kept else make()
    while len(kept) >= most:
        del kept[next(iter(kept))]
    kept[key] = value
    return value


def _shape_of(settings: GlassBoxSettings) -> tuple[object, ...]:
    """Return what decides the inputs."""
    return (
        *(settings.scales, settings.power, settings.context),
        *(settings.event_weights, settings.value_power),
        *(bool(settings.ridge_tags), bool(settings.ridge_users)),
    )


def search_settings(
    tables: Tables, given: GlassBoxSettings, progress: Progress | None = None
) -> GlassBoxSettings:
    """Fill in the settings that ``given`` leaves open.

    Parameters
    ----------
    tables
        What the model will be fitted on; the last tenth of the events is foretold from
        the rest, and in small data the tenths before it too.
    given
        Settings that stay as they are.
    progress
        Told of every trial.

    Returns
    -------
    Complete settings. The same tables always give the same settings.
    """
    known = know(tables)
    start = starting_point(given, default_settings(tables, known.events))
    sample = _sample(known)
    cuts = cuts_of(sample.events, len(sample.items))
    if not cuts:
        return start
    bench = _Bench(tables, sample, cuts)
    returning = any(questions.seen for cut in cuts for questions in cut.questions)
    moves = groups_of_moves(tables, known, returning=returning)
    groups = [group for group in moves if group.open(given)]
    with one_thread_each():
        best = bench.trial(start)
        for done, group in enumerate(groups):
            if progress:
                progress("choosing settings", done, len(groups))
            best = _follow(bench, best, group, given)
    if progress:
        progress("choosing settings", len(groups), len(groups))
    return best.settings


def _follow(bench: _Bench, best: Trial, group: Group, given: GlassBoxSettings) -> Trial:
    """Take the best of a group's changes if it gains, and go on for as long as that pays."""
    for _ in range(group.times):
        tried = [bench.trial(s, best) for s in group.changes(best.settings, given)]
        # the best of many is lucky
        errors = _ERRORS * (1.0 + np.log(max(len(tried), 1)) / 3.0)
        gains = [trial.gain_over(best) for trial in tried]
        better = [
            (gain, -n)
            for n, (gain, error) in enumerate(gains)
            if gain > max(_GAIN, errors * error)
            and not tried[n].given_up
            and not tried[n].costs(best)
        ]
        if not better:
            break
        best = tried[-max(better)[1]]
    return best


def _sample(known: Known) -> Known:
    """Keep the most popular items, each user's latest events and, of many users, a sample."""
    events = known.events.select(known.events.item < _ITEMS)
    left = events.counts[events.user] - events.position
    events = events.select(left <= _LATEST)
    if len(events) > _EVENTS:
        order = np.random.default_rng(_SEED).permutation(events.n_users)
        enough = int(np.searchsorted(np.cumsum(events.counts[order]), _EVENTS)) + 1
        kept = np.zeros(events.n_users, bool)
        kept[order[:enough]] = True
        events = events.select(kept[events.user])
    return replace(known, items=_sample_items(known), events=events)


def _sample_items(known: Known) -> Index:
    """Keep the most popular items and, in proportion, some of those without events."""
    all_items, n_warm = known.items.array, int(known.events.item.max(initial=-1)) + 1
    n_cold = round((len(all_items) - n_warm) * min(1.0, _ITEMS / max(n_warm, 1)))
    cold = np.random.default_rng(_SEED).permutation(len(all_items) - n_warm)[:n_cold]
    chosen = np.concatenate([np.arange(min(n_warm, _ITEMS)), n_warm + np.sort(cold)])
    return Index(known.items.kind, all_items.take(pa.array(chosen.astype(np.int64))))
