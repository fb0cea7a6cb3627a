"""Take a score apart: an ordered list of terms that add up to it.

Terms are records; wording lives in `openkitchen.explain.sentences`, pictures elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.models import GlassBox, OutsideModel
from openkitchen.models.audience import Audience, Known, gather
from openkitchen.models.audience_model import AudienceModel
from openkitchen.models.contract import Moment
from openkitchen.models.design import Feature
from openkitchen.models.ranking import rank_of
from openkitchen.schema import Tabular

__all__ = ["Explanation", "Rule", "Scored", "Term", "explain", "terms_of"]

Floats = npt.NDArray[np.float64]

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Term:
    """One addend of a score.

    Parameters
    ----------
    block
        Which part of the model: ``bias``, ``history:<scale>``, ``tags:<scale>``,
        ``user``, ``trend``, or the model's name where it explains nothing.
    feature
        The item, tag or attribute that stands behind it.
    value
        What the model saw: the decayed, normalised share of the history, 1 for a
        category that applies, a standardised number.
    weight
        What one unit of that value adds to the item's score.
    contribution
        value × weight.
    """

    block: str
    feature: str
    value: float
    weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that keeps the item out of the user's list."""

    name: str
    reason: str


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
        The addends: bias first, then by falling size.
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


@runtime_checkable
class Scored(Protocol):
    """A fitted model that can score an audience."""

    @property
    def name(self) -> str:
        """Short name of the kind of model."""
        ...

    @property
    def known(self) -> Known:
        """Users, items and histories of the fit."""
        ...

    def score_audience(self, audience: Audience, at: Moment = None) -> Floats:
        """Score all items: users × items."""
        ...


def explain(
    model: Scored, user: str, item: str, at: Moment = None, *, history: pa.Table | None = None
) -> Explanation:
    """Take the score of one item for one user apart.

    Parameters
    ----------
    model
        A fitted model. The glass box is taken apart term by term; so is an `OutsideModel`
        whose scorer explains itself. Another model has one term, its score.
    user, item
        The pair. A user who is unknown is scored as brand-new.
    at
        The moment of scoring.
    history
        Interactions to score instead of the trained ones.

    Raises
    ------
    UnknownName
        When the item is unknown.
    """
    code = model.known.items.code(item)
    audience = gather(model.known, [user], history, at)
    scores = model.score_audience(audience, at)[0]
    rules = seen_rules(audience, code)
    seen = np.unique(audience.events.item)
    allowed = scores.copy()
    allowed[seen] = -np.inf
    rank = None if rules else rank_of(allowed, code)
    known = bool(audience.codes[0] >= 0) or len(audience.events) > 0
    terms = terms_of(model, audience, code, float(scores[code]), at)
    score = math.fsum(term.contribution for term in terms)
    return Explanation(user, item, score, rank, terms, rules, known)


def terms_of(
    model: Scored, audience: Audience, item: int, score: float, at: Moment = None
) -> tuple[Term, ...]:
    """Return the terms of one item's score for the only user of an audience."""
    if isinstance(model, OutsideModel):
        return outside_terms(model, audience, item, score, at)
    if not isinstance(model, GlassBox):
        return (Term(model.name, "score", 1.0, score, score),)
    fitted = model.fitted
    row = fitted.design.rows(audience)
    places, values = row.indices.astype(np.int64), row.data
    weights = fitted.weights.column(item)[places]
    terms = grouped(fitted.design.features, places, values, weights)
    if fitted.settings.trend:
        adds, weight = float(model.trend(at)[item]), fitted.settings.trend
        terms.append(Term("trend", "recent popularity", adds / weight, weight, adds))
    bias = [term for term in terms if term.block == "bias"]
    rest = [term for term in terms if term.block != "bias" and term.contribution != 0.0]
    return (*bias, *sorted(rest, key=lambda t: (-abs(t.contribution), t.block, t.feature)))


def outside_terms(
    model: OutsideModel, audience: Audience, item: int, score: float, at: Moment = None
) -> tuple[Term, ...]:
    """Return what the model of another library tells, and what that leaves unexplained.

    Its addends need not sum to its score; the rest is a term of its own, so that the terms do.
    """
    told = model.addends(audience, item, at)
    if not told:
        return (Term(model.name, "score", 1.0, score, score),)
    terms = [Term(a.block, a.feature, 1.0, a.contribution, a.contribution) for a in told]
    rest = score - math.fsum(a.contribution for a in told)
    size = math.fsum(abs(a.contribution) for a in told)
    if abs(rest) > _ROUNDING * max(size, abs(score)):
        terms.append(Term(model.name, "unexplained", 1.0, rest, rest))
    return tuple(sorted(terms, key=lambda t: (-abs(t.contribution), t.block, t.feature)))


def grouped(
    features: Sequence[Feature], places: npt.NDArray[np.int64], values: Floats, weights: Floats
) -> list[Term]:
    """Turn inputs into terms; the levels of one category become a single term.

    Levels enter less their shares, so a category's term is the difference between the
    user's level and the average user.
    """
    by_group: dict[tuple[str, str], list[int]] = {}
    for n, place in enumerate(places):
        feature = features[int(place)]
        by_group.setdefault((feature.block, feature.group), []).append(n)
    terms = []
    for (block, _), numbers in by_group.items():
        own = max(numbers, key=lambda n: values[n])
        name = features[int(places[own])].name
        if len(numbers) == 1:
            value, weight = float(values[own]), float(weights[own])
            terms.append(Term(block, name, value, weight, value * weight))
        else:
            total = math.fsum(float(values[n] * weights[n]) for n in numbers)
            if values[own] <= 0:
                name = f"{features[int(places[own])].group}=other"
            terms.append(Term(block, name, 1.0, total, total))
    return terms


def seen_rules(audience: Audience, item: int) -> tuple[Rule, ...]:
    """Return the rules that keep an item out of the list of an audience's only user."""
    if item in audience.events.item:
        return (Rule("seen", "the user has already had this item"),)
    return ()


AudienceModel.explainer = staticmethod(explain)
