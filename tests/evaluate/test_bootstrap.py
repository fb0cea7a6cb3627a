from __future__ import annotations

import numpy as np
import pytest

from openkitchen.errors import SettingsError
from openkitchen.evaluate.bootstrap import _poisson_table, intervals


def test_the_table_is_poisson_with_mean_and_variance_one():
    table = _poisson_table()
    assert table.mean() == pytest.approx(1.0, abs=1e-3)
    assert table.var() == pytest.approx(1.0, abs=2e-3)


def test_width_is_that_of_the_normal_interval():
    values = np.random.default_rng(0).normal(5.0, 2.0, size=(4000, 1))
    low, high = intervals(values, 2000, seed=1)
    expected = 2 * 1.96 * values.std() / np.sqrt(len(values))
    assert high[0] - low[0] == pytest.approx(expected, rel=0.06)
    assert low[0] < values.mean() < high[0]


def test_coverage_of_the_truth_is_near_95_percent():
    rng = np.random.default_rng(7)
    inside = 0
    for seed in range(300):
        low, high = intervals(rng.binomial(1, 0.2, size=(200, 1)).astype(float), 300, seed)
        inside += low[0] <= 0.2 <= high[0]
    assert 0.90 <= inside / 300 <= 0.985


def test_gaps_are_left_out_of_their_column_alone():
    full = np.random.default_rng(2).normal(size=(500, 2))
    holes = full.copy()
    holes[:250, 1] = np.nan
    low, high = intervals(holes, 500, seed=0)
    same_low, same_high = intervals(full, 500, seed=0)
    assert (low[0], high[0]) == pytest.approx((same_low[0], same_high[0]))
    assert low[1] < full[250:, 1].mean() < high[1]
    assert (high - low)[1] > 1.2 * (same_high - same_low)[1]


def test_same_seed_same_interval():
    values = np.random.default_rng(2).normal(size=(100, 3))
    assert np.array_equal(intervals(values, 100, 4), intervals(values, 100, 4))
    assert not np.array_equal(intervals(values, 100, 4), intervals(values, 100, 5))


def test_a_column_without_values_has_no_interval():
    low, high = intervals(np.full((3, 1), np.nan), 10, 0)
    assert np.isnan(low[0])
    assert np.isnan(high[0])


def test_no_draws_is_refused():
    with pytest.raises(SettingsError, match="-1 bootstrap draws"):
        intervals(np.ones((2, 1)), -1, 0)
