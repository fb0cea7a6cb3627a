"""Library calls in the shape of nodes."""

import pytest
from tests.shop import small_tables
from tests.workspaces import PARAMETERS
from yaml import safe_load

from openkitchen.errors import InputError, SettingsError, UnknownName
from openkitchen.models import Rules
from openkitchen.pipelines.nodes import evaluate_models, fit, recommend_everyone, refit
from openkitchen.prepare import split_by_time

SHOP = small_tables()
SETTINGS = safe_load(PARAMETERS)["model"]


@pytest.fixture(scope="module")
def model():
    return fit(SHOP.interactions, SHOP.users, SHOP.items, SETTINGS)


def test_settings_come_as_yaml_has_them(model):
    settings = model.fitted.settings
    assert settings.scales == ("all", "5d")
    assert settings.ridge_items == (5.0,)
    assert settings.max_items == 1000


def test_a_refit_keeps_the_settings(model):
    half = SHOP.interactions.slice(0, SHOP.interactions.num_rows // 2)
    again = refit(half, SHOP.users, SHOP.items, model)
    assert again.fitted.settings == model.fitted.settings
    assert len(again.known.events) == half.num_rows


def test_everybody_gets_a_list(model):
    lists = recommend_everyone(model, 3)
    assert lists.num_rows == 3 * len(model.users)


def test_all_models_are_evaluated_on_the_same_users():
    train, test = split_by_time(SHOP.interactions, 0.2)
    model = fit(train, SHOP.users, SHOP.items, SETTINGS)
    told = evaluate_models(model, train, test, SHOP.users, SHOP.items, 5)
    assert next(iter(told)) == "Glass box"
    assert {"Popularity", "EASE"} <= set(told)
    assert len({one.n_users for one in told.values()}) == 1
    assert len({one.eligible for one in told.values()}) == 1


@pytest.mark.parametrize("k", [0, -1, "ten", 2.5, True, None])
def test_a_length_that_is_none_is_told(k, model):
    with pytest.raises(SettingsError, match="list_length"):
        recommend_everyone(model, k)


def test_settings_that_do_not_exist_are_told():
    with pytest.raises(SettingsError, match="model = 'big'"):
        fit(SHOP.interactions, SHOP.users, SHOP.items, "big")
    with pytest.raises(UnknownName, match="colour"):
        fit(SHOP.interactions, SHOP.users, SHOP.items, {"colour": "red"})


def test_where_lists_may_hold_what_people_had_it_is_to_be_foretold():
    """Otherwise nothing is left to judge by, where everybody returns to the same few items."""
    train = test = SHOP.interactions
    model = fit(train, SHOP.users, SHOP.items, SETTINGS)
    with pytest.raises(InputError, match="no user has truth"):
        evaluate_models(model, train, test, SHOP.users, SHOP.items, 5)
    returning = model.with_rules(Rules(seen=False))
    found = evaluate_models(returning, train, test, SHOP.users, SHOP.items, 5)
    assert {one.n_users for one in found.values()} == {len(set(test["user_id"].to_pylist()))}
