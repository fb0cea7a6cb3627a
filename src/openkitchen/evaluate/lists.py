"""Evaluate any ranked lists against what people really chose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.evaluate.coding import require_columns
from openkitchen.evaluate.figures import Evaluation, Period
from openkitchen.evaluate.item_facts import ItemFacts, learn_items
from openkitchen.evaluate.options import Options
from openkitchen.evaluate.part import Asked, Part, judge_part
from openkitchen.evaluate.ranks import check_lists
from openkitchen.evaluate.together import Together
from openkitchen.evaluate.traits import traits_of
from openkitchen.schema.columns import ITEM, TIME, USER

__all__ = ["Parts", "evaluate_beside", "evaluate_lists", "evaluate_parts"]

Codes = npt.NDArray[np.int64]

_CATALOGUE_DRAWS = 200
_PRODUCTS = 1_000_000_000


@dataclass(frozen=True)
class Parts:
    """Tables cut by users, so that any number of users fits into memory.

    Parameters
    ----------
    number
        How many parts there are.
    part
        Gives a part by its number; may be called again.
    rows
        Rows of the lists, all parts together.
    trained
        Whether there is training data.
    """

    number: int
    part: Callable[[int], Part]
    rows: int
    trained: bool


def evaluate_lists(
    recommendations: pa.Table,
    truth: pa.Table,
    k: int | Sequence[int] = 10,
    train: pa.Table | None = None,
    *,
    eligible: int | None = None,
    items: pa.Table | None = None,
    keep_seen: bool = False,
    amazon: bool = False,
    bootstrap: int = 1000,
    seed: int = 0,
    file: str | None = None,
) -> Evaluation:
    """Score ranked lists.

    Parameters
    ----------
    recommendations
        Columns ``user_id``, ``item_id`` and ``rank`` or ``score`` or both; with neither, the
        order of the rows is the list. See `ranks` for ties and repeats.
    truth
        What was chosen in the test period: ``user_id``, ``item_id`` and, if known,
        ``timestamp``, which gives the period, and ``grade``, which nDCG weighs. Repeated
        pairs count once.
    k
        One list length or several.
    train
        What was chosen before. A truth pair that stands here is not new and does not
        count. Needed for novelty, popularity lift and, with times, freshness.
    eligible
        How many items could have been shown; without it, the number of distinct items in
        ``train``, ``items`` and the lists together, or no coverage if neither table is given.
    items
        ``item_id`` and attributes: gives diversity and season fit.
    keep_seen
        Count choices that the user had made in training, too.
    amazon
        Add the metrics of Amazon Personalize, by its names.
    bootstrap, seed
        Number of draws for the intervals (0: none) and their seed.
    file
        Name of the file that the recommendations came from, for messages.

    Returns
    -------
    Means over the users with truth, with intervals, and the catalogue's figures over all
    lists.

    Raises
    ------
    InputError
        When the lists are malformed or no user has truth.
    """
    options = Options(
        k, eligible, keep_seen=keep_seen, amazon=amazon, bootstrap=bootstrap, seed=seed
    )
    return evaluate_beside(
        recommendations, truth, train, items, options, baseline=False, file=file
    )[0]


def evaluate_beside(
    recommendations: pa.Table,
    truth: pa.Table,
    train: pa.Table | None = None,
    items: pa.Table | None = None,
    options: Options | None = None,
    *,
    baseline: bool = True,
    file: str | None = None,
) -> tuple[Evaluation, Evaluation | None]:
    """Score ranked lists, and beside them those of the most popular items.

    Parameters
    ----------
    recommendations, truth, train, items, file
        As in `evaluate_lists`.
    options
        How.
    baseline
        Whether to score popularity beside; needs ``train``.
    """
    check_lists(recommendations, file=file)
    for table in (truth, train):
        if table is not None:
            require_columns(table, USER, ITEM)
    part = Part(recommendations, truth, train)
    parts = Parts(1, lambda _: part, recommendations.num_rows, train is not None)
    return evaluate_parts(parts, items, options or Options(), baseline=baseline)


def evaluate_parts(
    parts: Parts, items: pa.Table | None, options: Options, *, baseline: bool
) -> tuple[Evaluation, Evaluation | None]:
    """Score the lists of one part of the users after the other.

    The figures are the same however many parts there are.

    Parameters
    ----------
    parts
        The tables; lists were checked before.
    items
        As in `evaluate_lists`.
    options
        How.
    baseline
        Whether to score popularity beside.

    Returns
    -------
    The evaluation of the lists, and that of popularity or ``None``.
    """
    lengths = options.lengths
    facts, period = _learn(parts, items)
    traits = traits_of(
        facts, items, period, options.tags, options.season_column, options.fresh_days
    )
    draws = max(min(_CATALOGUE_DRAWS, _PRODUCTS // max(parts.rows * len(lengths), 1)), 20)
    counted = facts is not None or options.eligible is not None
    asked = Asked(
        lengths,
        keep_seen=options.keep_seen,
        amazon=options.amazon,
        beside=baseline and parts.trained,
        draws=draws if options.bootstrap and counted else 0,
        count=counted,
    )
    own, beside = Together(facts, options, period), Together(facts, options, period)
    for number in range(parts.number):
        mine, theirs, n_seen, graded = judge_part(parts.part(number), facts, traits, asked)
        own.add(mine, n_seen, graded=graded)
        if theirs is not None:
            beside.add(theirs, n_seen, graded=graded)
    mine_all = own.evaluation()
    if not asked.beside:
        return mine_all, None
    return mine_all, beside.evaluation(mine_all.eligible)


def _learn(parts: Parts, items: pa.Table | None) -> tuple[ItemFacts | None, Period | None]:
    """Go through the training data and the truth's times once."""
    periods: list[Period] = []
    trains = _trains(parts, periods)
    facts = learn_items(trains, items) if parts.trained or items is not None else None
    for _ in trains:
        pass  # without training data, for the times
    if not periods:
        return facts, None
    return facts, Period(min(p.first for p in periods), max(p.last for p in periods))


def _trains(parts: Parts, periods: list[Period]) -> Iterator[pa.Table]:
    for number in range(parts.number):
        part = parts.part(number)
        period = _period(part.truth)
        if period is not None:
            periods.append(period)
        if part.train is not None:
            yield part.train


def _period(truth: pa.Table) -> Period | None:
    if TIME not in truth.column_names or truth.num_rows == 0:
        return None
    times = pc.min_max(truth[TIME])
    first, last = times["min"].as_py(), times["max"].as_py()
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        return None
    return Period(first, last)
