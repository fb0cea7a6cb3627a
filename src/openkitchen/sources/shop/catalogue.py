"""The recipe database's weekly files: JSON lines, one recipe each."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from openkitchen.sources.shop.draws import stream
from openkitchen.sources.shop.recipes import AVOIDABLE, Recipes
from openkitchen.sources.shop.words import ALLERGENS, DIETS
from openkitchen.sources.shop.world import World

__all__ = ["FIELDS", "catalogue_name", "write_catalogue"]

FIELDS = (
    "recipe_no", "title", "category", "cuisine", "ingredients", "diet_tags", "allergens",
    "contains", "season", "tags", "minutes", "editor", "published", "exported",
)  # fmt: skip

_OPENING_STOCK = 900
_NAMED_DIETS = DIETS[1:]
_RESTRICTED = AVOIDABLE[len(ALLERGENS) :]


def catalogue_name(day: date) -> str:
    """Name the catalogue file of a day."""
    return f"recipes_{day}.jsonl"


def write_catalogue(path: Path, number: int, world: World) -> int:
    """Write all recipes that are published by a day; return how many."""
    recipes = world.recipes
    before = stream(world.seed, "published").integers(1, _OPENING_STOCK, len(recipes)).tolist()
    exported, written = str(world.day(number)), 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for at, published in enumerate(recipes.published.tolist()):
            if published > number:
                continue
            since = world.day(published or -before[at])
            fields = {**_fields(recipes, at), "published": str(since), "exported": exported}
            file.write(json.dumps(fields, ensure_ascii=False) + "\n")
            written += 1
    return written


def _fields(recipes: Recipes, at: int) -> dict[str, object]:
    dish, bits = recipes.dishes[at], int(recipes.holds[at])
    held = [name for place, name in enumerate(AVOIDABLE) if bits >> place & 1]
    return {
        "recipe_no": recipes.ids[at],
        "title": recipes.titles[at],
        "category": dish.category,
        "cuisine": dish.cuisine,
        "ingredients": [part.name for part in recipes.parts[at]],
        "diet_tags": [diet for diet in _NAMED_DIETS if recipes.keeps[DIETS.index(diet), at]],
        "allergens": [name for name in held if name in ALLERGENS],
        "contains": [name for name in held if name in _RESTRICTED],
        "season": recipes.seasons[at],
        "tags": recipes.tags[at],
        "minutes": int(recipes.minutes[at]),
        "editor": recipes.editors[at],
    }
