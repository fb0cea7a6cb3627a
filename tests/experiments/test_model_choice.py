"""Models on the same split: figures, explanations, costs and a verdict."""

import json

import pytest
from tests.experiments.test_explained import SETTINGS
from tests.outside import Svd
from tests.shop import small_tables

import openkitchen.explain.models  # noqa: F401 - models that explain themselves
from openkitchen.errors import SettingsError, UnknownName
from openkitchen.evaluate import compare, evaluate_lists
from openkitchen.experiments.contenders import Contender, house_contenders
from openkitchen.experiments.model_choice import compare_models
from openkitchen.models import (
    Ease,
    EaseSettings,
    OutsideModel,
    Restriction,
    Rules,
    settings_from_text,
)
from openkitchen.prepare import split_by_time

NAMES = ["popularity", "ease", "glass-box"]


@pytest.fixture(scope="module")
def split():
    tables = small_tables(120)
    train, test = split_by_time(tables.interactions, 0.3)
    return tables.with_interactions(train), test


@pytest.fixture(scope="module")
def contenders():
    outside = Contender("svd", lambda *_: (lambda: OutsideModel(Svd()), "4 factors"))
    return [*house_contenders(NAMES, settings_from_text(SETTINGS)), outside]


@pytest.fixture(scope="module")
def answer(split, contenders):
    return compare_models(contenders, *split, k=5)


def test_the_best_is_first_and_every_pair_is_compared(answer):
    values = [row.value("ndcg") for row in answer.rows]
    assert values == sorted(values, reverse=True)
    assert {row.name for row in answer.rows} == {*NAMES, "svd"}
    assert len(answer.pairs) == 6


def test_figures_are_those_of_evaluate_and_differences_those_of_compare(answer, split):
    tables, truth = split
    row = next(row for row in answer.rows if row.name == "ease")
    ridge = float(row.settings.partition("=")[2])
    model = Ease(EaseSettings(ridge)).fit(tables)
    users = sorted(set(truth["user_id"].to_pylist()))
    told = evaluate_lists(
        model.recommend(users, 5).table, truth, 5, tables.interactions, items=tables.items,
        eligible=len(model.items),
    )  # fmt: skip
    assert row.figures == told.rows
    assert answer.n_users == told.n_users

    svd = OutsideModel(Svd()).fit(tables).recommend(users, 5).table
    other = evaluate_lists(svd, truth, 5, tables.interactions)
    gap = compare(told, other).difference("ndcg", 5)
    pair = next(p for p in answer.pairs if {p.first, p.second} == {"ease", "svd"})
    assert abs(pair.value) == pytest.approx(abs(gap.value))


def test_costs_and_explanations_stand_beside(answer):
    by_name = {row.name: row for row in answer.rows}
    assert by_name["glass-box"].explained.share == pytest.approx(1.0)
    assert by_name["glass-box"].search_seconds is None
    assert by_name["ease"].search_seconds > 0
    assert all(row.fit_seconds > 0 and row.users_per_second > 0 for row in answer.rows)


def test_everything_is_ready_for_json_and_as_a_table(answer):
    told = json.loads(json.dumps(answer.to_dict()))
    assert told["answer"] == told["sentences"][0]
    assert len(told["rows"]) == 4
    assert answer.to_table().column_names[:2] == ["model", "precision@5"]


def test_all_obey_the_same_rules(split, contenders):
    rules = Rules(restrictions=(Restriction("avoid", "diet", "kind", means={"vegan": ("brown",)}),))
    tables, truth = split
    seen = []

    class Spy(OutsideModel):
        def recommend(self, *args, **kwargs):
            seen.append(super().recommend(*args, **kwargs).table)
            return super().recommend(*args, **kwargs)

    spy = Contender("spy", lambda *_: (lambda: Spy(Svd()), ""))
    found = compare_models([contenders[0], spy], tables, truth, k=5, rules=rules)
    assert len(found.rules) == 2
    vegans = {r["user_id"] for r in tables.users.to_pylist() if r["diet"] == "vegan"}
    brown = {r["item_id"] for r in tables.items.to_pylist() if r["kind"] == "brown"}
    rows = [row for table in seen for row in table.to_pylist()]
    assert rows
    assert not [r for r in rows if r["user_id"] in vegans and r["item_id"] in brown]


def test_what_cannot_be_asked_is_told(split, contenders):
    with pytest.raises(SettingsError, match="1 model"):
        compare_models(contenders[:1], *split)
    with pytest.raises(SettingsError, match="two models are named 'ease'"):
        compare_models([contenders[1], contenders[1]], *split)
    with pytest.raises(SettingsError, match="margin"):
        compare_models(contenders, *split, margin=-1)
    with pytest.raises(UnknownName, match="figure"):
        compare_models(contenders[:2], *split, metric="joy")
