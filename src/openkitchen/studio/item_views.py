"""What an item's page shows, gathered before it is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from openkitchen.explain import Weight, weights_of_item
from openkitchen.models.audience import find_items
from openkitchen.reporting.answer_page import Bar, Dot, dots
from openkitchen.reporting.apart import block_in_words, feature_in_words
from openkitchen.reporting.pictures import part_bar
from openkitchen.reporting.wording import decimal, in_words, places_for, signed
from openkitchen.serving import Kitchen, tailored
from openkitchen.serving.playing import can_play
from openkitchen.serving.questions import LeversAnswer, find_levers
from openkitchen.serving.records import Fact, item_facts

__all__ = ["AlikeRow", "ItemView", "item_view", "levers_view"]

_ALIKE = 6
_STRONGEST = 10
_CERTAIN = 1.96


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """An item that the model treats like another, and what makes them alike."""

    item_id: str
    title: str
    similarity: float
    because: str
    picture: Markup


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item's page.

    Parameters
    ----------
    item_id, title, facts
        The item.
    place, n_events, n_users
        Its place by popularity, how often it was chosen, and by how many people.
    alike
        Items that the model treats like it.
    drawn_by, n_inputs
        What most brings it into lists or keeps it out, of how many inputs.
    """

    item_id: str
    title: str
    facts: tuple[Fact, ...]
    place: int
    n_events: int
    n_users: int
    alike: tuple[AlikeRow, ...]
    drawn_by: tuple[Bar, ...]
    n_inputs: int


def item_view(kitchen: Kitchen, item_id: str) -> ItemView:
    """Gather an item's page.

    Raises
    ------
    UnknownName
        When the item is unknown.
    """
    code = int(find_items(kitchen.model.known, [item_id])[0])
    events = kitchen.model.known.events
    users = events.user[events.item == code]
    glass = can_play(kitchen)
    strongest = weights_of_item(kitchen.scored, item_id, _STRONGEST) if glass else ()
    return ItemView(
        item_id=item_id,
        title=kitchen.titles[item_id],
        facts=item_facts(kitchen, item_id),
        place=code + 1,
        n_events=len(users),
        n_users=len(np.unique(users)),
        alike=_alike(kitchen, item_id) if glass else (),
        drawn_by=_drawn_by(kitchen, strongest),
        n_inputs=kitchen.scored.fitted.design.size if glass else 0,  # type: ignore[attr-defined]
    )


def levers_view(kitchen: Kitchen, item_id: str, k: int) -> LeversAnswer:
    """Try every single change of an item's attributes, once for each item and length."""
    key = ("levers", item_id, k)
    return kitchen.workshop.once(key, lambda: find_levers(kitchen, item_id, k))


def _alike(kitchen: Kitchen, item_id: str) -> tuple[AlikeRow, ...]:
    found = kitchen.workshop.once(
        ("alike", item_id), lambda: tailored.similar(kitchen, item_id, _ALIKE)
    )
    rows = []
    for one in found.items:
        reasons = [feature_in_words(t.block, t.feature, kitchen.titles) for t in one.terms[:3]]
        because = f"through {in_words(list(dict.fromkeys(reasons)))}" if reasons else ""
        words = f"{one.title}: {decimal(one.similarity, 2)}"
        picture = part_bar(max(one.similarity, 0.0), words)
        rows.append(AlikeRow(one.item_id, one.title, one.similarity, because, picture))
    return tuple(rows)


def _drawn_by(kitchen: Kitchen, strongest: tuple[Weight, ...]) -> tuple[Bar, ...]:
    rows = [row for row in strongest if row.weight]
    drawn = [
        Dot(
            feature_in_words(row.block, row.feature, kitchen.titles),
            block_in_words(row.block),
            row.weight,
            *_interval(row),
            ours=row.weight > 0,
        )
        for row in rows
    ]
    places = places_for([row.weight for row in rows]) if rows else 3
    made = dots(drawn, places)
    return tuple(
        Bar(bar.label, bar.detail, bar.picture, signed(row.weight, places), bar.small, bar.ours)
        for bar, row in zip(made, rows, strict=True)
    )


def _interval(row: Weight) -> tuple[float | None, float | None]:
    if not math.isfinite(row.standard_error):
        return None, None
    off = _CERTAIN * row.standard_error
    return row.weight - off, row.weight + off
