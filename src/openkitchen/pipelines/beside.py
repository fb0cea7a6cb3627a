"""What stands beside a model's figures: the simple models, the strongest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pyarrow as pa

from openkitchen.evaluate import Comparison, Evaluation, Options, compare, evaluate_beside
from openkitchen.models import Progress
from openkitchen.models.baselines import recent_candidates, tune
from openkitchen.models.rules import Rules
from openkitchen.pipelines.nodes import WORDS
from openkitchen.prepare import tables_of
from openkitchen.reporting.wording import in_words
from openkitchen.schema.columns import ITEM, TIME, USER

__all__ = ["Beside", "recent_beside", "side_by_side", "side_words"]

_IN_SENTENCES = {
    WORDS["popularity"]: "the most popular items",
    WORDS["recent-popularity"]: "recent popularity",
}
_SIDES = {
    "better": "clearly better than",
    "level": "not clearly better or worse than",
    "worse": "clearly worse than",
}


@dataclass(frozen=True, slots=True)
class Beside:
    """One simple model beside the lists that were asked about.

    Parameters
    ----------
    name
        The model, in words: ``Recent popularity``.
    evaluation
        Its figures, for the same users.
    comparison
        Paired differences, lists less this model.
    """

    name: str
    evaluation: Evaluation
    comparison: Comparison


def side_by_side(own: Evaluation, others: Mapping[str, Evaluation]) -> tuple[Beside, ...]:
    """Set evaluations beside one, the strongest in nDCG at its first length first."""
    k = own.rows[0].k
    stand = [
        Beside(name, one, compare(own, one, own.draws or 1000, own.seed))
        for name, one in others.items()
    ]
    return tuple(sorted(stand, key=lambda one: -_value(one.evaluation, k)))


def _value(one: Evaluation, k: int) -> float:
    row = one.find("ndcg", k)
    return -1.0 if row is None else row.value


def side_words(beside: tuple[Beside, ...], k: int) -> str:
    """Say on which side of each the lists are, the strongest first; empty for none."""
    sides: dict[str, list[str]] = {}
    for one in beside:
        gap = one.comparison.difference("ndcg", k)
        if gap is not None:
            side = "level" if not gap.clear else "better" if gap.value > 0 else "worse"
            sides.setdefault(side, []).append(_IN_SENTENCES.get(one.name, one.name))
    said = [f"{_SIDES[side]} {in_words(names)}" for side, names in sides.items()]
    if not said:
        return ""
    return f"These lists are {', and '.join(said)} (nDCG, user by user)."


def recent_beside(
    own: Evaluation,
    tables: tuple[pa.Table, pa.Table, pa.Table | None, pa.Table | None],
    options: Options,
    rules: Rules | None = None,
    progress: Progress | None = None,
) -> dict[str, Evaluation]:
    """Evaluate what was popular lately for the users of an evaluation; none without times.

    Parameters
    ----------
    own
        The evaluation that it stands beside.
    tables
        Truth, training data, items and users; the half-life is chosen on the training data.
    options
        How ``own`` was evaluated.
    rules
        Rules that the lists obey, where they are known.
    progress
        Told of each half-life that is tried.
    """
    truth, train, items, users = tables
    if TIME not in train.column_names or train[TIME].null_count == train.num_rows:
        return {}
    learned = train.select([USER, ITEM, TIME])
    held = tables_of(learned, users, items)
    if not held.dated:
        return {}
    model = tune(recent_candidates(held), held, progress)
    if rules is not None:
        model = model.with_rules(rules)
    people = sorted(set(truth[USER].cast(pa.string()).to_pylist()))
    lists = model.recommend(people, max(options.lengths + ((25,) if options.amazon else ()))).table
    wanted = replace(options, eligible=own.eligible)
    found, _ = evaluate_beside(lists, truth, train, items, wanted, baseline=False)
    return {WORDS[model.name]: found}
