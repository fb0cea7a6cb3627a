import numpy as np
import pytest
from tests.shop import small_tables

from openkitchen.errors import ModelError, UnknownName
from openkitchen.explain import weights, weights_of_item
from openkitchen.models import Popularity


def test_the_planted_taste_is_the_strongest_attribute(glass_box):
    strong = [f for f in weights(glass_box).features if f.block == "user"]
    assert strong[0].feature.startswith("diet=")


def test_weights_of_a_feature(glass_box):
    rows = weights(glass_box, "diet=vegan").rows
    assert {row.feature for row in rows} == {"diet=vegan"}
    place = [f.name for f in glass_box.fitted.design.features].index("diet=vegan")
    items = list(glass_box.items)
    for row in rows:
        assert row.weight == glass_box.fitted.weights.own[place, items.index(row.item_id)]


def test_an_attribute_stands_for_all_its_levels(glass_box):
    assert {r.feature for r in weights(glass_box, "diet").rows} == {"diet=vegan", "diet=meat"}
    assert {r.feature for r in weights(glass_box, "kind").rows} == {"kind=green", "kind=brown"}
    assert {r.feature for r in weights(glass_box, "likes").rows} == {"likes=salt", "likes=spice"}
    with pytest.raises(UnknownName):
        weights(glass_box, "")


def test_standard_error_is_that_of_the_ridge_posterior(glass_box):
    fitted = glass_box.fitted
    row = weights(glass_box, "age").rows[0]
    place = [f.name for f in fitted.design.features].index("age")
    item = list(glass_box.items).index(row.item_id)
    assert row.standard_error == pytest.approx(
        np.sqrt(fitted.variance[place]) * fitted.residual[item]
    )
    assert row.clear == (abs(row.weight) > 1.96 * row.standard_error)


def test_unknown_feature_suggests_a_near_one(glass_box):
    with pytest.raises(UnknownName, match="diet=vegan"):
        weights(glass_box, "diet=vegun")


def test_only_the_glass_box_can_be_taken_apart():
    with pytest.raises(ModelError, match="popularity"):
        weights(Popularity().fit(small_tables()))


def test_the_weights_of_an_item_are_its_column_the_largest_first(glass_box):
    item = str(glass_box.items[2])
    found = weights_of_item(glass_box, item, 6)
    sizes = [abs(row.weight) for row in found]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == np.abs(glass_box.fitted.weights.own[:, 2]).max()
    for row in found:
        mine = [r for r in weights(glass_box, row.feature, 99).rows if r.item_id == item]
        assert any(r == row for r in mine)
    with pytest.raises(UnknownName, match="item"):
        weights_of_item(glass_box, "nothing")
