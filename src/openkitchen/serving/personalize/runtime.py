"""The runtime: recommendations and rankings, filtered, promoted, and with reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openkitchen.serving.live import Standing
from openkitchen.serving.personalize.backend import Call
from openkitchen.serving.personalize.context import in_context
from openkitchen.serving.personalize.faults import invalid
from openkitchen.serving.personalize.lists import (
    POPULAR,
    SOMEBODY,
    Place,
    after_item,
    like_item,
    ordered,
    popular_items,
    recommended,
)
from openkitchen.serving.personalize.reasons import described
from openkitchen.serving.personalize.record import keep
from openkitchen.serving.personalize.sieve import sieve_of, without_had
from openkitchen.serving.personalize.targets import Target, target_of

__all__ = ["MOST", "Asked", "Made", "get_personalized_ranking", "get_recommendations", "make_list"]

MOST = 500
DEFAULT = 25


@dataclass(frozen=True)
class Asked:
    """What a list is about.

    Parameters
    ----------
    user_id, item_id
        The user, the item; empty where none was named.
    k
        Length of the list.
    filter_arn, filter_values
        The filter, with what the request brings for it.
    """

    user_id: str = ""
    item_id: str = ""
    k: int = DEFAULT
    filter_arn: str = ""
    filter_values: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Made:
    """A list, with whom and what it was scored for; ``item_id`` where it is like an item."""

    places: list[Place]
    user_id: str
    standing: Standing
    kind: str
    item_id: str = ""


def get_recommendations(call: Call) -> dict[str, Any]:
    """Answer GetRecommendations."""
    body = call.body
    given = [body[name] for name in ("campaignArn", "recommenderArn") if name in body]
    if len(given) != 1:
        raise invalid("Either campaignArn or recommenderArn is expected")
    target = in_context(target_of(call, given[0]), body.get("context") or {})
    if target.recipe.answer == "ranking":
        raise invalid(f"{given[0]} ranks given items", "Ask with GetPersonalizedRanking.")
    asked = Asked(
        body.get("userId", ""),
        body.get("itemId", ""),
        _length(body),
        body.get("filterArn", ""),
        body.get("filterValues"),
    )
    made = make_list(call, target, asked)
    promoted = _promotions(call, target, asked)
    places, names = _with_promotions(made.places, promoted, asked.k)
    number = keep(call, target, made, places, asked)
    items = described(call, target, made, places, names)
    return {"itemList": items, "recommendationId": number}


def get_personalized_ranking(call: Call) -> dict[str, Any]:
    """Answer GetPersonalizedRanking; any model that scores users can rank."""
    body = call.body
    target = in_context(target_of(call, body["campaignArn"]), body.get("context") or {})
    if target.recipe.answer in {"after item", "similar items"}:
        raise invalid(f"{body['campaignArn']} is about items, it ranks for no user")
    items = list(dict.fromkeys(body["inputList"]))
    if not 1 <= len(items) <= MOST:
        raise invalid(f"inputList holds {len(items)} items, expected 1 to {MOST}")
    asked = Asked(
        body["userId"],
        k=len(items),
        filter_arn=body.get("filterArn", ""),
        filter_values=body.get("filterValues"),
    )
    made = rank_list(call, target, asked, items)
    number = keep(call, target, made, made.places, asked)
    ranked = described(call, target, made, made.places, {}, reasons=False)
    return {"personalizedRanking": ranked, "recommendationId": number}


def rank_list(call: Call, target: Target, asked: Asked, items: Sequence[str]) -> Made:
    """Put given items in the order of their scores for a user."""
    standing = target.kitchen.standing(asked.user_id)
    sieve = sieve_of(call, target, asked)
    flags = None if sieve is None else sieve.flags
    if sieve is not None:
        items = sieve.without_strangers(items)
    places = ordered(target.kitchen, asked.user_id, standing, items, flags)
    return Made(places, asked.user_id, standing, "ranking")


def make_list(call: Call, target: Target, asked: Asked) -> Made:
    """Make a list of the kind that the recipe is for.

    What is like an item that the model does not know is not known either: then the list is of
    popular items.

    Raises
    ------
    Fault
        ``InvalidInputException``, when the user or the item that the recipe needs is not named.
    """
    sieve = sieve_of(call, target, asked)
    flags = None if sieve is None else sieve.flags
    had_too = sieve is not None and sieve.wants_history
    if not had_too:
        flags = without_had(call, target, asked.user_id, flags)
    answer, kitchen = target.recipe.answer, target.kitchen
    if answer in {"after item", "similar items"}:
        if not asked.item_id:
            raise invalid(f"itemId is missing: {target.recipe.name} is about items")
        if answer == "similar items" and kitchen.model.known.items.find([asked.item_id])[0] < 0:
            return Made(popular_items(kitchen, asked.k, flags), "", Standing(), POPULAR)
        if answer == "similar items":
            places = like_item(kitchen, asked.item_id, asked.k, flags)
            return Made(places, "", Standing(), answer, asked.item_id)
        places, standing = after_item(kitchen, asked.item_id, asked.k, flags)
        return Made(places, SOMEBODY, standing, answer)
    popular = target.recipe.learner in {"popularity", "recent popularity"}
    if not asked.user_id and not popular:
        raise invalid(f"userId is missing: {target.recipe.name} is about users")
    standing = kitchen.standing(asked.user_id) if asked.user_id else Standing()
    places = recommended(kitchen, asked.user_id, standing, asked.k, flags, include_seen=had_too)
    return Made(places, asked.user_id, standing, answer)


def _length(body: Mapping[str, Any]) -> int:
    k = body.get("numResults", DEFAULT)
    if k > MOST:
        raise invalid(f"numResults is {k}, expected {MOST} or less")
    return int(k)


def _promotions(call: Call, target: Target, asked: Asked) -> list[tuple[str, list[Place]]]:
    """Return the promoted items, by the name of their promotion."""
    found = []
    for number, one in enumerate(call.body.get("promotions") or ()):
        share = one.get("percentPromotedItems", 0) / 100
        own = Asked(
            asked.user_id,
            asked.item_id,
            round(asked.k * share),
            one.get("filterArn", ""),
            one.get("filterValues"),
        )
        name = one.get("name") or f"promotion-{number + 1}"
        found.append((name, make_list(call, target, own).places))
    return found


def _with_promotions(
    places: list[Place], promoted: list[tuple[str, list[Place]]], k: int
) -> tuple[list[Place], dict[str, str]]:
    """Spread promoted items evenly over a list; nothing is in it twice."""
    names = {place.item_id: name for name, own in promoted for place in own}
    if not names:
        return places, {}
    chosen = [place for _, own in promoted for place in own]
    others = [place for place in places if place.item_id not in names][: max(k - len(chosen), 0)]
    total = len(chosen) + len(others)
    slots = {(n * total) // len(chosen) for n in range(len(chosen))}
    first, second = iter(chosen), iter(others)
    mixed = [next(first if place in slots else second) for place in range(total)]
    return mixed, names
