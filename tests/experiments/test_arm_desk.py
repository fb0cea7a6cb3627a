"""What is told of an arm is what fits and evaluations made by hand say."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest
from tests.planted import SETTINGS

from openkitchen.evaluate import evaluate_lists
from openkitchen.experiments.arms import Other
from openkitchen.experiments.asking import ask
from openkitchen.models import GlassBox
from openkitchen.models.fitting import fit_with


@pytest.fixture(scope="module")
def by_hand(planted):
    """Lists and figures with the column and without it, by two fits."""
    model, truth = planted
    tables = model.tables
    bare = replace(
        tables,
        users=tables.users.drop_columns(["diet"]),
        user_attributes=tuple(a for a in tables.user_attributes if a.name != "diet"),
    )
    models = [model, GlassBox(SETTINGS).fit(bare)]
    lists = [one.recommend(k=10).table for one in models]
    train = model.tables.interactions
    chosen = truth.join(
        train.select(["user_id", "item_id"]), ["user_id", "item_id"], join_type="left anti"
    )
    return lists, [evaluate_lists(one, chosen, 10, bootstrap=0) for one in lists], models


def test_figures_are_those_of_two_fits(asked, by_hand):
    arm, (with_it, without) = asked.arms[0], by_hand[1]
    assert arm.worth.first == pytest.approx(with_it.figure("ndcg", 10).value)
    assert arm.worth.second == pytest.approx(without.figure("ndcg", 10).value)
    rows = {row.metric: row for row in arm.metrics}
    for name in ("ndcg", "recall", "precision", "mrr"):
        assert rows[name].first == pytest.approx(with_it.figure(name, 10).value)
        assert rows[name].second == pytest.approx(without.figure(name, 10).value)
    assert rows["ndcg"].value == pytest.approx(arm.worth.value)
    assert {row.metric for row in arm.catalogue} == {"coverage", "effective_coverage"}


def test_lists_and_exposure_are_those_of_two_fits(asked, by_hand):
    arm, (with_it, without) = asked.arms[0], by_hand[0]
    both = [
        {
            user: [r["item_id"] for r in rows if r["user_id"] == user]
            for user in {r["user_id"] for r in rows}
        }
        for rows in (without.to_pylist(), with_it.to_pylist())
    ]
    assert arm.n_affected == sum(both[0][user] != both[1][user] for user in both[0])
    for change in arm.examples:
        assert list(change.before) == both[0][change.user_id]
        assert list(change.after) == both[1][change.user_id]
    shown = [np.unique(one["item_id"], return_counts=True) for one in (without, with_it)]
    counts = [dict(zip(*one, strict=True)) for one in shown]
    for one in arm.exposures:
        assert one.before == counts[0].get(one.item_id, 0)
        assert one.after == counts[1].get(one.item_id, 0)


def test_a_model_from_elsewhere_is_an_arm_under_other_names(planted, by_hand, asked):
    model, truth = planted
    tables = by_hand[2][1].tables
    renamed = replace(
        tables,
        interactions=_renamed(tables.interactions),
        users=_renamed(tables.users),
    )
    other = GlassBox.of(fit_with(renamed, SETTINGS))
    follow = {str(user): f"x{user}" for user in model.users}
    arm = ask(model, "?", [Other("a map", other, follow)], truth).arms[0]
    dropped = asked.arms[0]
    assert arm.worth.first == pytest.approx(dropped.worth.second)
    assert arm.worth.second == pytest.approx(dropped.worth.first)
    assert arm.n_affected == dropped.n_affected
    assert arm.copies is None
    assert arm.finding.kind == "worse"


def test_groups_are_told_by_where_choices_stand(asked):
    rows = {(row.attribute, row.value): row for row in asked.arms[0].segments}
    told = {value for (name, value), row in rows.items() if row.direction == "gains"}
    assert {name for name, _ in rows} == {"diet", "shoe"}
    assert told
    for row in rows.values():
        assert row.higher == pytest.approx(1 - row.first / row.second)
    for arm in asked.arms[1:4]:
        assert arm.touched == ()


def test_arms_say_how_they_were_computed(asked):
    methods = {arm.name: arm.method for arm in asked.arms}
    assert methods["users.diet"] == "algebra"
    assert methods["order × 3"] == "refit"
    assert {arm.copies.method for arm in asked.arms if arm.copies} == {"algebra"}
    assert datetime(2023, 12, 10).isoformat(" ") in asked.arms[4].name


def _renamed(table):
    names = pa.array([f"x{one}" for one in table["user_id"].to_pylist()])
    return table.set_column(table.column_names.index("user_id"), "user_id", names)
