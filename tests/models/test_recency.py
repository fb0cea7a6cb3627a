"""Ages halve weights; shares add up to one."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from openkitchen.models.events import Events
from openkitchen.models.recency import recent_popularity, row_weights


def events(time, item=None, *, dated=True):
    time = np.array(time, dtype=float)
    n = len(time)
    item = np.zeros(n, np.int64) if item is None else np.array(item)
    return Events(np.zeros(n, np.int64), item, time, np.ones(n), np.array([0, n]), dated)


def test_a_row_counts_half_after_a_half_life():
    assert_allclose(row_weights(events([0, 5, 10]), 5.0), [0.25, 0.5, 1])


def test_without_half_life_or_dates_all_rows_count_the_same():
    assert_array_equal(row_weights(events([0, 5]), 0.0), [1, 1])
    assert_array_equal(row_weights(events([0, 0], dated=False), 5.0), [1, 1])


def test_recent_popularity_is_a_share():
    share = recent_popularity(events([0, 4, 8], [0, 1, 1]), 3, 4.0)
    assert_allclose(share, np.array([0.25, 1.5, 0]) / 1.75)


def test_shares_do_not_depend_on_when_one_looks():
    early = recent_popularity(events([0, 4, 8], [0, 1, 1]), 2, 4.0)
    late = recent_popularity(events([9000, 9004, 9008], [0, 1, 1]), 2, 4.0)
    assert_array_equal(early, late)


@pytest.mark.parametrize("half_life", [1e-6, 1e9])
def test_extreme_half_lives_stay_finite(half_life):
    share = recent_popularity(events([0, 10_000], [0, 1]), 2, half_life)
    assert share.sum() == pytest.approx(1)
    assert share[1] >= share[0]


def test_nothing_is_popular_when_nothing_happened():
    assert_array_equal(recent_popularity(events([]), 2, 3.0), [0, 0])
