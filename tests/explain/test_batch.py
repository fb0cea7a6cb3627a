"""Reasons for whole tables: exactly the largest terms that explain gives, one by one."""

import numpy as np
import pyarrow as pa
import pytest
from tests.contracts.test_every_model import FIXED, small_tables

from openkitchen.errors import ColumnsError, SettingsError, UnknownName
from openkitchen.explain import explain, explain_lists, picking, recommend_with_reasons
from openkitchen.models import Ease, GlassBox, Rules


def largest(explanation, n):
    terms = [t for t in explanation.terms if t.block != "bias"]
    return tuple(sorted(terms, key=lambda term: -abs(term.contribution))[:n])


def check(model, found, n, **options):
    assert len(found.place) == found.lists.num_rows
    for number, row in enumerate(found.lists.to_pylist()):
        told = explain(model, row["user_id"], row["item_id"], **options)
        assert found.terms(number) == largest(told, n)
        rest = told.total - sum(t.contribution for t in found.terms(number))
        assert found.others[number] == pytest.approx(rest, abs=1e-14)


@pytest.mark.parametrize("n", [1, 3, 200])
def test_the_terms_are_those_of_explain_bit_for_bit(glass_box, n):
    found = recommend_with_reasons(glass_box, k=6, terms=n)
    assert found.lists.equals(glass_box.recommend(k=6).table)
    check(glass_box, found, n)


def test_so_with_every_rule_and_re_ranking(ruled):
    found = recommend_with_reasons(ruled, k=7, terms=4)
    assert found.lists.equals(ruled.recommend(k=7).table)
    check(ruled, found, 4)
    blocks = {found.names[place][0] for place in found.place.ravel() if place >= 0}
    assert "diversity" in blocks
    again = explain_lists(ruled, found.lists, 4)
    assert again.to_table().equals(found.to_table())


def test_for_strangers_new_items_a_moment_and_other_histories(glass_box):
    users = ["u003", "nobody", "u007"]
    check(glass_box, recommend_with_reasons(glass_box, users, k=30), 3)
    at = 1769000000.0
    check(glass_box, recommend_with_reasons(glass_box, users, k=5, at=at), 3, at=at)
    history = pa.table(
        {
            "user_id": ["x", "x", "y"],
            "item_id": ["i02", "i04", "i05"],
            "timestamp": pa.array([None] * 3, pa.timestamp("us")),
        }
    )
    found = recommend_with_reasons(glass_box, k=24, history=history, include_seen=True)
    assert set(found.lists["user_id"].to_pylist()) == {"x", "y"}
    check(glass_box, found, 3, history=history)


@pytest.mark.parametrize("tables", ["undated", "bare"])
def test_for_other_kinds_of_data(tables):
    data = {"undated": small_tables(dated=False), "bare": small_tables(attributes=False)}
    model = GlassBox(FIXED).fit(data[tables])
    check(model, recommend_with_reasons(model, k=5), 3)


def test_blocks_of_users_change_nothing(glass_box, monkeypatch):
    whole = recommend_with_reasons(glass_box, k=6)
    monkeypatch.setattr(picking, "_CELLS_AT_ONCE", 500)
    assert recommend_with_reasons(glass_box, k=6).to_table().equals(whole.to_table())


def test_lists_in_any_order_with_any_rows(glass_box):
    lists = glass_box.recommend(k=6).table
    some = lists.take(pa.array(np.random.default_rng(0).permutation(lists.num_rows)[:150]))
    found = explain_lists(glass_box, some, 2)
    assert found.lists is some
    check(glass_box, found, 2)
    with_strength = explain_lists(glass_box, glass_box.recommend(k=6, diversity=0.5), diversity=0.5)
    check(glass_box, with_strength, 3, diversity=0.5)


def test_the_table_adds_up_to_the_scores(glass_box):
    found = recommend_with_reasons(glass_box, k=6)
    table = found.to_pandas()
    assert list(table.columns) == [
        *("user_id", "item_id", "rank", "term", "block", "feature", "value", "weight"),
        "contribution",
    ]
    sums = table.groupby(["user_id", "item_id"], sort=False)["contribution"].sum()
    assert sums.to_numpy() == pytest.approx(found.lists["score"].to_numpy(), rel=1e-12)
    last = table[table.block == "others"]
    assert len(last) == found.lists.num_rows
    assert last.weight.isna().all()
    numbers = table.groupby(["user_id", "item_id"], sort=False)["term"].apply(list)
    assert all(one == list(range(1, len(one) + 1)) for one in numbers)


def test_a_model_that_explains_nothing_has_its_score():
    model = Ease().fit(small_tables()).with_rules(Rules(diversity=0.0))
    found = recommend_with_reasons(model, k=3)
    assert found.lists.equals(model.recommend(k=3).table)
    assert found.terms(0)[0].contribution == found.lists["score"][0].as_py()
    assert (found.others == 0).all()


def test_nobody_has_no_reasons(glass_box):
    assert recommend_with_reasons(glass_box, [], k=3).to_table().num_rows == 0
    empty = glass_box.recommend([], k=3)
    assert explain_lists(glass_box, empty).to_table().num_rows == 0


def test_wrong_use_is_told(glass_box):
    lists = glass_box.recommend(["u001"], k=3).table
    with pytest.raises(ColumnsError, match="score"):
        explain_lists(glass_box, lists.drop_columns(["score"]))
    with pytest.raises(SettingsError, match="0 terms"):
        explain_lists(glass_box, lists, 0)
    odd = lists.set_column(1, "item_id", pa.array(["i77", "i01", "i02"]))
    with pytest.raises(UnknownName, match="i77"):
        explain_lists(glass_box, odd)
