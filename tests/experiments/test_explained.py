"""What a model explains is measured by taking its scores apart."""

import pytest
from tests.outside import Neighbours, Svd
from tests.shop import small_tables

from openkitchen.experiments.explained import explained_by
from openkitchen.explain.models import Ease, GlassBox, OutsideModel, Popularity
from openkitchen.models import settings_from_text

SETTINGS = {
    "scales": "all", "power": "0.5", "row_half_life": "20", "left_out": "1", "typical": "5",
    "ridge_items": "5", "ridge_tags": "5", "ridge_users": "5", "ridge_base": "1",
    "ridge_cold": "1", "shrink": "2", "newcomers": "0.5", "discount": "0.1", "trend": "0",
    "trend_half_life": "3", "max_items": "1000",
}  # fmt: skip


@pytest.fixture(scope="module")
def tables():
    return small_tables()


def told(model, tables):
    fitted = model.fit(tables)
    return explained_by(fitted, [str(user) for user in fitted.users])


def test_the_glass_box_explains_every_score(tables):
    found = told(GlassBox(settings_from_text(SETTINGS)), tables)
    assert found.share == pytest.approx(1.0)
    assert found.terms > 3
    assert found.largest_error < 1e-12
    assert found.words.startswith("every score")


def test_a_scorer_that_names_its_addends_explains_as_much_as_they_hold(tables):
    found = told(OutsideModel(Svd()), tables)
    assert found.share == pytest.approx(1.0, abs=1e-6)
    assert found.blocks == ("history",)


def test_a_score_in_one_piece_explains_nothing(tables):
    found = told(OutsideModel(Neighbours()), tables)
    assert (found.share, found.words) == (0.0, "nothing")


@pytest.mark.parametrize(("make", "block"), [(Popularity, "bias"), (Ease, "history")])
def test_a_simple_model_explains_every_score(tables, make, block):
    found = told(make(), tables)
    assert found.share == pytest.approx(1.0)
    assert found.blocks == (block,)


def test_a_model_without_explanations_and_nobody_to_ask(tables):
    model = Popularity().fit(tables)
    assert explained_by(model, []).share == 0.0

    class Silent:
        pass

    assert explained_by(Silent(), ["u001"]).share == 0.0
