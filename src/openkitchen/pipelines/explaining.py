"""Explanations as a person reads them: with titles, and the smaller terms together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from openkitchen.errors import plural
from openkitchen.explain import (
    Above,
    BlockShares,
    Explanation,
    Shared,
    Similar,
    Term,
    Weights,
    block_shares,
    explain,
    shared_credit,
    similar_items,
    weights,
    why_above,
)
from openkitchen.models.audience_model import AudienceModel
from openkitchen.models.contract import Moment
from openkitchen.models.design import Feature
from openkitchen.models.glass_box import GlassBox
from openkitchen.reporting import Titles, entitle

__all__ = ["Told", "ToldWeights", "tell", "tell_above", "tell_similar", "tell_weights"]

Table = tuple[str, Sequence[str], Iterable[Sequence[object]]]
Row = tuple[str, str, float | None, float | None, float]

_LARGEST = 12
_CHECKED = 8
_NOISE = 1e-12


@dataclass(frozen=True, slots=True)
class Told:
    """An explanation, or a difference of two, and how it is told to a person.

    Parameters
    ----------
    answer
        What it is about, with ids.
    shared
        Which of the largest terms share their credit with other inputs.
    titles
        Titles of the items.
    """

    answer: Explanation | Above
    shared: tuple[Shared, ...]
    titles: Titles

    @property
    def total(self) -> float:
        """What the terms add up to: the score, or the difference."""
        return math.fsum(term.contribution for term in self.answer.terms)

    def sentences(self) -> list[str]:
        """Return the reasons in words, with titles, and what shares credit."""
        told = _entitled(self.answer, self.titles).sentences()
        return [*told, *(_titled(one, self.titles).sentence() for one in self.shared)]

    def rows(self, most: int | None = _LARGEST) -> list[Row]:
        """Return block, feature, value, weight and contribution of the largest terms.

        Parameters
        ----------
        most
            How many; ``None`` for all. The others share the last row, so that the
            contributions add up.
        """
        terms = _entitled(self.answer, self.titles).terms
        ordered = sorted(terms, key=lambda term: -abs(term.contribution))
        fit = most is None or len(ordered) <= most + 1
        shown = terms if fit else ordered[:most]
        rows: list[Row] = [(t.block, t.feature, t.value, t.weight, t.contribution) for t in shown]
        others = [] if fit else ordered[most:]
        if others:
            rest = math.fsum(term.contribution for term in others)
            rows.append(("", plural(len(others), "other term"), None, None, rest))
        return rows

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, in ids."""
        return self.answer.to_dict() | {"shared": [asdict(one) for one in self.shared]}


@dataclass(frozen=True, slots=True)
class ToldWeights:
    """Weights, and how they are told to a person.

    Parameters
    ----------
    answer
        The weights.
    shares
        Each block's part in how scores differ; ``None`` when one feature was asked for.
    shared
        What the asked feature shares its credit with.
    titles
        Titles of the items.
    most
        How many rows to show.
    """

    answer: Weights
    shares: BlockShares | None
    shared: tuple[Shared, ...]
    titles: Titles
    most: int

    def blocks(self) -> Table:
        """Return the table of each block's share: title, headings, rows."""
        shares = self.shares or BlockShares((), 0)
        return (
            f"Shares of the variance ({plural(shares.n_users, 'user')})",
            ("block", "between users", "between items"),
            _without_noise(
                [(row.block, row.between_users, row.between_items) for row in shares.rows]
            ),
        )

    def table(self) -> Table:
        """Return the table of weights, or of the strongest features."""
        if not self.answer.rows:
            return (
                f"The strongest of {len(self.answer.features):,} features",
                ("block", "feature", "strength", "share of weights told from zero"),
                _without_noise(
                    [
                        (f.block, _name(f.block, f.feature, self.titles), f.strength, f.clear_share)
                        for f in self.answer.features[: self.most]
                    ]
                ),
            )
        rows = sorted(self.answer.rows, key=lambda row: -abs(row.weight))[: self.most]
        return (
            f"The {len(rows):,} largest weights",
            ("block", "feature", "item", "weight", "standard error", "told from zero"),
            _without_noise(
                [
                    (
                        row.block,
                        _name(row.block, row.feature, self.titles),
                        self.titles[row.item_id],
                        row.weight,
                        row.standard_error,
                        row.words,
                    )
                    for row in rows
                ]
            ),
        )

    def sentences(self) -> list[str]:
        """Say what cannot be told from zero, and what shares credit."""
        shown = sorted(self.answer.rows, key=lambda row: -abs(row.weight))[: self.most]
        told = replace(self.answer, rows=tuple(shown)).sentences()
        return [*told, *(_titled(one, self.titles).sentence() for one in self.shared)]

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON, in ids."""
        shares = [] if self.shares is None else [asdict(row) for row in self.shares.rows]
        shared = [asdict(one) for one in self.shared]
        return self.answer.to_dict() | {"blocks": shares, "shared": shared}


def _without_noise(rows: Sequence[Sequence[object]]) -> list[tuple[object, ...]]:
    """Return rows in which what rounding left, below 1e-12 of the table's largest, is 0."""
    sizes = (abs(cell) for row in rows for cell in row if isinstance(cell, float))
    least = _NOISE * max((size for size in sizes if math.isfinite(size)), default=0.0)
    return [
        tuple(0.0 if isinstance(cell, float) and abs(cell) < least else cell for cell in row)
        for row in rows
    ]


