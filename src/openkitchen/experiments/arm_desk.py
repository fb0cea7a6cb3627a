"""One arm at a time: its lists and figures beside the base's, for the same users."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter

import numpy as np
import numpy.typing as npt

from openkitchen.errors import InputError
from openkitchen.evaluate import Difference, Evaluation, compare
from openkitchen.evaluate.labels import Labels
from openkitchen.experiments.affected import affected
from openkitchen.experiments.arms import Add, Arm, Drop, Other, is_column, name_of, question_of
from openkitchen.experiments.ask_settings import AskSettings
from openkitchen.experiments.asked import Answered, Beside
from openkitchen.experiments.frozen import before_lists
from openkitchen.experiments.held_out import HeldOut
from openkitchen.experiments.judge import Judge
from openkitchen.experiments.known_already import known_already
from openkitchen.experiments.other_lists import lists_elsewhere, ranks_elsewhere
from openkitchen.experiments.ranked import Ranked, ranked_of, some_users
from openkitchen.experiments.segment_means import SegmentMeans, segment_means
from openkitchen.experiments.shuffles import Shuffled, shuffle
from openkitchen.experiments.verdict import Finding
from openkitchen.experiments.what_ifs import WhatIfs
from openkitchen.experiments.worth import MARGIN, Worth, weigh
from openkitchen.models.contract import Progress
from openkitchen.models.new_lists import refitted_lists
from openkitchen.models.prepared import Prepared
from openkitchen.models.ranks_again import MOST_CELLS, RanksAgain, ranks_of
from openkitchen.models.refit import Refitted
from openkitchen.models.score_shift import item_places
from openkitchen.models.twins import Column, added_column, column_of, is_input

__all__ = ["METRIC", "ArmDesk", "Computed"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

METRIC = "ndcg"

_SHOWN = {METRIC, "recall", "precision", "mrr"}
_OF_CATALOGUE = {"coverage", "effective_coverage"}


@dataclass(frozen=True)
class Computed:
    """An arm before it is judged beside the others."""

    name: str
    verb: str
    worth: Worth
    shuffled: Shuffled | None
    without: float
    answered: Answered
    repeats: str = ""
    unused: bool = False


@dataclass(frozen=True)
class _Made:
    """Everybody's lists (places of items, and their names), and where choices stand."""

    lists: Codes
    names: npt.NDArray[np.str_]
    heights: Floats
    method: str
    question: str = ""
    again: Refitted | None = None


