"""The demo shop's recipes: what they are made of, and how they are liked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openkitchen.sources.shop.draws import pick, spread, stream
from openkitchen.sources.shop.settings import ShopSettings
from openkitchen.sources.shop.words import (
    ALLERGENS,
    CUISINES,
    DIETS,
    DISHES,
    EDITORS,
    MAINS,
    PEAKS,
    SIDES,
    STYLES,
    Dish,
    Part,
)

__all__ = ["AVOIDABLE", "Recipes", "make_recipes"]

AVOIDABLE = (*ALLERGENS, "pork", "beef", "alcohol")
"""What a person may avoid; the position is the bit in `Recipes.holds`."""

_BREAKS = {
    "omnivore": set[str](),
    "pescatarian": {"meat"},
    "vegetarian": {"meat", "fish", "shellfish"},
    "vegan": {"meat", "fish", "shellfish", "milk", "egg", "honey"},
}
_FOLLOWERS = 4
_MAIN_SHARES = np.array([1.2 if not part.holds else 1.0 for part in MAINS])


@dataclass(frozen=True, slots=True)
class Recipes:
    """All recipes; arrays run over them.

    Parameters
    ----------
    ids, titles, editors
        Id, title, and the editor's name (which matters to nobody).
    dishes, parts
        The kind of dish, and all ingredients.
    tags, seasons
        Handling tags (``quick`` …) and seasons of each.
    minutes, quick, cuisine, season
        Minutes to cook; whether tagged quick; position in `CUISINES`; bits over `PEAKS`.
    holds
        Bits over `AVOIDABLE`.
    keeps
        Shape (diets, recipes): whether the recipe keeps the diet.
    taste
        Hidden taste group of each.
    popularity
        Base weight of each, long-tailed.
    published
        Day of the shop on which it appears; 0 for those that were there from the start.
    followers
        Shape (recipes, 4): recipes that people look at next.
    """

    ids: list[str]
    titles: list[str]
    editors: list[str]
    dishes: list[Dish]
    parts: list[tuple[Part, ...]]
    tags: list[list[str]]
    seasons: list[list[str]]
    minutes: NDArray[np.int64]
    quick: NDArray[np.bool_]
    cuisine: NDArray[np.int64]
    season: NDArray[np.int64]
    holds: NDArray[np.int64]
    keeps: NDArray[np.bool_]
    taste: NDArray[np.int64]
    popularity: NDArray[np.float64]
    published: NDArray[np.int64]
    followers: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)


def make_recipes(n: int, days: int, seed: int, settings: ShopSettings) -> Recipes:
    """Invent n recipes for a shop of so many days."""
    rng = stream(seed, "recipes")
    dishes = [DISHES[at] for at in rng.integers(0, len(DISHES), n)]
    mains = [MAINS[at] for at in pick(rng, n, _MAIN_SHARES)]
    sides = [SIDES[at] for at in rng.integers(0, len(SIDES), n)]
    parts = [
        tuple(dict.fromkeys((main, side, *dish.base)))
        for main, side, dish in zip(mains, sides, dishes, strict=True)
    ]
    held = [frozenset[str]().union(*(part.holds for part in one)) for one in parts]
    quick = rng.random(n) < 0.3
    seasons = [sorted({part.season for part in one if part.season}) for one in parts]
    taste = _tastes(dishes, rng, settings.tastes)
    return Recipes(
        ids=[f"R{number:05d}" for number in rng.permutation(n * 3)[:n] + 10_000],
        titles=_titles(dishes, mains, sides, rng),
        editors=[EDITORS[at] for at in rng.integers(0, len(EDITORS), n)],
        dishes=dishes,
        parts=parts,
        tags=_tags(quick, rng),
        seasons=seasons,
        minutes=_minutes(dishes, quick, rng),
        quick=quick,
        cuisine=np.array([CUISINES.index(dish.cuisine) for dish in dishes]),
        season=_bits(seasons, tuple(PEAKS)),
        holds=_bits(held, AVOIDABLE),
        keeps=np.array([[not (_BREAKS[diet] & one) for one in held] for diet in DIETS]),
        taste=taste,
        popularity=np.power(1.0 + rng.permutation(n), -0.75, dtype=np.float64),
        published=_published(n, days, rng, settings.new_items),
        followers=_followers(taste, rng),
    )


def _titles(
    dishes: list[Dish], mains: list[Part], sides: list[Part], rng: np.random.Generator
) -> list[str]:
    taken: dict[str, int] = {}
    titles = []
    styles = rng.integers(0, len(STYLES), len(dishes))
    for dish, main, side, style in zip(dishes, mains, sides, styles, strict=True):
        plain = f"{STYLES[style]}{main.name} {dish.name} with {side.name}"
        title = plain[0].upper() + plain[1:]
        taken[title] = taken.get(title, 0) + 1
        titles.append(title if taken[title] == 1 else f"{title} no. {taken[title]}")
    return titles


def _tastes(dishes: list[Dish], rng: np.random.Generator, tastes: int) -> NDArray[np.int64]:
    """Half of the tastes can be read from cuisine and category, half from nothing."""
    kinds = sorted({(dish.cuisine, dish.category) for dish in dishes})
    of_kind = dict(zip(kinds, rng.integers(0, tastes, len(kinds)).tolist(), strict=True))
    readable = np.array([of_kind[dish.cuisine, dish.category] for dish in dishes])
    hidden = rng.integers(0, tastes, len(dishes))
    taste = np.where(rng.random(len(dishes)) < 0.5, readable, hidden)
    taste[rng.permutation(len(dishes))[:tastes]] = np.arange(tastes)  # no taste stays empty
    return taste


def _tags(quick: NDArray[np.bool_], rng: np.random.Generator) -> list[list[str]]:
    others = ("kid friendly", "one pot", "budget", "for guests")
    drawn = rng.random((len(quick), len(others))) < 0.2
    return [
        [*(["quick"] if fast else []), *(tag for tag, on in zip(others, row, strict=True) if on)]
        for fast, row in zip(quick, drawn, strict=True)
    ]


def _minutes(
    dishes: list[Dish], quick: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.int64]:
    usual = np.array([dish.minutes for dish in dishes]) * rng.uniform(0.8, 1.4, len(dishes))
    return np.where(quick, rng.integers(10, 26, len(dishes)), np.maximum(usual, 30)).astype(int)


def _published(n: int, days: int, rng: np.random.Generator, share: float) -> NDArray[np.int64]:
    published = np.zeros(n, np.int64)
    new = spread(n, rng, share)
    published[new] = rng.integers(max(1, days // 4), max(2, days * 4 // 5), len(new))
    return published


def _followers(taste: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    followers = np.empty((len(taste), _FOLLOWERS), np.int64)
    for group in np.unique(taste):
        members = np.flatnonzero(taste == group)
        followers[members] = rng.choice(members, (len(members), _FOLLOWERS))
    return followers


def _bits(
    held: list[list[str]] | list[frozenset[str]], names: tuple[str, ...]
) -> NDArray[np.int64]:
    return np.array([sum(1 << at for at, name in enumerate(names) if name in one) for one in held])
