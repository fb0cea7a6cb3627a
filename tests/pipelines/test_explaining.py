"""Weights as they are told: what rounding left is told as zero."""

from openkitchen.explain import Weights
from openkitchen.explain.weights import Strength
from openkitchen.pipelines.explaining import ToldWeights
from openkitchen.reporting import Titles


def test_what_rounding_left_is_zero():
    features = (
        Strength("trend", "recent popularity", 0.25, 0.5),
        Strength("users", "diet=vegan", 1e-9, 0.0),
        Strength("users", "diet=none", 6.277e-31, 0.0),
    )
    told = ToldWeights(Weights(features, ()), None, (), Titles.of(None), 40)
    _, _, rows = told.table()
    assert [row[2] for row in rows] == [0.25, 1e-9, 0.0]
