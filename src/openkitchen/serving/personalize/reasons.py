"""Why an item is in a list, in places that unmodified clients show: ``reason`` and ``metadata``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import orjson
import pyarrow as pa

from openkitchen.errors import listing
from openkitchen.explain import ListReasons, Term, explain_lists
from openkitchen.explain.sentences import reasons
from openkitchen.models import GlassBox
from openkitchen.reporting import Titles
from openkitchen.schema.columns import ITEM, SCORE, USER
from openkitchen.serving.personalize.backend import Call
from openkitchen.serving.personalize.faults import invalid
from openkitchen.serving.personalize.fields import Records, items_of
from openkitchen.serving.personalize.lists import POPULAR, Place
from openkitchen.serving.personalize.targets import Target

if TYPE_CHECKING:
    from openkitchen.serving.personalize.runtime import Made

__all__ = ["EXPLANATION", "described"]

EXPLANATION: Final = "openkitchen.explanation"
"""The metadata column that holds the terms of a score, as JSON."""

_LONGEST = 256
_SHORT = 3
_NO_SUCH_ITEM = "popular: the model does not know the item that was asked about"
_LONG = 12


def described(
    call: Call,
    target: Target,
    made: Made,
    places: Sequence[Place],
    promotions: Mapping[str, str],
    *,
    reasons: bool = True,
) -> list[dict[str, Any]]:
    """Return a list as the runtime answers it.

    Parameters
    ----------
    call, target, made
        The request, its model, and how the list was made.
    places
        The list.
    promotions
        Item to the name of its promotion.
    reasons
        Whether to add short reasons; rankings have no place for them.
    """
    columns = _columns(call, target)
    wants_terms = EXPLANATION in columns
    told = _terms(target, made, places, _LONG if wants_terms else _SHORT)
    fields = items_of(call.backend, target) if set(columns) - {EXPLANATION} else None
    found = []
    for place, terms in zip(places, told, strict=True):
        item: dict[str, Any] = {"itemId": place.item_id}
        if place.score is not None:
            item["score"] = place.score
        if place.item_id in promotions:
            item["promotionName"] = promotions[place.item_id]
        if columns:
            item["metadata"] = _metadata(place, terms, columns, fields)
        if reasons:
            words = _short(target, made, place, terms)
            item["reason"] = [words] if words else []
        found.append(item)
    return found


def _columns(call: Call, target: Target) -> list[str]:
    """Return the columns that the request asks for, as it spells them."""
    columns: list[str] = []
    for kind, names in (call.body.get("metadataColumns") or {}).items():
        if kind.upper() != "ITEMS":
            raise invalid(f"metadataColumns: there is metadata of ITEMS alone, not of {kind}")
        columns += names
    if set(columns) - {EXPLANATION}:
        known = items_of(call.backend, target).table
        for name in columns:
            if name != EXPLANATION and name.lower() not in known:
                raise invalid(
                    f"metadataColumns: the items have no column {name}",
                    f"They have {listing([*known, EXPLANATION])}.",
                )
    return columns


def _metadata(
    place: Place, terms: Sequence[Term], columns: Sequence[str], fields: Records | None
) -> dict[str, str]:
    own = fields.of(place.item_id) if fields is not None else {}
    found = {}
    for name in columns:
        if name == EXPLANATION:
            listed = [asdict(term) for term in terms]
            rest = (place.score or 0.0) - sum(term.contribution for term in terms)
            text = {"score": place.score, "terms": listed, "others": rest}
            found[name] = orjson.dumps(text).decode()
        elif own.get(name.lower()) is not None:
            found[name.lower()] = _text(own[name.lower()])
    return found


def _terms(
    target: Target, made: Made, places: Sequence[Place], most: int
) -> list[tuple[Term, ...]]:
    """Return the largest terms of each score."""
    scored = [place for place in places if place.score is not None]
    if not scored:
        return [() for _ in places]
    model = target.kitchen.model
    if made.kind == "similar items" and isinstance(model, GlassBox):
        return [() for _ in places]
    lists = pa.table(
        {
            USER: pa.array([made.user_id] * len(scored), pa.string()),
            ITEM: pa.array([place.item_id for place in scored], pa.string()),
            SCORE: pa.array([place.score for place in scored], pa.float64()),
        }
    )
    standing = made.standing
    found: ListReasons = explain_lists(
        target.kitchen.scored, lists, most, standing.at, history=standing.history
    )
    told = iter(found.terms(row) for row in range(len(scored)))
    return [next(told) if place.score is not None else () for place in places]


def _short(target: Target, made: Made, place: Place, terms: Sequence[Term]) -> str:
    """Say in one line what speaks for an item."""
    titled = _entitled(terms, target.kitchen.titles)
    gains = [str(one) for one in reasons(titled) if one.contribution > 0]
    if not gains:
        if place.score is None:
            return _NO_SUCH_ITEM if made.kind == POPULAR else ""
        if target.recipe.answer == "similar items":
            return f"similarity {place.score:.3g}"
        return f"score {place.score:.3g}"
    words = "; ".join(gains[:2])
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _entitled(terms: Sequence[Term], titles: Titles) -> list[Term]:
    named = ("history", "diversity")
    return [
        Term(t.block, titles[t.feature], t.value, t.weight, t.contribution)
        if t.block.startswith(named)
        else t
        for t in terms
    ]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "|".join(str(part) for part in value)
    return str(value)
