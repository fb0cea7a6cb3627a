"""What people of the demo shop choose: tastes, diets, seasons, and what follows what."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
from numpy.typing import NDArray

from openkitchen.sources.shop.draws import Wheel
from openkitchen.sources.shop.people import People
from openkitchen.sources.shop.recipes import Recipes
from openkitchen.sources.shop.settings import ShopSettings
from openkitchen.sources.shop.words import CUISINES, DIETS, PEAKS

__all__ = ["WAYS", "Choices", "season_factors"]

WAYS = {"follow": 0.3, "again": 0.1, "cuisine": 0.15, "popular": 0.1}
"""How an event that follows a taste comes about; the rest is by taste alone."""

_FOLLOW, _AGAIN, _CUISINE, _POPULAR = np.cumsum(list(WAYS.values())).tolist()
_FIRST_TASTE = 0.7
_OTHER_TASTE = 0.01
_REMEMBERED = 4
_REDRAWS = 3
_WIDTHS = {"christmas": 12.0}
_WIDTH = 42.0


def season_factors(day: date, settings: ShopSettings) -> NDArray[np.float64]:
    """Say how much likelier a recipe of each season is on a day; shape (seasons,)."""
    of_year = day.timetuple().tm_yday
    factors = []
    for season, peak in PEAKS.items():
        apart = abs(of_year - peak)
        apart = min(apart, 365 - apart)
        closeness = math.exp(-0.5 * (apart / _WIDTHS.get(season, _WIDTH)) ** 2)
        factors.append(
            settings.season_low + (settings.season_high - settings.season_low) * closeness
        )
    return np.array(factors)


class Choices:
    """Draws recipes for people, and remembers the last few of each person.

    Parameters
    ----------
    recipes, people
        The shop.
    settings
        Strength of the planted effects.
    """

    def __init__(self, recipes: Recipes, people: People, settings: ShopSettings) -> None:
        self._recipes, self._people, self._settings = recipes, people, settings
        self._seen = np.full((len(people), _REMEMBERED), -1, np.int32)
        self._place = np.zeros(len(people), np.int8)
        self._plain = recipes.popularity * np.where(recipes.quick, settings.quick_factor, 1.0)
        diets = len(DIETS)
        self._by_cuisine = settings.tastes * diets
        self._by_crowd = self._by_cuisine + len(CUISINES) * diets
        self._by_chance = self._by_crowd + diets

    def open_day(self, day: date, number: int) -> Wheel:
        """Weigh all recipes for a day: what is published, what is in season."""
        recipes, settings = self._recipes, self._settings
        there = (recipes.published <= number).astype(float)
        weight = self._plain * there
        factors = season_factors(day, settings)
        for at, factor in enumerate(factors.tolist()):
            weight = weight * np.where(recipes.season >> at & 1, factor, 1.0)
        tastes = np.arange(settings.tastes)[:, None]
        cuisines = np.arange(len(CUISINES))[:, None]
        groups = np.concatenate(
            [
                weight * np.where(recipes.taste == tastes, 1.0, _OTHER_TASTE),
                weight * (recipes.cuisine == cuisines),
                (weight * recipes.popularity**0.2)[None],
                there[None],
            ]
        )
        diets = np.where(recipes.keeps, 1.0, settings.diet_slip)
        rows = groups[:, None, :] * diets[None] + 1e-12 * there
        return Wheel(rows.reshape(-1, len(recipes)))

    def choose(
        self,
        wheel: Wheel,
        number: int,
        persons: NDArray[np.int64],
        last: NDArray[np.int64],
        rng: np.random.Generator,
    ) -> NDArray[np.int64]:
        """Choose one recipe for each person.

        Parameters
        ----------
        wheel, number
            The day's weights, and the day's number.
        persons
            Shape (n,): who chooses; nobody twice.
        last
            Shape (n,): what each chose just before, −1 at the start of a visit.

        Returns
        -------
        Shape (n,): the chosen recipes.
        """
        n, recipes = len(persons), self._recipes
        u = rng.random(n)
        wandering = rng.random(n) < self._people.wander[persons]
        chosen = wheel.spin(rng, self._rows(persons, u, wandering, rng))
        follower = recipes.followers[last, rng.integers(0, recipes.followers.shape[1], n)]
        again = self._seen[persons, rng.integers(0, _REMEMBERED, n)]
        follows = ~wandering & (u < _FOLLOW) & (last >= 0)
        repeats = ~wandering & (u >= _FOLLOW) & (u < _AGAIN) & (again >= 0)
        slips = rng.random(n) < self._settings.diet_slip
        follows &= slips | recipes.keeps[self._people.diet[persons], follower]
        chosen = np.where(follows, follower, np.where(repeats, again, chosen))
        self._avoid(chosen, wheel, number, persons, rng)
        self._seen[persons, self._place[persons]] = chosen
        self._place[persons] = (self._place[persons] + 1) % _REMEMBERED
        return chosen

    def _rows(
        self,
        persons: NDArray[np.int64],
        u: NDArray[np.float64],
        wandering: NDArray[np.bool_],
        rng: np.random.Generator,
    ) -> NDArray[np.int64]:
        """Say from which row of the wheel each person draws."""
        people, n, diets = self._people, len(persons), len(DIETS)
        first = rng.random(n) < _FIRST_TASTE
        group = np.where(first, people.first_taste[persons], people.second_taste[persons]) * diets
        cuisine = people.cuisines[persons, rng.integers(0, people.cuisines.shape[1], n)]
        to_cuisine = (u >= _AGAIN) & (u < _CUISINE) & (cuisine >= 0)
        group = np.where(to_cuisine, self._by_cuisine + cuisine * diets, group)
        group = np.where((u >= _CUISINE) & (u < _POPULAR), self._by_crowd, group)
        return np.where(wandering, self._by_chance, group) + people.diet[persons]

    def _avoid(
        self,
        chosen: NDArray[np.int64],
        wheel: Wheel,
        number: int,
        persons: NDArray[np.int64],
        rng: np.random.Generator,
    ) -> None:
        """Draw again, by taste, what is not published or what a person never eats."""
        people, recipes = self._people, self._recipes
        for _ in range(_REDRAWS):
            wrong = (recipes.holds[chosen] & people.avoid[persons]) != 0
            at = np.flatnonzero(wrong | (recipes.published[chosen] > number))
            rows = people.first_taste[persons[at]] * len(DIETS) + people.diet[persons[at]]
            chosen[at] = wheel.spin(rng, rows)
