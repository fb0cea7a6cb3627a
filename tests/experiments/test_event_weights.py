"""What if events counted otherwise, and what if a kind of context were not known."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.models.changes import random_settings, random_tables

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.experiments import whatif
from openkitchen.models.fitting import fit_with
from openkitchen.models.glass_box import GlassBox

SETTINGS = replace(
    random_settings(1),
    scales=("all", "3d"),
    ridge_items=(2.0, 1.0),
    event_weights=("b:0.5",),
    value_power=0.5,
    context=("weekday", "hour", "device"),
)


@pytest.fixture(scope="module")
def tables():
    return random_tables(1)


@pytest.fixture(scope="module")
def what(tables):
    return whatif(GlassBox.of(fit_with(tables, SETTINGS)), k=5)


def test_refit_is_the_fit_with_other_weights(what, tables):
    answer = what.weights({"v": 3.0}, power=0.0)
    assert answer.question == "What if v counted 3 and values counted to the power 0?"
    brute = replace(SETTINGS, event_weights=("b:0.5", "v:3"), value_power=0.0)
    other = GlassBox.of(fit_with(tables, brute))
    found = answer.refit.model
    users = [*other.users, "nobody"]
    assert_allclose(found.score(users), other.score(users), rtol=1e-9, atol=1e-12)
    assert answer.refit.method == "refit"


def test_frozen_keeps_the_weights_and_rescores(what, tables):
    answer = what.weights({"v": 3.0})
    model = answer.frozen.model
    assert model.fitted.weights is what.model.fitted.weights
    plain = replace(what.model.fitted.design.event_weights, by_kind=(0.5, 3.0, 1.0))
    changed = replace(what.model.fitted.design, event_weights=plain)
    expected = GlassBox.of(replace(what.model.fitted, design=changed))
    assert_allclose(model.score(["u01", "u02"]), expected.score(["u01", "u02"]))
    before = what.model.recommend(k=5).table
    after = expected.recommend(k=5).table
    users = list(what.model.users)
    differ = sum(
        before.filter(np.array(before["user_id"]) == user)["item_id"]
        != after.filter(np.array(after["user_id"]) == user)["item_id"]
        for user in users
    )
    assert answer.frozen.n_affected == differ


def test_what_cannot_be_asked_is_told(what):
    with pytest.raises(UnknownName, match="purchase") as caught:
        what.weights({"purchase": 1.0})
    assert "b, v" in str(caught.value)
    with pytest.raises(SettingsError, match="no weight given"):
        what.weights({})


@pytest.mark.parametrize("name", ["device", "context.device"])
def test_a_kind_of_context_can_be_dropped(what, tables, name):
    answer = what.drop(name)
    assert answer.question == "What if context.device were not known?"
    rest = replace(SETTINGS, context=("weekday", "hour"))
    other = GlassBox.of(fit_with(tables, rest))
    found = answer.refit.model
    users = [*other.users, "nobody"]
    assert_allclose(found.score(users), other.score(users), rtol=1e-8, atol=1e-10)


def test_each_one_at_a_time_has_the_contexts_too(what):
    assert list(what.drop_each())[-3:] == ["context.weekday", "context.hour", "context.device"]


def test_a_context_that_is_not_there_is_told_by_name(what):
    with pytest.raises(UnknownName, match="month") as caught:
        what.drop("month")
    assert "context.weekday" in str(caught.value)