def tell(model: AudienceModel, user: str, item: str, at: Moment = None) -> Told:
    """Explain a score, name what shares credit, and find the titles."""
    answer = explain(model, user, item, at)
    return Told(answer, _shared(model, answer.terms, at), titles_of(model))


def tell_above(model: AudienceModel, user: str, item: str, other: str, at: Moment = None) -> Told:
    """Explain why an item stands above another, likewise."""
    answer = why_above(model, user, item, other, at)
    return Told(answer, _shared(model, answer.terms, at), titles_of(model))


def tell_similar(model: AudienceModel, item: str, k: int = 10) -> tuple[Similar, list[str]]:
    """Return the items that are like one, and sentences that speak of titles."""
    answer, titles = similar_items(model, item, k), titles_of(model)
    named = replace(
        answer,
        item_id=titles[answer.item_id],
        items=tuple(
            replace(one, item_id=titles[one.item_id], terms=_with_titles(one.terms, titles))
            for one in answer.items
        ),
    )
    return answer, named.sentences()


def tell_weights(model: AudienceModel, feature: str | None, most: int) -> ToldWeights:
    """Return what a model has learned, with each block's share or what shares credit."""
    answer = weights(model, feature, most)
    shares = block_shares(model) if feature is None else None
    named = dict.fromkeys((row.block, row.feature) for row in answer.rows)
    inputs = [Feature(block, name, name) for block, name in named]
    return ToldWeights(answer, shares, shared_credit(model, inputs), titles_of(model), most)


def titles_of(model: AudienceModel) -> Titles:
    """Find the titles of a model's items."""
    return Titles.of(model.tables.items if model.tables is not None else None)


def _shared(model: AudienceModel, terms: tuple[Term, ...], at: Moment) -> tuple[Shared, ...]:
    if not isinstance(model, GlassBox):
        return ()
    largest = sorted(terms, key=lambda term: -abs(term.contribution))[:_CHECKED]
    return shared_credit(model, largest, at)


def _entitled(answer: Explanation | Above, titles: Titles) -> Explanation | Above:
    if isinstance(answer, Explanation):
        return entitle(answer, titles)
    own, other = (entitle(one, titles) for one in (answer.own, answer.other))
    return Above(own, other, _with_titles(answer.terms, titles))


def _with_titles(terms: tuple[Term, ...], titles: Titles) -> tuple[Term, ...]:
    return tuple(replace(t, feature=_name(t.block, t.feature, titles)) for t in terms)


def _titled(shared: Shared, titles: Titles) -> Shared:
    named = tuple(
        replace(one, feature=_name(one.block, one.feature, titles)) for one in shared.correlates
    )
    return Shared(shared.block, _name(shared.block, shared.feature, titles), named)


def _name(block: str, feature: str, titles: Titles) -> str:
    return titles[feature] if block.startswith(("history", "diversity")) else feature
