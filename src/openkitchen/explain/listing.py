"""A list for one user with the terms of every score: the inputs are worked out once for both."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeGuard

import pyarrow as pa

from openkitchen.explain.shortened import Shortened, shorten, shorten_explanation
from openkitchen.explain.term import Addends
from openkitchen.explain.terms import Explanation, addends_of_items, explain_many
from openkitchen.models import GlassBox, Recommendations
from openkitchen.models.audience import gather
from openkitchen.models.audience_model import AudienceModel
from openkitchen.models.contract import Moment
from openkitchen.models.gate import gate_of
from openkitchen.schema.columns import ITEM

__all__ = ["recommend_explained", "recommend_shortened"]


def recommend_explained(
    model: AudienceModel,
    user: str,
    k: int = 10,
    at: Moment = None,
    *,
    history: pa.Table | None = None,
    diversity: float | None = None,
) -> tuple[Recommendations, tuple[Explanation, ...]]:
    """Recommend to one user, and take every score of the list apart.

    Parameters
    ----------
    model
        A fitted model.
    user, k, at, history, diversity
        As for `openkitchen.models.GlassBox.recommend`.

    Returns
    -------
    The list as the model's `recommend` makes it, and for each of its items what `explain`
    tells.
    """
    if not _plain(model, diversity):
        return _one_by_one(model, user, k, at, history, diversity)
    made = _make(model, user, k, at, history)
    found = (
        Explanation(user, item, math.fsum(t.contribution for t in own), rank, own, (), made.known)
        for rank, (item, own) in enumerate(zip(made.items, made.addends.terms(), strict=True), 1)
    )
    return made.lists, tuple(found)


def recommend_shortened(
    model: AudienceModel,
    user: str,
    k: int = 10,
    at: Moment = None,
    *,
    terms: int,
    history: pa.Table | None = None,
    diversity: float | None = None,
) -> tuple[Recommendations, tuple[Shortened, ...]]:
    """Do the same with the largest terms of every score, the others told as one number.

    Parameters
    ----------
    model, user, k, at, history, diversity
        As for `recommend_explained`.
    terms
        How many to tell of each score beside the bias.
    """
    if not _plain(model, diversity):
        lists, told = _one_by_one(model, user, k, at, history, diversity)
        return lists, tuple(shorten_explanation(one, terms) for one in told)
    made = _make(model, user, k, at, history)
    return made.lists, shorten(user, made.items, made.addends, terms, known_user=made.known)


@dataclass(frozen=True, slots=True)
class _Made:
    lists: Recommendations
    items: list[str]
    addends: Addends
    known: bool


def _plain(model: AudienceModel, diversity: float | None) -> TypeGuard[GlassBox]:
    return isinstance(model, GlassBox) and not gate_of(model).strength(diversity)


def _make(model: GlassBox, user: str, k: int, at: Moment, history: pa.Table | None) -> _Made:
    audience = gather(model.known, [user], history, at)
    row = model.fitted.design.rows(audience)
    lists = model.recommend_rows(audience, row, k, at)
    items = lists.table[ITEM].to_pylist()
    codes = model.known.items.find(items).tolist()
    known = bool(audience.codes[0] >= 0) or len(audience.events) > 0
    return _Made(lists, items, addends_of_items(model, row, codes, at), known)


def _one_by_one(
    model: AudienceModel,
    user: str,
    k: int,
    at: Moment,
    history: pa.Table | None,
    diversity: float | None,
) -> tuple[Recommendations, tuple[Explanation, ...]]:
    lists = model.recommend([user], k, at, history=history, diversity=diversity)
    items = lists.table[ITEM].to_pylist()
    return lists, explain_many(model, user, items, at, history=history, diversity=diversity)
