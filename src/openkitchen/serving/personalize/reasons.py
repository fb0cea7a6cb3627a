"""Why an item is in a list, in places that unmodified clients show: ``reason`` and ``metadata``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, cast

import orjson
import pyarrow as pa

from openkitchen.errors import listing, plural
from openkitchen.explain import ListReasons, SimilarItem, Term, explain_lists
from openkitchen.explain.scored import Scored
from openkitchen.explain.sentences import reasons, shared_words
from openkitchen.explain.terms import terms_of_items
from openkitchen.models import GlassBox
from openkitchen.models.audience import gather
from openkitchen.models.audience_model import AudienceModel
from openkitchen.reporting import Titles
from openkitchen.schema.columns import ITEM, SCORE, USER
from openkitchen.serving.personalize.backend import Call
from openkitchen.serving.personalize.faults import invalid
from openkitchen.serving.personalize.fields import items_of, records_of
from openkitchen.serving.personalize.lists import POPULAR, Place, likeness_of
from openkitchen.serving.personalize.targets import Target

if TYPE_CHECKING:
    from openkitchen.serving.personalize.runtime import Made

__all__ = ["EXPLANATION", "all_terms", "described"]

EXPLANATION: Final = "openkitchen.explanation"
"""The metadata column that holds the terms of a score, as JSON."""

OTHERS: Final = "others"
"""The block of a term that stands for all that are not listed."""

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
    fields = _fields(call, target, places) if set(columns) - {EXPLANATION} else {}
    found = []
    for place, terms in zip(places, told, strict=True):
        item: dict[str, Any] = {"itemId": place.item_id}
        if place.score is not None:
            item["score"] = place.score
        if place.item_id in promotions:
            item["promotionName"] = promotions[place.item_id]
        if columns:
            item["metadata"] = _metadata(place, terms, columns, fields.get(place.item_id, {}))
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


def _fields(call: Call, target: Target, places: Sequence[Place]) -> dict[str, Mapping[str, Any]]:
    """Return the fields of items by id; of those that the model does not know, too."""
    known, rest = items_of(call.backend, target), records_of(call.backend, target, "ITEMS")
    ids = [place.item_id for place in places]
    return {one: (known if one in known.places else rest).of(one) for one in ids}


def _metadata(
    place: Place, terms: Sequence[Term], columns: Sequence[str], own: Mapping[str, Any]
) -> dict[str, str]:
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
    kitchen, model = target.kitchen, target.kitchen.model
    if made.kind == "similar items" and isinstance(model, GlassBox):
        ids = [place.item_id for place in places]
        return [one.terms for one in likeness_of(kitchen).of_items(made.item_id, ids, most).items]
    if not isinstance(model, GlassBox):
        return _of_history(model, made, places, most)
    lists = pa.table(
        {
            USER: pa.array([made.user_id] * len(scored), pa.string()),
            ITEM: pa.array([place.item_id for place in scored], pa.string()),
            SCORE: pa.array([place.score for place in scored], pa.float64()),
        }
    )
    standing = made.standing
    found: ListReasons = explain_lists(
        kitchen.scored, lists, most, standing.at, history=standing.history
    )
    told = iter(found.terms(row) for row in range(len(scored)))
    return [next(told) if place.score is not None else () for place in places]


def _of_history(
    model: AudienceModel, made: Made, places: Sequence[Place], most: int
) -> list[tuple[Term, ...]]:
    """Return the largest terms of scores that a simple model made."""
    now = made.standing
    audience = gather(model.known, [made.user_id], now.history, now.at)
    codes = model.known.items.find([place.item_id for place in places]).tolist()
    scores = {
        code: place.score
        for code, place in zip(codes, places, strict=True)
        if place.score is not None
    }
    told = iter(terms_of_items(cast("Scored", model), audience, list(scores), scores, now.at))
    return [() if place.score is None else next(told)[:most] for place in places]


def _short(target: Target, made: Made, place: Place, terms: Sequence[Term]) -> str:
    """Say in one line what speaks for an item."""
    if place.score is None:
        return _NO_SUCH_ITEM if made.kind == POPULAR else ""
    titles = target.kitchen.titles
    gains = [str(one) for one in reasons(_entitled(terms, titles)) if one.contribution > 0]
    if made.kind == "similar items" and isinstance(target.kitchen.model, GlassBox):
        shared = shared_words(terms, titles.__getitem__)
        gains = [f"similarity {place.score:.3g}", *([f"both go with: {shared}"] if shared else [])]
    if not gains:
        return f"general popularity{'' if terms else ' alone'} (score {place.score:.3g})"
    words = "; ".join(gains[:2])
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def all_terms(one: SimilarItem) -> tuple[Term, ...]:
    """Return the terms of a similarity, those that are not listed as one of them."""
    if not one.n_others:
        return one.terms
    told = plural(one.n_others, "smaller term", "smaller terms")
    return (*one.terms, Term(OTHERS, told, 1.0, one.others, one.others))


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
