"""With every rule and re-ranking on, terms still add up to what the lists show."""

import math

import pyarrow as pa
import pytest
from tests.explain.conftest import RULES
from tests.models.ruled_shop import ruled_tables

from openkitchen.explain import explain, why_not
from openkitchen.explain.standing import DIVERSITY
from openkitchen.models import Ease, Rules


def test_terms_add_up_to_what_every_list_shows_at_the_rank_that_it_shows(ruled):
    lists = ruled.recommend(k=30).table.to_pylist()
    assert len(lists) > 300
    costs = 0
    for row in lists:
        told = explain(ruled, row["user_id"], row["item_id"])
        assert told.total == pytest.approx(row["score"], rel=1e-12, abs=1e-15)
        assert (told.rank, told.rules) == (row["rank"], ())
        assert all(t.contribution == t.value * t.weight for t in told.terms if t.block == DIVERSITY)
        costs += any(t.block == DIVERSITY for t in told.terms)
    assert costs > len(lists) / 2


def test_what_no_list_shows_names_its_rule(ruled):
    shown = {(r["user_id"], r["item_id"]) for r in ruled.recommend(k=30).table.to_pylist()}
    names = set()
    for user in map(str, ruled.users[:20]):
        for item in map(str, ruled.items):
            told = explain(ruled, user, item)
            assert bool(told.rules) == ((user, item) not in shown)
            assert (told.rank is None) == bool(told.rules)
            names.update(rule.name for rule in told.rules)
    assert names == {"seen", "available", "avoid", "require", "deny"}


def test_the_cost_names_the_item_above_that_it_resembles(ruled):
    listed = ruled.recommend(["u003"], k=5).table["item_id"].to_pylist()
    for place, item in enumerate(listed):
        told = explain(ruled, "u003", item)
        costs = [term for term in told.terms if term.block == DIVERSITY]
        assert told.terms[-1:] == tuple(costs) or not costs
        for term in costs:
            assert term.feature in listed[:place]
            assert term.contribution < 0
            assert f"resembles {term.feature}" in " ".join(told.sentences()) or place


def test_a_strength_asked_for_stands_above_the_rules(ruled, glass_box):
    listed = glass_box.recommend(["u003"], k=8, diversity=0.7).table.to_pylist()
    for row in listed:
        told = explain(glass_box, "u003", row["item_id"], diversity=0.7)
        assert (told.rank, told.score) == (row["rank"], pytest.approx(row["score"], rel=1e-12))
    plain = explain(ruled, "u003", listed[0]["item_id"], diversity=0.0)
    assert not [term for term in plain.terms if term.block == DIVERSITY]


def test_why_not_counts_by_what_the_list_shows(ruled):
    tables = (ruled.recommend([str(user)], k=9).table for user in ruled.users)
    lists = next(table for table in tables if table.num_rows == 9).to_pylist()
    answer = why_not(ruled, lists[0]["user_id"], lists[6]["item_id"], k=4)
    assert answer.last_item == lists[3]["item_id"]
    assert answer.kth_score == lists[3]["score"]
    assert answer.gap == pytest.approx(lists[3]["score"] - lists[6]["score"], rel=1e-9)
    assert answer.explanation.rank == 7


def test_why_not_is_the_rule(ruled):
    answer = why_not(ruled, "u000", "i07")
    assert "i07 is left out by a rule: it is on the deny list." in answer.sentences()
    facts = why_not(ruled, "u000", "i00").to_dict()["rules"]
    avoided = next(rule for rule in facts if rule["name"] == "avoid")
    assert avoided["user_values"] == ("nuts",)
    assert avoided["item_values"] == ("nuts",)


def test_another_kind_of_model_has_rules_and_costs_too():
    ease = Ease().fit(ruled_tables()).with_rules(RULES)
    for row in ease.recommend(["u003", "u004"], k=5).table.to_pylist():
        told = explain(ease, row["user_id"], row["item_id"])
        assert math.isclose(told.total, row["score"], rel_tol=1e-12, abs_tol=1e-15)
        assert told.rank == row["rank"]


def test_a_list_that_every_rule_empties(glass_box):
    nothing = Rules(allow=(pa.table({"user_id": ["x"], "item_id": ["i00"]}),), diversity=0.5)
    model = glass_box.with_rules(nothing)
    assert model.recommend(["u000"], k=5).table.num_rows == 0
    said = why_not(model, "u000", "i03").sentences()
    assert "i03 is left out by a rule: it is not on the allow list for this user." in said