@dataclass(frozen=True)
class ArmDesk:
    """The base, and all that each arm is held beside.

    Parameters
    ----------
    what
        The base, made ready for refits.
    held_out
        On whom arms are compared.
    labels
        Groups of these users; ``None`` for none.
    settings
        How arms are compared.
    progress
        Told of long work.
    """

    what: WhatIfs
    held_out: HeldOut
    labels: Labels | None
    settings: AskSettings
    progress: Progress | None

    @property
    def prepared(self) -> Prepared:
        """The base, made ready."""
        return self.what.prepared

    @cached_property
    def base(self) -> Evaluation:
        """The figures of the base."""
        return self._evaluate(self._base)

    @cached_property
    def margin(self) -> float:
        """The difference that counts as none."""
        level = self.base.figure(METRIC, self.settings.ks[0]).value
        return self.settings.margin or MARGIN * level or 1e-12

    def compute(self, arm: Arm, n_twins: int) -> Computed:
        """Compute an arm's lists, its figures, and its shuffled copies where it is a column."""
        started = perf_counter()
        name, dropped = name_of(self.prepared, arm), isinstance(arm, Drop)
        changed = self._changed(arm)
        column = is_column(self.prepared, arm, name)
        # of a column is told what it does: with it, without it; of all else what the change does
        first, second = (self._base, changed) if dropped and column else (changed, self._base)
        chosen, shuffled, repeats = self.settings, None, ""
        unused = column and not self._is_input(name, changed, dropped=dropped)
        if column and not unused:
            stands = self._stands(name, changed, dropped=dropped)
            shuffled, repeats = self._shuffled(stands, n_twins), known_already(stands)
        twins = None if shuffled is None else shuffled.segments
        rows = affected(self._groups, first.heights, second.heights, twins, chosen.level)
        answered = self._answered(name, changed, first, second)
        answered = replace(answered, segments=rows, seconds=perf_counter() - started)
        verb = "adding" if isinstance(arm, Add) else "keeping"
        without = float(second.heights.mean())
        return Computed(name, verb, answered.worth, shuffled, without, answered, repeats, unused)

    @cached_property
    def _ranked(self) -> Ranked:
        known, model = self.what.model.known, self.what.model
        n_items = len(known.items)
        most = max(1, MOST_CELLS // n_items)
        choices, _ = some_users(self.held_out.choices, most, self.settings.seed)
        ids = known.users.take(choices.users).to_pylist()
        ranks = ranks_of(model, ids, choices, np.arange(n_items))
        ranked = ranked_of(choices, ranks, n_items)
        if not len(ranked.choices.users):
            raise InputError(
                "nothing that people chose later can be listed: the model does not know it, or "
                "its rules forbid it",
                hint="Is --truth of the same shop? With --no-rules, rules do not hide it.",
            )
        return ranked

    @cached_property
    def _groups(self) -> SegmentMeans:
        ids = self.what.model.known.users.take(self._ranked.choices.users)
        return segment_means(self.labels, ids, self.settings.least)

    @cached_property
    def _base(self) -> _Made:
        model, ranked = self.what.model, self._ranked
        ids = model.known.users.take(ranked.choices.users).to_pylist()
        ranks = ranks_of(model, ids, ranked.choices, np.arange(ranked.n_items))
        lists = before_lists(self.prepared, self.what.k)
        return _Made(lists, model.items, ranked.heights(ranks), "algebra")

    def _changed(self, arm: Arm) -> _Made:
        known, ranked = self.what.model.known, self._ranked
        if isinstance(arm, Other):
            lists, names = lists_elsewhere(known, arm, self.what.k)
            heights = ranked.heights(ranks_elsewhere(known, arm, ranked.choices))
            return _Made(lists, names, heights, arm.method, f"What if {arm.words}?")
        question = question_of(self.prepared, arm)
        assert question is not None  # noqa: S101 - it is a change of the data
        again = question.refit()
        places, n_items = item_places(again), len(known.items)
        names = np.empty(max(n_items, int(places.max(initial=-1)) + 1), dtype=object)
        names[:n_items] = self.what.model.items
        names[places] = again.known.items.ids
        heights = ranked.heights(RanksAgain(self.prepared, ranked.choices).of(again))
        lists = refitted_lists(again, self.what.k)
        return _Made(lists, names, heights, again.method, question.words, again)

    def _is_input(self, name: str, changed: _Made, *, dropped: bool) -> bool:
        assert changed.again is not None  # noqa: S101 - a column is a change of the data
        return is_input(self.prepared.fitted.design if dropped else changed.again.design, name)

    def _stands(self, name: str, changed: _Made, *, dropped: bool) -> Column:
        assert changed.again is not None  # noqa: S101 - a column is a change of the data
        return column_of(self.prepared, name) if dropped else added_column(changed.again, name)

    def _shuffled(self, column: Column, n_twins: int) -> Shuffled:
        chosen = self.settings
        return shuffle(
            column, self._ranked, n_twins, chosen.seed, self._groups,
            level=chosen.level, progress=self.progress,
        )  # fmt: skip

    def _answered(self, name: str, changed: _Made, first: _Made, second: _Made) -> Answered:
        chosen, users = self.settings, self.held_out.users
        k = chosen.ks[0]
        values = [self.held_out.ndcg(one.lists[users], k) for one in (first, second)]
        worth = weigh(values[0], values[1], self.margin, chosen.level, chosen.draws, chosen.seed)
        names = max(first.names, second.names, key=len)
        judged = Judge(self.what.model.known, second.lists[:, :k]).judge(first.lists[:, :k], names)
        with_it, without = (
            self.base if one is self._base else self._evaluate(one) for one in (first, second)
        )
        return Answered(
            name, changed.question, Finding("not settled", "", ""), worth, worth.p, None,
            self._differences(with_it, without), _catalogue(with_it, without), (),
            judged.n_affected, len(first.lists), judged.overlap, judged.rbo, judged.examples,
            judged.exposures, changed.method, 0.0,
        )  # fmt: skip

    def _evaluate(self, one: _Made) -> Evaluation:
        eligible = max(len(self.what.model.items), len(one.names))
        lists = one.lists[self.held_out.users]
        return self.held_out.evaluate(lists, one.names, self.settings.ks, eligible)

    def _differences(self, first: Evaluation, second: Evaluation) -> tuple[Difference, ...]:
        chosen = self.settings
        rows = compare(first, second, chosen.draws, chosen.seed, level=1 - chosen.level).rows
        return tuple(row for row in rows if row.metric in _SHOWN)


def _catalogue(first: Evaluation, second: Evaluation) -> tuple[Beside, ...]:
    pairs = [(row, second.find(row.metric, row.k)) for row in first.rows]
    return tuple(
        Beside(row.metric, row.k, row.value, other.value)
        for row, other in pairs
        if row.metric in _OF_CATALOGUE and other is not None
    )
