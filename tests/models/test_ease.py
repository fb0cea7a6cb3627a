"""EASE is its formula, and the formula is n regressions without the item itself."""

from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from tests.shop import small_tables

from openkitchen.errors import NotEnoughMemory, SettingsError
from openkitchen.models import Ease, EaseSettings, ease
from openkitchen.schema import Tables


def binary(tables, items, users):
    matrix = np.zeros((len(users), len(items)))
    place = {item: n for n, item in enumerate(items)}
    who = {user: n for n, user in enumerate(users)}
    rows = tables.interactions.to_pylist()
    for row in rows:
        matrix[who[row["user_id"]], place[row["item_id"]]] = 1.0
    return matrix


@pytest.fixture(scope="module")
def tables():
    return small_tables()


@pytest.mark.parametrize("ridge", [0.5, 30.0, 1e4])
def test_weights_are_those_of_the_formula(tables, ridge):
    model = Ease(EaseSettings(ridge)).fit(tables)
    x = binary(tables, model.items, model.users)[:, : len(model.weights)]
    p = np.linalg.inv(x.T @ x + ridge * np.eye(x.shape[1]))
    b = -p / np.diag(p)
    np.fill_diagonal(b, 0.0)
    assert_allclose(model.weights, b, rtol=1e-9, atol=1e-12)


def test_each_column_is_a_ridge_regression_on_the_other_items(tables):
    model = Ease(EaseSettings(7.0)).fit(tables)
    x = binary(tables, model.items, model.users)[:, : len(model.weights)]
    for j in range(x.shape[1]):
        others = np.delete(np.arange(x.shape[1]), j)
        z = np.vstack([x[:, others], np.sqrt(7.0) * np.eye(len(others))])
        y = np.concatenate([x[:, j], np.zeros(len(others))])
        solved = np.linalg.lstsq(z, y, rcond=None)[0]
        assert_allclose(model.weights[others, j], solved, atol=1e-10)
        assert model.weights[j, j] == 0.0


def test_a_score_is_the_sum_of_the_weights_of_the_items_one_had(tables):
    model = Ease(EaseSettings(7.0)).fit(tables)
    x = binary(tables, model.items, model.users)
    n = len(model.weights)
    scores = model.score(list(model.users))
    assert_allclose(scores[:, :n], x[:, :n] @ model.weights, rtol=1e-12, atol=1e-15)
    assert not scores[:, n:].any()
    assert not model.score(["stranger"]).any()


def test_orientation_what_i_had_speaks_for_what_goes_with_it():
    # everybody who had 'main' had 'side'; 'side' is had with other things as well
    pairs = [(f"m{n}", item) for n in range(10) for item in ("main", "side")]
    pairs += [(f"s{n}", item) for n in range(30) for item in ("side", "other")]
    user, item = zip(*pairs, strict=True)
    interactions = pa.table(
        {"user_id": user, "item_id": item, "timestamp": pa.nulls(len(pairs), pa.timestamp("us"))}
    )
    model = Ease(EaseSettings(5.0)).fit(Tables(interactions))
    place = {name: n for n, name in enumerate(model.items)}
    from_main = model.weights[place["main"], place["side"]]
    from_side = model.weights[place["side"], place["main"]]
    assert from_main > from_side > 0
    asked = model.score(["m0"], ["side"])[0, 0]
    assert asked == pytest.approx(from_main)


def test_repeated_and_weighted_events_count_once(tables):
    doubled = pa.concat_tables([tables.interactions, tables.interactions.slice(0, 50)])
    once = Ease().fit(tables)
    twice = Ease().fit(tables.with_interactions(doubled))
    users = list(once.users)
    items = [str(item) for item in once.items]
    assert_allclose(twice.score(users, items), once.score(users, items), rtol=1e-9, atol=1e-14)


def test_the_long_tail_scores_zero_and_the_rest_is_as_if_it_were_not_there(tables):
    model = Ease(EaseSettings(5.0, max_items=6)).fit(tables)
    head = list(model.items[:6])
    kept = pa.compute.is_in(tables.interactions["item_id"], pa.array(head))
    short = Ease(EaseSettings(5.0)).fit(Tables(tables.interactions.filter(kept)))
    asked = [str(user) for user in short.users]
    assert_allclose(model.score(asked, head), short.score(asked, head), rtol=1e-9, atol=1e-14)
    assert not model.score(asked, list(model.items[6:])).any()


def test_at_a_moment_only_earlier_items_speak(tables):
    model = Ease(EaseSettings(5.0)).fit(tables)
    assert not model.score(["u000"], at=datetime(2020, 1, 1)).any()
    assert_array_equal(model.score(["u000"], at=datetime(2030, 1, 1)), model.score(["u000"]))


def test_without_any_event_everything_scores_zero():
    nothing = small_tables().interactions.slice(0, 0)
    items = pa.table({"item_id": ["b", "a"]})
    model = Ease().fit(Tables(nothing, items))
    assert model.recommend(["x"], k=3).table["item_id"].to_pylist() == ["a", "b"]


@pytest.mark.parametrize("wrong", [{"ridge": 0.0}, {"ridge": -1.0}, {"max_items": 0}])
def test_impossible_settings_are_named(wrong):
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        EaseSettings(**wrong)


def test_too_many_items_are_refused_before_they_are_tried(tables, monkeypatch):
    def refuse(inputs, items, what):
        raise NotEnoughMemory(f"{what} {inputs} {items}")

    monkeypatch.setattr(ease, "plan_memory", refuse)
    with pytest.raises(NotEnoughMemory, match="EASE 23 23"):
        Ease().fit(tables)
