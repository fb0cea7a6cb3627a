"""What lists are made of, by hand."""

from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.evaluate import Options, evaluate_beside
from openkitchen.evaluate.diversity import attribute_bits, intra_list_diversity
from openkitchen.evaluate.list_values import freshness, list_popularity, popularity_lift, season_fit

LISTS = np.array([[0, 1, -1], [2, -1, -1], [-1, -1, -1]])


def test_freshness_is_the_share_of_new_items():
    found = freshness(LISTS, np.array([True, False, True]), 2)
    np.testing.assert_array_equal(found, [0.5, 1.0, np.nan])


def test_season_fit_is_the_share_in_season():
    np.testing.assert_array_equal(season_fit(LISTS, np.array([True, False, False]), 3),
                                  [0.5, 1.0, np.nan])  # fmt: skip


def test_popularity_lift_is_a_ratio_of_means():
    shown = list_popularity(LISTS, np.array([0.4, 0.2, 0.6]), 2)
    np.testing.assert_allclose(shown, [0.3, 0.6, np.nan])
    lift = popularity_lift(np.array([0.3, 0.6, 0.5]), np.array([0.1, 0.2, np.nan]))
    assert np.nanmean(lift) == pytest.approx(0.45 / 0.15 - 1)
    assert np.isnan(lift[2])


def test_diversity_is_the_mean_distance_of_pairs():
    items = pa.table({"item_id": list("abc"), "kind": ["x", "x", "y"], "tags": ["p|q", "p", "r"]})
    bits = attribute_bits(items)
    found = intra_list_diversity(np.array([[0, 1, 2], [0, 1, -1], [0, -1, -1]]), bits, 3)
    ab = 1 - 2 / 3
    np.testing.assert_allclose(found, [(ab + 1 + 1) / 3, ab, np.nan])


def test_figures_of_lists_come_with_items_and_times(as_lists):
    day = [datetime(2026, 1, 1), datetime(2026, 1, 2), datetime(2026, 5, 1)]
    train = pa.table({"user_id": ["p", "q", "q"], "item_id": ["a", "a", "b"], "timestamp": day})
    truth = pa.table({"user_id": ["u"], "item_id": ["a"], "timestamp": [datetime(2026, 6, 3)]})
    items = pa.table({"item_id": list("abc"), "season": ["Christmas", "summer", None]})
    lists = as_lists({"u": ["a", "b", "c", "c2"]})
    own, beside = evaluate_beside(lists, truth, train, items, Options(4))
    assert own.figure("freshness", 4).value == 0.75  # all but a: b, c and c2 are new
    assert own.figure("season_fit", 4).value == 0.75  # Christmas in June
    assert own.eligible == 4
    assert beside.figure("season_fit", 4).value == 0.5
