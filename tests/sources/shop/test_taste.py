from datetime import date

import numpy as np
import pytest

from openkitchen.sources.shop.people import TASTERS, make_people
from openkitchen.sources.shop.recipes import make_recipes
from openkitchen.sources.shop.settings import ShopSettings
from openkitchen.sources.shop.taste import Choices, season_factors
from openkitchen.sources.shop.words import DIETS, PEAKS

DAY = date(2026, 8, 3)


@pytest.fixture(scope="module")
def drawn():
    """Ten choices each of 3,000 customers on one day."""
    settings = ShopSettings()
    recipes = make_recipes(400, 60, 0, settings)
    people = make_people(3000, 60, 0, settings)
    choices = Choices(recipes, people, settings)
    wheel, rng = choices.open_day(DAY, 0), np.random.default_rng(0)
    persons, last, rows = np.arange(3000), np.full(3000, -1), []
    for _ in range(10):
        last = choices.choose(wheel, 0, persons, last, rng)
        rows.append(last)
    return people, recipes, np.stack(rows, axis=1)


def test_nothing_unpublished_is_chosen(drawn):
    _, recipes, chosen = drawn
    assert (recipes.published[chosen] == 0).all()


def test_what_people_avoid_is_hardly_ever_chosen(drawn):
    people, recipes, chosen = drawn
    careful = people.avoid[:3000] != 0
    broken = (recipes.holds[chosen[careful]] & people.avoid[:3000][careful, None]) != 0
    assert broken.mean() < 0.01


def test_diets_are_kept(drawn):
    people, recipes, chosen = drawn
    vegans = people.diet[:3000] == DIETS.index("vegan")
    keeps = recipes.keeps[DIETS.index("vegan")]
    assert keeps[chosen[vegans]].mean() > 0.9
    assert keeps[chosen[~vegans]].mean() < 0.6


def test_tastes_are_followed_except_by_the_tasting_club(drawn):
    people, recipes, chosen = drawn
    first, second = people.first_taste[:3000, None], people.second_taste[:3000, None]
    by_taste = (recipes.taste[chosen] == first) | (recipes.taste[chosen] == second)
    tasters = people.membership[:3000] == TASTERS
    assert by_taste[~tasters].mean() > 0.6
    assert by_taste[tasters].mean() < 0.4


def test_some_recipes_are_looked_at_again(drawn):
    _, _, chosen = drawn
    again = [len(set(row)) < len(row) for row in chosen.tolist()]
    assert 0.3 < np.mean(again) < 1


@pytest.mark.parametrize("season", ["summer", "autumn", "christmas"])
def test_seasons_peak_where_they_should(season):
    settings, at = ShopSettings(), list(PEAKS).index(season)
    year = [season_factors(date.fromordinal(day), settings)[at] for day in
            range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]  # fmt: skip
    assert np.argmax(year) + 1 == PEAKS[season]
    assert max(year) == pytest.approx(settings.season_high)
    assert min(year) == pytest.approx(settings.season_low, abs=0.05)
    assert np.abs(np.diff([*year, year[0]])).max() < 0.3
