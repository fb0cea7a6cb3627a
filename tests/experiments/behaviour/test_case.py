"""Whose lists are looked at, and how lists for other histories are made."""

import pyarrow as pa
from tests.outside import Neighbours, Svd
from tests.shop import small_tables

from openkitchen.experiments.behaviour import case_of
from openkitchen.experiments.behaviour.case import lists_in
from openkitchen.models import OutsideModel


def test_some_people_always_the_same_and_in_order(model, shop):
    one, again = (case_of(model, shop, 5, 10) for _ in range(2))
    assert one.people == again.people == sorted(one.people)
    assert len(one.people) == 10
    assert one.month == 3  # of the last interaction


def test_lists_are_the_models_own(case, model):
    user = case.people[0]
    assert list(case.lists[user]) == model.recommend([user], 5).table["item_id"].to_pylist()


def test_the_same_history_gives_the_same_list(case, model):
    user = case.people[3]
    history = case.histories[user]
    told = model.recommend([user], 5, history=history).table["item_id"].to_pylist()
    assert case.lists_for({user: history}) == {user: tuple(told)}
    assert case.lists_for({}) == {}


def test_a_stranger_may_have_somebodys_history(case):
    user = case.people[3]
    (items,) = case.lists_for({"a stranger": case.histories[user]}, 3).values()
    assert len(items) == 3
    assert not set(items) & set(case.histories[user]["item_id"].to_pylist())


def test_the_most_alike_item_is_of_the_same_kind(case, shop):
    of = {row["item_id"]: row for row in shop.items.to_pylist()}
    like = case.most_alike("i00", [])
    assert of[like]["kind"] == of["i00"]["kind"]
    assert case.most_alike("i00", [like]) not in {like, "i00"}
    assert case.most_alike("unheard of", []) is None


def test_lists_of_a_file_by_rank_and_without(shop):
    table = pa.table({"user_id": ["a", "a"], "item_id": ["i02", "i01"], "rank": [2, 1]})
    assert lists_in(table) == {"a": ("i01", "i02")}
    assert lists_in(table.drop(["rank"])) == {"a": ("i02", "i01")}
    case = case_of(None, shop, 1, lists=table)
    assert case.lists == {"a": ("i01",)}
    assert not case.by_history


def test_a_scorer_by_id_takes_no_other_history():
    shop = small_tables()
    assert case_of(OutsideModel(Neighbours()).fit(shop), shop, 5).by_history
    assert not case_of(OutsideModel(Svd()).fit(shop), shop, 5).by_history
