"""Recipes: the names that clients know, and the transparent models that stand behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from openkitchen.errors import listing
from openkitchen.serving.personalize.arns import RECIPES, key_of
from openkitchen.serving.personalize.backend import Call
from openkitchen.serving.personalize.faults import invalid, not_found
from openkitchen.serving.personalize.registry import page

__all__ = ["ALL", "Recipe", "describe_recipe", "list_recipes", "recipe_of"]

Learner = Literal["glass box", "EASE", "popularity", "recent popularity", ""]
Answer = Literal["user", "after item", "similar items", "ranking"]

_ALGORITHM, _FEATURES = "algorithm/", "feature-transformation/"
_SINCE = 1_572_566_400.0
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe.

    Parameters
    ----------
    name
        As its ARN has it.
    learner
        The model that is trained; empty: there is none, solutions are refused.
    answer
        What lists are about: a ``user``; ``after item``: whoever has this item alone in the
        history; ``similar items``: those whose weights resemble an item's; ``ranking``: the
        order of given items.
    type
        As the service names it.
    domain
        The domain whose recommenders it is for; empty: solutions.
    event_type
        The only kind of events that counts; empty: all.
    """

    name: str
    learner: Learner
    answer: Answer = "user"
    type: str = "USER_PERSONALIZATION"
    domain: str = ""
    event_type: str = ""

    @property
    def arn(self) -> str:
        """Its ARN."""
        return f"{RECIPES}recipe/{self.name}"

    @property
    def description(self) -> str:
        """What stands behind it, in words."""
        if not self.learner:
            return "Not supported by Open Kitchen: solutions of this recipe are refused."
        words = {
            "user": "lists for a user",
            "after item": "what goes with an item, scored as for somebody who has it alone",
            "similar items": "items whose weights resemble those of an item",
            "ranking": "the order of given items for a user",
        }[self.answer]
        events = f" Only events of type {self.event_type} count." if self.event_type else ""
        if self.learner == "recent popularity":
            events += " New events count every five minutes, without training."
        if left_out := left_out_event(self):
            events += f" What the user has {left_out} events of is left out."
        return f"Open Kitchen's {self.learner}: {words}. Every score is a sum of terms.{events}"


_RELATED, _RANKING, _POPULAR = "RELATED_ITEMS", "PERSONALIZED_RANKING", "POPULAR_ITEMS"
_VOD, _SHOP = "VIDEO_ON_DEMAND", "ECOMMERCE"
_BOX: Learner = "glass box"

ALL: Final = (
    Recipe("aws-user-personalization-v2", _BOX),
    Recipe("aws-user-personalization", _BOX),
    Recipe("aws-hrnn", _BOX),
    Recipe("aws-hrnn-metadata", _BOX),
    Recipe("aws-hrnn-coldstart", _BOX),
    Recipe("aws-personalized-ranking-v2", _BOX, "ranking", _RANKING),
    Recipe("aws-personalized-ranking", _BOX, "ranking", _RANKING),
    Recipe("aws-similar-items", _BOX, "similar items", _RELATED),
    Recipe("aws-sims", "EASE", "after item", _RELATED),
    Recipe("aws-popularity-count", "popularity", type=_POPULAR),
    Recipe("aws-trending-now", "recent popularity", type=_POPULAR),
    Recipe("aws-item-affinity", "", type="USER_SEGMENTATION"),
    Recipe("aws-item-attribute-affinity", "", type="USER_SEGMENTATION"),
    Recipe("aws-next-best-action", "", type="PERSONALIZED_ACTIONS"),
    Recipe("openkitchen-glass-box", _BOX),
    Recipe("openkitchen-ease", "EASE"),
    Recipe("openkitchen-popularity", "popularity", type=_POPULAR),
    Recipe("openkitchen-recent-popularity", "recent popularity", type=_POPULAR),
    Recipe("openkitchen-similar-items", _BOX, "similar items", _RELATED),
    Recipe("aws-vod-top-picks", _BOX, domain=_VOD),
    Recipe("aws-vod-because-you-watched-x", "EASE", "after item", _RELATED, _VOD),
    Recipe("aws-vod-more-like-x", _BOX, "similar items", _RELATED, _VOD),
    Recipe("aws-vod-most-popular", "popularity", "user", _POPULAR, _VOD),
    Recipe("aws-vod-trending-now", "recent popularity", "user", _POPULAR, _VOD),
    Recipe("aws-ecomm-recommended-for-you", _BOX, domain=_SHOP),
    Recipe("aws-ecomm-customers-who-viewed-x-also-viewed", "EASE", "after item", _RELATED, _SHOP),
    Recipe("aws-ecomm-frequently-bought-together", "EASE", "after item", _RELATED, _SHOP),
    Recipe("aws-ecomm-popular-items-by-purchases", "popularity", "user", _POPULAR, _SHOP),
    Recipe("aws-ecomm-popular-items-by-views", "popularity", "user", _POPULAR, _SHOP),
)
"""All recipes; those for solutions first."""

