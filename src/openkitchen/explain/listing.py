"""A list for one user with every term of every score: the inputs are worked out once for both."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa

from openkitchen.explain.terms import Explanation, explain_many, terms_of_items
from openkitchen.models import GlassBox, Recommendations
from openkitchen.models.audience import gather
from openkitchen.models.audience_model import AudienceModel
from openkitchen.models.contract import Moment
from openkitchen.models.gate import gate_of
from openkitchen.schema.columns import ITEM

__all__ = ["recommend_explained"]


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
    if not isinstance(model, GlassBox) or gate_of(model).strength(diversity):
        lists = model.recommend([user], k, at, history=history, diversity=diversity)
        items = lists.table[ITEM].to_pylist()
        told = explain_many(model, user, items, at, history=history, diversity=diversity)
        return lists, told
    audience = gather(model.known, [user], history, at)
    row = model.fitted.design.rows(audience)
    lists = model.recommend_rows(audience, row, k, at)
    items = lists.table[ITEM].to_pylist()
    codes = [model.known.items.code(item) for item in items]
    terms = terms_of_items(model, audience, codes, np.zeros(0), at, row)
    known = bool(audience.codes[0] >= 0) or len(audience.events) > 0
    found = (
        Explanation(user, item, math.fsum(t.contribution for t in own), rank, own, (), known)
        for rank, (item, own) in enumerate(zip(items, terms, strict=True), 1)
    )
    return lists, tuple(found)
