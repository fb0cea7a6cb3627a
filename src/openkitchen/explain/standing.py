"""Where a user's items stand, once the rules and re-ranking have had their say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.explain.scored import Scored
from openkitchen.explain.term import Term
from openkitchen.models import GlassBox
from openkitchen.models.audience import Audience
from openkitchen.models.contract import Moment
from openkitchen.models.diversity import POOL, choose_varied
from openkitchen.models.gate import gate_of
from openkitchen.models.ranking import rank_of, ranks_of

__all__ = ["DIVERSITY", "Standing", "standing"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

DIVERSITY = "diversity"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one user's items stand: the whole list, as the rules and re-ranking leave it.

    Parameters
    ----------
    scores
        The model's score of each item.
    shown
        What a list would show; −∞ where a rule keeps the item out.
    order
        Codes of the items that re-ranking has put in order, best first; empty without.
    costs
        The term of each of them.
    """

    scores: Floats
    shown: Floats
    order: Codes
    costs: tuple[Term | None, ...] = ()

    def rank(self, item: int) -> int:
        """Return an item's place, from 1; what re-ranking does not reach comes after."""
        place = np.flatnonzero(self.order == item)
        return int(place[0]) + 1 if len(place) else rank_of(self.shown, item)

    def ranks(self, items: Sequence[int]) -> list[int]:
        """Return the places of several items; the scores are compared once for all of them."""
        if len(self.order):
            return [self.rank(item) for item in items]
        return ranks_of(self.shown, items)

    def cost(self, item: int) -> Term | None:
        """Return what re-ranking took from an item."""
        place = np.flatnonzero(self.order == item)
        return self.costs[int(place[0])] if len(place) else None


def standing(
    model: Scored,
    audience: Audience,
    at: Moment = None,
    diversity: float | None = None,
    row: sp.csr_array | None = None,
) -> Standing:
    """Score all items for the only user of an audience, and apply rules and re-ranking.

    Parameters
    ----------
    model, audience, at
        What scores whom.
    diversity
        As in `openkitchen.explain.explain`.
    row
        The user's inputs, where the model is a glass box and they are at hand.
    """
    gate = gate_of(model)
    if row is not None and isinstance(model, GlassBox):
        scores = model.score_rows(row, at)
    else:
        scores = model.score_audience(audience, at)
    allowed = scores.copy()
    gate.hide(allowed, audience, at)
    strength = gate.strength(diversity)
    if not strength:
        return Standing(scores[0], allowed[0], np.zeros(0, np.int64))
    lists = choose_varied(allowed, min(POOL, scores.shape[1]), gate.likeness, strength)
    there = lists.items[0] >= 0
    items, alike, above = (part[0][there] for part in (lists.items, lists.likeness, lists.above))
    ids, weight = model.known.items.ids, -float(lists.cost[0, 0])
    costs = tuple(
        Term(DIVERSITY, str(ids[a]), float(value), weight, float(value) * weight)
        if a >= 0
        else None
        for value, a in zip(alike, above, strict=True)
    )
    allowed[0, items] = lists.scores[0][there]
    return Standing(scores[0], allowed[0], items, costs)
