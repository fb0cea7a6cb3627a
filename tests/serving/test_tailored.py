import math

import pytest

from openkitchen.errors import ModelError, SettingsError, UnknownName
from openkitchen.serving import answers
from openkitchen.serving.cases import Had
from openkitchen.serving.tailored import ListAsked, RankAsked, rank, recommend, similar, tailored


def names(answer):
    return [one.item_id for one in answer.items]


def test_a_plain_list_is_that_of_the_library(kitchen):
    library = kitchen.model.recommend(["u003"], 7).table
    for answer in (tailored(kitchen, ListAsked("u003", k=7)), recommend(kitchen, "u003", 7)):
        assert names(answer) == library["item_id"].to_pylist()
        assert [one.score for one in answer.items] == library["score"].to_pylist()


def test_a_filter_only_takes_items_away(kitchen):
    text = 'INCLUDE ItemID WHERE Items.kind IN ("brown")'
    whole = names(tailored(kitchen, ListAsked("u003", k=30)))
    some = names(tailored(kitchen, ListAsked("u003", k=30, filter=text)))
    assert 0 < len(some) < len(whole)
    assert some == [item for item in whole if item in some]


def test_what_was_seen_comes_when_it_is_asked_for(kitchen):
    had = [Had("i01")]
    assert "i01" not in names(tailored(kitchen, ListAsked(history=had, k=30)))
    assert "i01" in names(tailored(kitchen, ListAsked(history=had, k=30, include_seen=True)))
    again = 'INCLUDE ItemID WHERE Interactions.item_id IN ("*")'
    assert names(tailored(kitchen, ListAsked(history=had, k=30, filter=again))) == ["i01"]


def test_variety_changes_the_list_and_its_reasons_still_add_up(kitchen):
    plain = tailored(kitchen, ListAsked("u003", k=8))
    varied = tailored(kitchen, ListAsked("u003", k=8, diversity=1.0, explain=True))
    assert names(plain) != names(varied)
    for one in varied.items:
        total = math.fsum(t.contribution for t in one.reasons.terms)
        assert math.isclose(total, one.score, abs_tol=1e-9)


def test_given_items_stand_in_the_order_of_their_scores(kitchen):
    asked = RankAsked(["i05", "nothing", "i01", "i02", "i01"], "u003", explain=True)
    found = rank(kitchen, asked)
    scores = [one.score for one in found.items]
    assert scores == sorted(scores, reverse=True)
    assert sorted(names(found)) == ["i01", "i02", "i05"]
    assert found.unknown == ("nothing",)
    for one in found.items:
        own = answers.explain(kitchen, "u003", one.item_id).score
        assert math.isclose(one.score, own, rel_tol=1e-12)


def test_similar_items_say_why(kitchen, plain_kitchen):
    found = similar(kitchen, "i01", 3)
    assert len(found.items) == 3
    for one in found.items:
        total = math.fsum(t.contribution for t in one.terms) + one.others
        assert math.isclose(total, one.similarity, abs_tol=1e-9)
    with pytest.raises(UnknownName):
        similar(kitchen, "nothing")
    with pytest.raises(ModelError):
        similar(plain_kitchen, "i01")


def test_numbers_that_cannot_be_are_named(kitchen):
    for asked in (ListAsked(k=0), ListAsked(k=101, explain=True), ListAsked(diversity=1.5)):
        with pytest.raises(SettingsError):
            tailored(kitchen, asked)
    with pytest.raises(SettingsError):
        rank(kitchen, RankAsked([]))


def test_values_without_a_filter_are_refused(kitchen):
    with pytest.raises(SettingsError, match="filter_values without a filter"):
        tailored(kitchen, ListAsked("u003", filter_values={"KIND": '"brown"'}))


def test_an_empty_answer_has_no_reasons(kitchen):
    found = rank(kitchen, RankAsked(["nothing"], "u003", explain=True))
    assert (found.items, found.unknown) == ((), ("nothing",))
    text = 'INCLUDE ItemID WHERE Items.kind IN ("no such kind")'
    assert tailored(kitchen, ListAsked("u003", filter=text, explain=True)).items == ()
    everything = [Had(str(item)) for item in kitchen.model.items]
    assert tailored(kitchen, ListAsked(history=everything, explain=True)).items == ()
