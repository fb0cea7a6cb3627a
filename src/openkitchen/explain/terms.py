"""Take a score apart: an ordered list of terms that add up to it.

Terms are records; wording lives in `openkitchen.explain.sentences`, pictures elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy.sparse as sp

from openkitchen.explain.scored import Scored
from openkitchen.explain.standing import standing
from openkitchen.explain.term import Addends, Extra, Term, addends, group_inputs
from openkitchen.models import GlassBox
from openkitchen.models.audience import Audience, gather
from openkitchen.models.audience_model import AudienceModel
from openkitchen.models.contract import Moment
from openkitchen.models.gate import gate_of
from openkitchen.models.rule import Rule
from openkitchen.schema import Tabular

__all__ = [
    "Explanation",
    "Rule",
    "Scored",
    "Term",
    "addends_of_items",
    "explain",
    "explain_many",
    "extras_of",
    "terms_of",
    "terms_of_items",
]

Floats = npt.NDArray[np.float64]

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Explanation(Tabular):
    """Why a user's score for an item is what it is.

    Parameters
    ----------
    user_id, item_id
        Whom and what it is about.
    score
        The sum of the terms, correctly rounded; the score that lists carry is the same
        number to within float64 rounding (see `check_additivity`).
    rank
        Place among all items that no rule excludes, from 1; ``None`` when a rule does.
    terms
        The addends: bias first, then by falling size; last what re-ranking took away.
    rules
        Rules that exclude the item.
    known_user
        Whether the user is known; a stranger is scored as brand-new.
    """

    user_id: str
    item_id: str
    score: float
    rank: int | None
    terms: tuple[Term, ...]
    rules: tuple[Rule, ...]
    known_user: bool

    @property
    def total(self) -> float:
        """The exactly rounded sum of the terms."""
        return math.fsum(term.contribution for term in self.terms)

    def sentences(self) -> list[str]:
        """Return the reasons in words."""
        from openkitchen.explain.sentences import explanation_sentences

        return explanation_sentences(self)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return asdict(self) | {"sentences": self.sentences()}

    def to_table(self) -> pa.Table:
        """Return one row per term."""
        return pa.Table.from_pylist([asdict(term) for term in self.terms])


def explain(
    model: Scored,
    user: str,
    item: str,
    at: Moment = None,
    *,
    history: pa.Table | None = None,
    diversity: float | None = None,
) -> Explanation:
    """Take the score of one item for one user apart.

    Parameters
    ----------
    model
        A fitted model. The glass box is taken apart term by term; so are EASE, popularity and
        an `OutsideModel` whose scorer explains itself. Another model has one term, its score.
    user, item
        The pair. A user who is unknown is scored as brand-new.
    at
        The moment of scoring.
    history
        Interactions to score instead of the trained ones.
    diversity
        The strength with which the list was re-ranked; that of the model's rules when
        ``None``.

    Raises
    ------
    UnknownName
        When the item is unknown.
    """
    return explain_many(model, user, [item], at, history=history, diversity=diversity)[0]


def explain_many(
    model: Scored,
    user: str,
    items: Sequence[str],
    at: Moment = None,
    *,
    history: pa.Table | None = None,
    diversity: float | None = None,
) -> tuple[Explanation, ...]:
    """Take the scores of several items for one user apart: each as `explain` does.

    What depends on the user alone is worked out once for all items.

    Parameters
    ----------
    model, user, at, history, diversity
        As for `explain`.
    items
        The items.

    Raises
    ------
    UnknownName
        When an item is unknown.
    """
    codes = [model.known.items.code(item) for item in items]
    audience = gather(model.known, [user], history, at)
    row = model.fitted.design.rows(audience) if isinstance(model, GlassBox) else None
    where = standing(model, audience, at, diversity, row)
    all_terms = terms_of_items(model, audience, codes, where.scores, at, row)
    known = bool(audience.codes[0] >= 0) or len(audience.events) > 0
    gate, ranks, found = gate_of(model), where.ranks(codes), []
    for item, code, terms, rank in zip(items, codes, all_terms, ranks, strict=True):
        rules, cost = gate.broken(audience, code, at), where.cost(code)
        told = terms if cost is None else (*terms, cost)
        score = math.fsum(term.contribution for term in told)
        place = None if rules else rank
        found.append(Explanation(user, item, score, place, told, rules, known))
    return tuple(found)


def extras_of(model: GlassBox, at: Moment = None) -> list[Extra]:
    """Return the addends of the glass box that are no product of an input and a weight."""
    weight = model.fitted.settings.trend
    if not weight:
        return []
    return [Extra("trend", "recent popularity", float(weight), model.trend(at))]


def terms_of(
    model: Scored, audience: Audience, item: int, score: float, at: Moment = None
) -> tuple[Term, ...]:
    """Return the terms of one item's score for the only user of an audience."""
    return terms_of_items(model, audience, [item], {item: score}, at)[0]


def terms_of_items(
    model: Scored,
    audience: Audience,
    items: Sequence[int],
    scores: Mapping[int, float] | Floats,
    at: Moment = None,
    row: sp.csr_array | None = None,
) -> list[tuple[Term, ...]]:
    """Return the terms of several items' scores for the only user of an audience.

    Parameters
    ----------
    model, audience, at
        What scores whom.
    items
        Codes of the items.
    scores
        By item; a glass box does without.
    row
        The user's inputs, where the model is a glass box and they are at hand.
    """
    if not isinstance(model, GlassBox):
        return [told_terms(model, audience, one, float(scores[one]), at) for one in items]
    row = model.fitted.design.rows(audience) if row is None else row
    return addends_of_items(model, row, items, at).terms()


def addends_of_items(
    model: GlassBox, row: sp.csr_array, items: Sequence[int], at: Moment = None
) -> Addends:
    """Return the addends of several items' scores for the only user of a row of inputs."""
    fitted = model.fitted
    places, values = row.indices.astype(np.int64), row.data
    groups = group_inputs(fitted.design.features, places, values)
    weights = fitted.weights.part(places, items)
    return addends(groups, extras_of(model, at), values, weights, items)


def told_terms(
    model: Scored, audience: Audience, item: int, score: float, at: Moment = None
) -> tuple[Term, ...]:
    """Return what a model that is no glass box tells, and what that leaves unexplained.

    The addends of another library need not sum to its score; the rest is a term of its own,
    so that the terms do.
    """
    told = model.addends(audience, item, at) if isinstance(model, AudienceModel) else ()
    if not told:
        return (Term(model.name, "score", 1.0, score, score),)
    terms = [Term(a.block, a.feature, 1.0, a.contribution, a.contribution) for a in told]
    rest = score - math.fsum(a.contribution for a in told)
    size = math.fsum(abs(a.contribution) for a in told)
    if abs(rest) > _ROUNDING * max(size, abs(score)):
        terms.append(Term(model.name, "unexplained", 1.0, rest, rest))
    return tuple(sorted(terms, key=lambda t: (-abs(t.contribution), t.block, t.feature)))


AudienceModel.explainer = staticmethod(explain)
