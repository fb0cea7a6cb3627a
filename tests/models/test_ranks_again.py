"""Places from held scores are the places in the changed model's own ranking."""

from dataclasses import replace

import numpy as np
import pytest
from tests.models.changes import random_settings
from tests.models.ruled_shop import ruled_tables

from openkitchen.models import ranks_again
from openkitchen.models.fitting import fit_with
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.prepared import prepare
from openkitchen.models.ranks_again import Choices, RanksAgain, ranks_of
from openkitchen.models.rules import Available, Restriction, Rules
from openkitchen.models.twins import column_of, twins_of

RULES = Rules(
    available=Available("stock"), restrictions=(Restriction("avoid", "allergies", "allergens"),)
)


def choices_of(fitted, step=3):
    users = np.arange(1, len(fitted.known.users), step)
    row = np.repeat(np.arange(len(users)), 4)
    item = np.random.default_rng(0).integers(0, len(fitted.known.items), len(row))
    return Choices(users, row, item)


@pytest.mark.parametrize("seed", [1, 3, 6, 7, 11, 14])
@pytest.mark.parametrize("rules", [Rules(), RULES])
def test_held_scores_give_the_places_of_the_changed_model(seed, rules, monkeypatch):
    settings = replace(random_settings(seed), ridge_users=1.5)
    fitted = replace(fit_with(ruled_tables(), settings), rules=rules)
    prepared, choices = prepare(fitted), choices_of(fitted)
    ids = fitted.known.users.take(choices.users).to_pylist()
    again = RanksAgain(prepared, choices)
    for name in ("users.diet", "items.kind"):
        for one in twins_of(column_of(prepared, name), 2):
            expected = ranks_of(GlassBox.of(one.fitted), ids, choices, np.arange(10_000))
            np.testing.assert_array_equal(again.of(one), expected)
    monkeypatch.setattr(ranks_again, "MOST_CELLS", 10)
    np.testing.assert_array_equal(again.of(one), expected)


def test_places_are_those_of_the_list():
    """An item's place is its rank in a list of everything; what is had or kept out has none."""
    fitted = replace(fit_with(ruled_tables(), random_settings(7)), rules=RULES)
    choices, model = choices_of(fitted), GlassBox.of(fitted)
    ids = fitted.known.users.take(choices.users).to_pylist()
    ranks = ranks_of(model, ids, choices, np.arange(len(model.items)))
    rows = model.recommend(ids, k=len(model.items)).table.to_pylist()
    place = {(row["user_id"], row["item_id"]): row["rank"] for row in rows}
    seen = [
        place.get((ids[row], str(model.items[item])), np.nan)
        for row, item in zip(choices.row, choices.item, strict=True)
    ]
    assert np.isnan(seen).any()
    np.testing.assert_array_equal(ranks, seen)


def test_ties_share_the_middle_and_strangers_stand_last():
    scores = np.array([[3.0, 2.0, 2.0, 2.0, -np.inf, 1.0]])
    row, item = np.zeros(4, dtype=int), np.array([0, 2, 4, 5])
    np.testing.assert_array_equal(ranks_again.places_in(scores, row, item), [1, 3, np.nan, 5])
    fitted = fit_with(ruled_tables(), random_settings(7))
    choices = choices_of(fitted)
    ids = fitted.known.users.take(choices.users).to_pylist()
    ranks = ranks_of(GlassBox.of(fitted), ids, choices, np.full(10_000, -1))
    assert set(ranks) == {float(len(fitted.known.items))}
