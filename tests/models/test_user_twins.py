"""The quick way gives the places that a fit on the shuffled column gives."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from tests.models.changes import random_settings, random_tables
from tests.models.test_ranks_again import choices_of

from openkitchen.experiments.features import add_column
from openkitchen.experiments.questions import refit_with
from openkitchen.models.fitting import fit_with
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.prepared import prepare
from openkitchen.models.ranks_again import ranks_of
from openkitchen.models.rules import Restriction, Rules
from openkitchen.models.twins import added_column, column_of, orders_of
from openkitchen.models.user_twins import UserTwins


def fitted_of(seed, rules=None):
    settings = replace(random_settings(seed), ridge_users=1.5, shrink=0.0)
    tables = random_tables(seed)
    bought = sorted(set(tables.interactions["item_id"].to_pylist()))
    tables = replace(
        tables,
        items=tables.items.filter([i in bought for i in tables.items["item_id"].to_pylist()]),
    )
    return replace(fit_with(tables, settings), rules=rules or Rules())


def held_to_fits(column, choices):
    quick = UserTwins(column, choices)
    assert quick.follows
    known = column.prepared.fitted.known
    ids, every = known.users.take(choices.users).to_pylist(), np.arange(len(known.items))
    for order in orders_of(column, 3):
        brute = GlassBox.of(column.refit(order).fitted)
        expected = ranks_of(brute, ids, choices, every)
        np.testing.assert_array_equal(quick.ranks(order), expected)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", ["users.diet", "users.age"])
def test_places_of_a_column_that_is_known(seed, name):
    fitted = fitted_of(seed)
    held_to_fits(column_of(prepare(fitted), name), choices_of(fitted))


@pytest.mark.parametrize("seed", range(4))
def test_places_of_a_column_that_is_added(seed):
    fitted = fitted_of(seed)
    users = fitted.tables.users
    values = np.random.default_rng(seed).choice(list("abc"), users.num_rows)
    wider = add_column(
        fitted.tables, pa.table({"user_id": users["user_id"], "new": values}), "new"
    )[1]
    column = added_column(refit_with(prepare(fitted), wider), "users.new")
    held_to_fits(column, choices_of(fitted))


def test_places_under_rules():
    rules = Rules(restrictions=(Restriction("avoid", "diet", "kind"),))
    fitted = fitted_of(5, rules)
    held_to_fits(column_of(prepare(fitted), "users.diet"), choices_of(fitted))


def test_where_it_does_not_follow():
    fitted = fitted_of(5)
    choices = choices_of(fitted)
    assert not UserTwins(column_of(prepare(fitted), "items.kind"), choices).follows
    lending = replace(fitted, settings=replace(fitted.settings, shrink=3.0))
    assert not UserTwins(column_of(prepare(lending), "users.diet"), choices).follows
