"""Few terms and one number for the rest: the same score, the same words."""

import math

import pytest
from tests.shop import small_tables

from openkitchen.explain import explain, recommend_explained, recommend_shortened
from openkitchen.explain.shortened import shorten_explanation
from openkitchen.models import GlassBox, GlassBoxSettings, Popularity

SETTINGS = GlassBoxSettings(
    scales=("all", "2s"),
    power=0.5,
    row_half_life=0.0,
    left_out=1.0,
    typical=3.0,
    ridge_items=(5.0, 5.0),
    ridge_tags=0.0,
    ridge_users=0.0,
    ridge_base=1.0,
    ridge_cold=1.0,
    shrink=0.0,
    newcomers=0.25,
    discount=0.0,
    trend=0.1,
    trend_half_life=5.0,
    max_items=100,
)


@pytest.fixture(scope="module")
def model():
    return GlassBox(SETTINGS).fit(small_tables())


def _users(model):
    return [*map(str, model.known.users.ids[:8]), "nobody knows them"]


@pytest.mark.parametrize("terms", [0, 1, 3, 1000])
def test_terms_and_others_make_the_score(model, terms):
    for user in _users(model):
        lists, whole = recommend_explained(model, user, 5)
        again, short = recommend_shortened(model, user, 5, terms=terms)
        assert again.table.equals(lists.table)
        for one, few in zip(whole, short, strict=True):
            assert few.score == one.score
            assert few.rank == one.rank
            told = [term.contribution for term in few.terms]
            assert math.fsum([*told, few.others]) == pytest.approx(one.score, rel=1e-12, abs=1e-15)
            assert few.terms == one.terms[: len(few.terms)]
            assert len(few.terms) + few.n_others == len(one.terms)


def test_the_words_are_those_of_the_whole_explanation(model):
    for user in _users(model):
        _, whole = recommend_explained(model, user, 5)
        _, short = recommend_shortened(model, user, 5, terms=2)
        for one, few in zip(whole, short, strict=True):
            assert few.sentences() == one.sentences()
            assert few.sentences(str.upper)[0].startswith(one.item_id.upper())


def test_one_explanation_is_shortened_alike(model):
    user = _users(model)[0]
    _, short = recommend_shortened(model, user, 3, terms=2)
    for few in short:
        alone = shorten_explanation(explain(model, user, few.item_id), 2)
        assert alone.terms == few.terms
        assert alone.n_others == few.n_others
        assert alone.others == pytest.approx(few.others, abs=1e-15)
        assert alone.sentences() == few.sentences()


def test_a_model_that_explains_nothing_has_one_term_and_nothing_beyond():
    model = Popularity().fit(small_tables())
    _, short = recommend_shortened(model, "u1", 2, terms=1)
    assert [len(one.terms) for one in short] == [1] * len(short)
    assert {one.n_others for one in short} == {0}
