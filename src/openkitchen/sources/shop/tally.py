"""What truly happened in the demo shop, counted while it happens."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openkitchen.sources.shop.people import TASTERS, People
from openkitchen.sources.shop.recipes import Recipes
from openkitchen.sources.shop.visits import Day
from openkitchen.sources.shop.words import DIETS

__all__ = ["Tally", "WrongEdge"]


class WrongEdge(NamedTuple):
    """A visitor and a customer record that were seen together and do not belong together."""

    visitor: int
    record: int
    evidence: str
    day: int


class Tally:
    """Counts of true events, bots left out.

    Parameters
    ----------
    people, recipes
        The shop.
    visitors
        How many visitor ids there are.
    """

    def __init__(self, people: People, recipes: Recipes, visitors: int) -> None:
        self._people, self._recipes = people, recipes
        self.by_diet = np.zeros((len(DIETS), len(recipes)), np.int64)
        self.by_visitor = np.zeros(visitors, np.int64)
        self.by_person = np.zeros(len(people), np.int64)
        self.wrong: list[WrongEdge] = []

    @property
    def events(self) -> int:
        """All events of people."""
        return int(self.by_person.sum())

    def add(self, day: Day) -> None:
        """Count a day."""
        shape = self.by_diet.shape
        cell = self._people.diet[day.person] * shape[1] + day.recipe
        self.by_diet += np.bincount(cell, minlength=self.by_diet.size).reshape(shape)
        visitor = day.visits.visitor[day.visit]
        self.by_visitor += np.bincount(visitor, minlength=len(self.by_visitor))
        self.by_person += np.bincount(day.person, minlength=len(self.by_person))
        visits = day.visits
        for mask, record, evidence in (
            (visits.wrong, visits.record, "login"),
            (visits.letter_wrong, visits.letter, "newsletter"),
        ):
            for at in np.flatnonzero(mask).tolist():
                edge = int(visits.visitor[at]), int(record[at])
                self.wrong.append(WrongEdge(*edge, evidence, day.number))

    def measured(self) -> dict[str, float]:
        """Say how strong the planted effects came out in the true events."""
        keeps, quick = self._recipes.keeps, self._recipes.quick
        of_item, popularity = self.by_diet.sum(axis=0), self._recipes.popularity
        vegan, omnivore = DIETS.index("vegan"), DIETS.index("omnivore")
        share = {diet: _share(self.by_diet[diet], keeps[vegan]) for diet in (vegan, omnivore)}
        top = np.sort(of_item)[::-1][: max(1, len(of_item) // 10)]
        tasters = self._people.membership == TASTERS
        return {
            "vegan_share_of_vegans": share[vegan],
            "vegan_share_of_omnivores": share[omnivore],
            "quick_ratio_at_equal_popularity": _ratio(
                _ratio(of_item[quick].sum(), popularity[quick].sum()),
                _ratio(of_item[~quick].sum(), popularity[~quick].sum()),
            ),
            "share_of_the_most_popular_tenth": _ratio(top.sum(), of_item.sum()),
            "share_of_tasting_club": _ratio(self.by_person[tasters].sum(), self.events),
        }


def _share(counts: NDArray[np.int64], of: NDArray[np.bool_]) -> float:
    return _ratio(counts[of].sum(), counts.sum())


def _ratio(part: float, whole: float) -> float:
    return round(float(part) / float(whole), 4) if whole else 0.0
