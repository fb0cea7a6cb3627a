import pytest
from tests.shop import small_tables

from openkitchen.explain import why_not


def test_gap_to_the_last_item_shown(glass_box):
    listed = glass_box.recommend(["u003"], k=30).table
    items, scores = listed["item_id"].to_pylist(), listed["score"].to_pylist()
    answer = why_not(glass_box, "u003", items[8], k=5)
    assert answer.last_item == items[4]
    assert answer.gap == pytest.approx(scores[4] - scores[8], rel=1e-12)
    assert answer.explanation.rank == 9
    assert not answer.listed
    assert "place 9; the list ends at 5" in answer.sentences()[0]


def test_differences_that_hold_it_back_are_negative(glass_box):
    listed = glass_box.recommend(["u003"], k=30).table["item_id"].to_pylist()
    answer = why_not(glass_box, "u003", listed[-1], k=3)
    assert answer.behind
    assert all(term.contribution < 0 for term in answer.behind)


def test_listed_after_all(glass_box):
    first = glass_box.recommend(["u003"], k=1).table["item_id"].to_pylist()[0]
    answer = why_not(glass_box, "u003", first)
    assert answer.listed
    assert "in the list" in answer.sentences()[0]


def test_a_rule_is_the_reason(glass_box):
    table = small_tables().interactions
    item = next(
        i
        for u, i in zip(table["user_id"].to_pylist(), table["item_id"].to_pylist(), strict=True)
        if u == "u003"
    )
    assert "rule" in why_not(glass_box, "u003", item).sentences()[0]
    assert why_not(glass_box, "u003", item).to_dict()["rules"]
