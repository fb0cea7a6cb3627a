"""What-ifs of one model: made ready once, asked any number of questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import perf_counter

import numpy as np
import pyarrow as pa

from openkitchen.errors import ModelError, SettingsError
from openkitchen.experiments import questions
from openkitchen.experiments.answer import MODES, Mode, Outcome, WhatIf
from openkitchen.experiments.features import attributes_of, contexts_of
from openkitchen.experiments.frozen import before_lists
from openkitchen.experiments.judge import Judge
from openkitchen.experiments.levers import Levers, find_levers
from openkitchen.experiments.smallest import SmallestSet, smallest_set
from openkitchen.models.contract import Moment, Progress
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.kept import FOLDER, read_kept, room_for, size_of, write_kept
from openkitchen.models.new_lists import refitted_lists
from openkitchen.models.prepared import Prepared, prepare
from openkitchen.models.score_shift import item_places

__all__ = ["WORTH_KEEPING", "WhatIfs", "whatif"]

WORTH_KEEPING = 1 << 26
"""Bytes below which what is made ready is not kept: it is made about as soon as it is read."""


@dataclass(frozen=True)
class WhatIfs:
    """A model that can be asked what if; see `whatif`.

    Parameters
    ----------
    model
        A fitted glass box.
    k
        Length of the lists that are compared.
    truth
        What users chose after the end of the model's data (``user_id``, ``item_id``):
        gives the change of the metrics.
    modes
        ``frozen``, ``refit``, or both.
    bundle
        Where the model was loaded from, for the record.
    progress
        Told of long work.
    keep
        A bundle's folder: what is made ready for refits is read from it, and kept in it,
        where it takes long to make; see `openkitchen.models.kept`.
    """

    model: GlassBox
    k: int = 10
    truth: pa.Table | None = None
    modes: tuple[Mode, ...] = MODES
    bundle: str = ""
    progress: Progress | None = None
    keep: Path | None = None

    def forget_user(self, user: str) -> WhatIf:
        """Ask what if a user had never been there."""
        return self._answer(questions.forget_question(self.prepared, user))

    def history(self, user: str, without: Sequence[str]) -> WhatIf:
        """Ask what if a user had not had some items."""
        return self._answer(questions.history_question(self.prepared, user, without))

    def drop(self, feature: str) -> WhatIf:
        """Ask what if a feature were not known: ``diet``, ``users.diet``, ``diet=vegan``."""
        return self._answer(questions.drop_question(self.prepared, feature))

    def drop_each(self) -> dict[str, WhatIf]:
        """Ask what if each attribute and each context were not known, one at a time."""
        fitted = self.model.fitted
        names = [*attributes_of(fitted.tables), *contexts_of(fitted.design)]
        return {name: self.drop(name) for name in names}

    def add(self, column: pa.Table, name: str) -> WhatIf:
        """Ask what if a column were known too; the table has ``user_id`` or ``item_id``."""
        return self._answer(questions.add_question(self.prepared, column, name))

    def item(self, item: str, values: Mapping[str, str | None]) -> WhatIf:
        """Ask what if an item had other attributes; sets are written ``a|b``."""
        return self._answer(questions.item_question(self.prepared, item, values))

    def window(self, since: Moment = None, until: Moment = None) -> WhatIf:
        """Ask what if only a part of the time had been recorded."""
        return self._answer(questions.window_question(self.prepared, since, until))

    def weights(self, weights: Mapping[str, float], power: float | None = None) -> WhatIf:
        """Ask what if events counted otherwise: ``{"purchase": 3.0}``, values to a power."""
        return self._answer(questions.weights_question(self.prepared, weights, power))

    def append(self, interactions: pa.Table) -> WhatIf:
        """Ask what if more events had been recorded: ``user_id``, ``item_id``, ``timestamp``."""
        return self._answer(questions.append_question(self.prepared, interactions))

    def levers(self, item: str) -> Levers:
        """Try every single change of an item's attributes."""
        self.get_ready()
        return find_levers(self.prepared, item, self.k, self.progress)

    def smallest_set(self, user: str, item: str, most: int = 400) -> SmallestSet:
        """Find the fewest items of a history without which another leaves the list."""
        self.get_ready()
        return smallest_set(self.prepared, user, item, self.k, most=most, progress=self.progress)

    @cached_property
    def prepared(self) -> Prepared:
        """The fit, to be made ready as far as questions ask."""
        kept = None if self.keep is None else read_kept(self.keep)
        return prepare(self.model.fitted, self.progress, kept)

    def get_ready(self) -> float:
        """Make ready all that refits need; return the seconds that this took, once."""
        return self._refits_ready

    @cached_property
    def _refits_ready(self) -> float:
        started, prepared = perf_counter(), self.prepared
        _ = prepared.inverse, prepared.rows, prepared.id_order, prepared.totals
        _ = self._lists_ready
        if prepared.lists_follow(self.k):
            _ = prepared.pulls
        if self.keep is not None and prepared.kept is None:
            self._keep(prepared, self.keep)
        return perf_counter() - started

    def _keep(self, prepared: Prepared, bundle: Path) -> None:
        """Keep what was made ready, where it is worth it and there is room."""
        if not prepared.lists_follow(self.k):
            return
        arrays = prepared.arrays()
        if size_of(arrays) < WORTH_KEEPING or not room_for(arrays, bundle):
            return
        say = self.progress or (lambda *_: None)
        told = f"keeping {size_of(arrays) / 1e9:.2g} GB for later questions in {bundle / FOLDER}"
        say(told, 0, 1)
        write_kept(arrays, bundle)
        say(told, 1, 1)

    @cached_property
    def _lists_ready(self) -> float:
        started = perf_counter()
        say = self.progress or (lambda *_: None)
        say("making lists", 0, 1)
        before_lists(self.prepared, self.k)
        say("making lists", 1, 1)
        return perf_counter() - started

    @cached_property
    def _judge(self) -> Judge:
        before, keep_seen = before_lists(self.prepared, self.k), not self.model.rules.seen
        return Judge(self.model.known, before, self.truth, keep_seen=keep_seen)

    def _answer(self, question: questions.Question) -> WhatIf:
        ready = self.get_ready() if "refit" in self.modes else self._lists_ready
        outcomes = []
        for mode in MODES:
            if mode in self.modes:
                ask = self._frozen if mode == "frozen" else self._refit
                outcomes.append(ask(question))
        return WhatIf(question.words, tuple(outcomes), ready, self.bundle)

    def _frozen(self, question: questions.Question) -> Outcome:
        started = perf_counter()
        frozen = question.frozen()
        judged = self._judge.judge(frozen.lists(self.k), self.model.items)
        return Outcome(
            "frozen",
            "rescored",
            perf_counter() - started,
            self.k,
            len(self.model.users),
            judged.n_affected,
            judged.overlap,
            judged.rbo,
            judged.examples,
            judged.exposures,
            judged.metrics,
            _fitted=lambda: frozen.fitted,
        )

    def _refit(self, question: questions.Question) -> Outcome:
        started = perf_counter()
        again = question.refit()
        places = item_places(again)
        n_items = len(self.model.items)
        names = np.empty(max(n_items, int(places.max(initial=-1)) + 1), dtype=object)
        names[:n_items] = self.model.items
        names[places] = again.known.items.ids
        judged = self._judge.judge(refitted_lists(again, self.k), names)
        return Outcome(
            "refit",
            again.method,
            perf_counter() - started,
            self.k,
            len(self.model.users),
            judged.n_affected,
            judged.overlap,
            judged.rbo,
            judged.examples,
            judged.exposures,
            judged.metrics,
            _fitted=lambda: again.fitted,
        )


