"""Lists as the model makes them: of a user, after an item, like an item, or in a given order.

What comes out is what the model itself recommends at the same moment; a filter only takes
items away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.explain import Likeness
from openkitchen.models import GlassBox, Recommendations
from openkitchen.models.audience import Audience, gather
from openkitchen.models.contract import Moment
from openkitchen.models.gate import gate_of
from openkitchen.models.ranking import rank_audience
from openkitchen.schema.columns import ITEM, SCORE, TIME, USER
from openkitchen.serving.kitchen import Kitchen
from openkitchen.serving.live import Standing
from openkitchen.serving.one_by_one import one_by_one

__all__ = [
    "POPULAR",
    "Place",
    "after_item",
    "like_item",
    "likeness_of",
    "ordered",
    "popular_items",
    "recommended",
]

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

POPULAR = "popular items"
"""The kind of a list that is of popular items in place of those like an unknown one."""

SOMEBODY = "somebody who has this item alone"


@dataclass(frozen=True, slots=True)
class Place:
    """An item at its place in a list; the score is ``None`` where the model does not know it."""

    item_id: str
    score: float | None


@one_by_one
def recommended(
    kitchen: Kitchen,
    user_id: str,
    standing: Standing,
    k: int,
    allowed: Flags | None = None,
    *,
    include_seen: bool = False,
    diversity: float | None = None,
) -> list[Place]:
    """Return a user's list.

    Parameters
    ----------
    kitchen
        The model.
    user_id, standing
        Whose list, with the history as it is now.
    k
        Length of the list.
    allowed
        Which items may be in it, by their codes; ``None``: all.
    include_seen
        Also what the user already had.
    diversity
        How strongly the list is re-ranked for variety; as the rules say when ``None``.
    """
    if k < 1:
        return []
    model, history, at = kitchen.model, standing.history, standing.at
    if allowed is None:
        return _places(
            model.recommend(
                [user_id], k, at, history=history, include_seen=include_seen, diversity=diversity
            )
        )
    gate, barred = gate_of(model), ~allowed

    def keep_out(scores: Floats, part: Audience) -> None:
        gate.hide(scores, part, at, include_seen=include_seen)
        scores[:, barred] = -np.inf

    return _places(
        rank_audience(
            gather(model.known, [user_id], history, at),
            model.known.items,
            lambda part: model.score_audience(part, at),
            k,
            keep_out=keep_out,
            choose=gate.choose(diversity),
        )
    )


def after_item(
    kitchen: Kitchen, item_id: str, k: int, allowed: Flags | None = None
) -> tuple[list[Place], Standing]:
    """Return what goes with an item: the list of somebody whose history it is, alone.

    Returns
    -------
    The list, and the history that it was scored with.
    """
    standing = alone_with(kitchen, item_id)
    return recommended(kitchen, SOMEBODY, standing, k, allowed), standing


def alone_with(kitchen: Kitchen, item_id: str) -> Standing:
    """Return the history of somebody who took up this item, and nothing else, just now."""
    events = kitchen.model.known.events
    at: Moment = events.end * 86_400.0 if events.dated else None
    stamp = pa.array([None if at is None else round(events.end * 86_400e6)], pa.int64())
    columns = {USER: [SOMEBODY], ITEM: [item_id], TIME: stamp.cast(pa.timestamp("us"))}
    return Standing(pa.table(columns), at)


def popular_items(kitchen: Kitchen, k: int, allowed: Flags | None = None) -> list[Place]:
    """Return the most popular items of the training, without scores."""
    items = kitchen.model.known.items  # by falling popularity
    codes = np.arange(len(items)) if allowed is None else np.flatnonzero(allowed)
    return [Place(item, None) for item in items.take(codes[: max(k, 0)]).to_pylist()]


@one_by_one
def like_item(kitchen: Kitchen, item_id: str, k: int, allowed: Flags | None = None) -> list[Place]:
    """Return the items that the model treats like an item, by the cosine of their weights."""
    model = kitchen.model
    if k < 1:
        return []
    if not isinstance(model, GlassBox):
        return after_item(kitchen, item_id, k, allowed)[0]
    found = likeness_of(kitchen).most_like(item_id, k, terms=1, allowed=allowed)
    return [Place(one.item_id, one.similarity) for one in found.items]


def likeness_of(kitchen: Kitchen) -> Likeness:
    """Return what the kitchen's glass box says about which items are alike."""
    return kitchen.workshop.once("likeness", lambda: Likeness.of(kitchen.scored))


@one_by_one
def ordered(
    kitchen: Kitchen,
    user_id: str,
    standing: Standing,
    items: Sequence[str],
    allowed: Flags | None = None,
) -> list[Place]:
    """Return given items, the highest score first; those that the model does not know come last.

    Equal scores keep the model's order of ties: popularity, then id. ``allowed`` is about
    those that the model knows.
    """
    model = kitchen.model
    audience = gather(model.known, [user_id], standing.history, standing.at)
    scores = model.score_audience(audience, standing.at)[0]
    codes = model.known.items.find(list(items))
    known = [
        (code, item)
        for code, item in zip(codes.tolist(), items, strict=True)
        if code >= 0 and (allowed is None or allowed[code])
    ]
    known.sort(key=lambda pair: (-scores[pair[0]], pair[0]))
    places = [Place(item, float(scores[code])) for code, item in known]
    strangers = [item for code, item in zip(codes.tolist(), items, strict=True) if code < 0]
    return places + [Place(item, None) for item in strangers]


def _places(lists: Recommendations) -> list[Place]:
    table = lists.table
    return [
        Place(item, score)
        for item, score in zip(table[ITEM].to_pylist(), table[SCORE].to_pylist(), strict=True)
    ]
