import math

import pytest
from tests.serving.conftest import ODD_ITEM, ODD_USER

from openkitchen.errors import ModelError, SettingsError, UnknownName
from openkitchen.serving import answers, tailored


def test_terms_add_up_to_what_is_served(kitchen):
    answer = tailored.recommend(kitchen, "u003", 8, explain=True)
    assert [item.rank for item in answer.items] == list(range(1, 9))
    for item in answer.items:
        total = math.fsum(term.contribution for term in item.reasons.terms)
        assert total == pytest.approx(item.score, rel=1e-9, abs=1e-12)
        assert item.title in item.reasons.sentences[0]


def test_without_reasons_there_are_none(kitchen):
    assert all(item.reasons is None for item in tailored.recommend(kitchen, "u003").items)


def test_a_stranger_gets_the_cold_start_list(kitchen):
    stranger = tailored.recommend(kitchen, "never seen", 7)
    assert not stranger.known_user
    assert stranger.items == answers.cold_start(kitchen, 7).items
    assert tailored.recommend(kitchen, ODD_USER, 7).known_user
    assert tailored.recommend(kitchen, ODD_USER, 7).items != stranger.items


def test_a_reason_is_the_explanation(kitchen):
    best = tailored.recommend(kitchen, ODD_USER, 1, explain=True).items[0]
    alone = answers.explain(kitchen, ODD_USER, best.item_id)
    assert (alone.rank, alone.terms) == (1, best.reasons.terms)
    assert alone.score == pytest.approx(best.score, rel=1e-12)
    assert alone.user_id == ODD_USER


def test_why_not_measures_the_gap(kitchen):
    listed = tailored.recommend(kitchen, "u003", 3).items
    answer = answers.why_not(kitchen, "u003", "i23", 3)
    assert (answer.last_item, answer.last_score) == (listed[-1].item_id, listed[-1].score)
    assert answer.gap == pytest.approx(answer.last_score - answer.score)
    assert not answer.listed
    assert kitchen.titles["i23"] in answer.sentences[0]
    assert answers.why_not(kitchen, "u003", listed[1].item_id, 3).listed


def test_odd_ids_come_back_as_given(kitchen):
    assert answers.explain(kitchen, ODD_USER, ODD_ITEM).item_id == ODD_ITEM


@pytest.mark.parametrize("ask", [answers.explain, answers.why_not])
def test_an_unknown_item_is_an_error_that_suggests(kitchen, ask):
    with pytest.raises(UnknownName, match="no item 'i2x'") as caught:
        ask(kitchen, "u003", "i2x")
    assert "Did you mean" in caught.value.hint


@pytest.mark.parametrize("k", [0, -1, 1001])
def test_lengths_have_limits(kitchen, k):
    for ask in (
        lambda: tailored.recommend(kitchen, "u003", k),
        lambda: answers.cold_start(kitchen, k),
        lambda: answers.why_not(kitchen, "u003", "i01", k),
        lambda: answers.weights(kitchen, None, k),
    ):
        with pytest.raises(SettingsError, match="asked for"):
            ask()


def test_reasons_have_a_lower_limit(kitchen):
    with pytest.raises(SettingsError):
        tailored.recommend(kitchen, "u003", 101, explain=True)


def test_weights_are_strongest_first(kitchen):
    found = answers.weights(kitchen, "diet", 5)
    strengths = [feature.strength for feature in found.features]
    assert len(strengths) == 5 < found.n_features
    assert strengths == sorted(strengths, reverse=True)
    assert {row.feature for row in found.rows} <= {"diet=vegan", "diet=meat"}


def test_another_model_has_a_list_but_no_weights(plain_kitchen):
    item = tailored.recommend(plain_kitchen, "u003", 1, explain=True).items[0]
    assert [t.contribution for t in item.reasons.terms] == [item.score]
    with pytest.raises(ModelError):
        answers.weights(plain_kitchen)


def test_info_counts(kitchen):
    told = answers.info(kitchen)
    assert (told.users, told.items, told.model) == (80, 24, "glass-box")
    assert told.first_day.isoformat() >= "2026-01-01"
    assert told.last_day.isoformat() <= "2026-03-02"
    assert told.has_report is False
    assert told.settings["power"] == 0.5