def whatif(
    model: object,
    k: int = 10,
    truth: pa.Table | None = None,
    mode: Mode | None = None,
    progress: Progress | None = None,
    bundle: str = "",
    keep: Path | None = None,
) -> WhatIfs:
    """Make a model ready to be asked what if.

    For refits, getting ready takes about as long as a fit and is paid once, with the first
    question, or once for all when it is kept; with the weights as they are, everybody's
    lists are all that is made. Most questions then take a fraction of a second.

    Parameters
    ----------
    model
        A fitted glass box.
    k
        Length of the lists that are compared.
    truth
        What users chose after the end of the model's data (``user_id``, ``item_id``).
    mode
        ``frozen`` (the weights stay) or ``refit`` (weights as if fitted on the changed
        data); both when ``None``.
    progress
        Told of long work.
    bundle
        Where the model was loaded from; saved what-ifs say so.
    keep
        The folder of the model's bundle, to keep in it what was made ready for refits and
        to read it from there. It takes four matrices of the size of the fit, may be deleted
        at any time, and is written only where it is large enough to be worth it and leaves
        half of the free disk free.

    Raises
    ------
    ModelError
        When the model is no glass box.
    SettingsError
        When there is no such mode.

    Examples
    --------
    >>> import openkitchen as ok
    >>> what = ok.whatif(ok.load("model"))  # doctest: +SKIP
    >>> what.forget_user("C1000042").refit.n_affected  # doctest: +SKIP
    """
    if not isinstance(model, GlassBox):
        raise ModelError(
            f"a model of kind {getattr(model, 'name', type(model).__name__)!r} cannot be asked "
            "what if",
            hint="Only the glass box can.",
        )
    if mode is not None and mode not in MODES:
        raise SettingsError(f"no mode {mode!r}", hint=f"The modes are {' and '.join(MODES)}.")
    if k < 1:
        raise SettingsError(f"lists of {k} items", hint="k must be 1 or more.")
    modes = MODES if mode is None else (mode,)
    return WhatIfs(model, k, truth, modes, bundle, progress, keep)