_EVENTS: Final = {
    "aws-ecomm-popular-items-by-purchases": "Purchase",
    "aws-ecomm-popular-items-by-views": "View",
    "aws-ecomm-frequently-bought-together": "Purchase",
    "aws-ecomm-customers-who-viewed-x-also-viewed": "View",
}
_LEFT_OUT: Final = {
    "aws-ecomm-customers-who-viewed-x-also-viewed": "Purchase",
    "aws-ecomm-recommended-for-you": "Purchase",
    "aws-vod-because-you-watched-x": "Watch",
    "aws-vod-more-like-x": "Watch",
    "aws-vod-top-picks": "Watch",
}
_BY_NAME: Final = {recipe.name: recipe for recipe in ALL}


def recipe_of(arn: str) -> Recipe:
    """Return a recipe by its ARN.

    Raises
    ------
    Fault
        ``ResourceNotFoundException``, listing those that exist.
    """
    kind, _, name = key_of(arn).partition("/")
    if kind != "recipe":
        raise invalid(f"{arn} is no ARN of a recipe")
    if name not in _BY_NAME:
        raise not_found(arn, _BY_NAME)
    return _BY_NAME[name]


def preferred_event(recipe: Recipe) -> str:
    """Return the kind of events that a domain's recipe is about; empty: any."""
    return _EVENTS.get(recipe.name, "")


def left_out_event(recipe: Recipe) -> str:
    """Return the kind of events whose items a domain's recipe leaves out; empty: none.

    The service documents it for these use cases: who bought or watched something is not told
    of it again.
    """
    return _LEFT_OUT.get(recipe.name, "")


def trainable(arn: str) -> Recipe:
    """Return a recipe that a model stands behind.

    Raises
    ------
    Fault
        ``InvalidInputException`` when there is none.
    """
    recipe = recipe_of(arn)
    if not recipe.learner:
        have = listing([one.name for one in ALL if one.learner and not one.domain])
        raise invalid(f"The recipe {recipe.name} is not supported", f"There are: {have}.")
    return recipe


def list_recipes(call: Call) -> dict[str, Any]:
    """Return the recipes of a domain, or those for solutions.

    The first page never holds all of them: notebooks ask for the second one without looking.
    """
    domain = call.body.get("domain") or ""
    rows = [recipe for recipe in ALL if recipe.domain == domain]
    found, token = page(rows, call.body, min(_PAGE, len(rows) - 1))
    recipes = [_times(recipe) | _summary(recipe) for recipe in found]
    return {"recipes": recipes} | ({"nextToken": token} if token else {})


def describe_recipe(call: Call) -> dict[str, Any]:
    """Return a recipe with the model that stands behind it."""
    recipe = recipe_of(call.body["recipeArn"])
    details = {
        "algorithmArn": f"{RECIPES}{_ALGORITHM}{recipe.name}",
        "featureTransformationArn": f"{RECIPES}{_FEATURES}{recipe.name}",
        "description": recipe.description,
        "recipeType": recipe.type,
    }
    summary = {k: v for k, v in _summary(recipe).items() if k != "domain"}
    return {"recipe": summary | _times(recipe) | details}


def describe_algorithm(call: Call) -> dict[str, Any]:
    """Return the algorithm of a recipe; its settings stand in versions that were trained."""
    arn = call.body["algorithmArn"]
    return {"algorithm": _part_of(arn, _ALGORITHM) | {"algorithmArn": arn}}


def describe_feature_transformation(call: Call) -> dict[str, Any]:
    """Return how a recipe prepares its columns: as the schemas say, without settings."""
    arn = call.body["featureTransformationArn"]
    found = _part_of(arn, _FEATURES) | {"featureTransformationArn": arn, "status": "ACTIVE"}
    return {"featureTransformation": found}


def _part_of(arn: str, kind: str) -> dict[str, Any]:
    name = key_of(arn).removeprefix(kind)
    if name not in _BY_NAME or not key_of(arn).startswith(kind):
        raise not_found(arn)
    return {"name": name} | _times(_BY_NAME[name])


def _summary(recipe: Recipe) -> dict[str, Any]:
    domain = {"domain": recipe.domain} if recipe.domain else {}
    return {"name": recipe.name, "recipeArn": recipe.arn, "status": "ACTIVE", **domain}


def _times(recipe: Recipe) -> dict[str, Any]:
    del recipe
    return {"creationDateTime": _SINCE, "lastUpdatedDateTime": _SINCE}
