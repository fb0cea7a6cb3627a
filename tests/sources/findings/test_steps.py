"""Jumps are told from noise, from drift and from a weekly rhythm; false alarms are rare."""

import numpy as np
import pytest

from openkitchen.sources.findings.steps import ALPHA, odd_runs

rng = np.random.default_rng(0)


def test_one_odd_delivery_and_its_position():
    values = np.full(20, 0.1)
    values[7] = 0.8
    (run,) = odd_runs(values, np.full(20, 0.01), 0.1)
    assert (run.first, run.last, run.level) == (7, 7, 0.8)
    assert run.usual == pytest.approx(0.1)


def test_a_change_that_stays_is_one_run_to_the_end():
    values = np.r_[np.full(12, 1.0), np.full(8, 4.0)]
    (run,) = odd_runs(values, np.full(20, 0.05), 0.5)
    assert (run.first, run.last) == (12, 19)


def test_gaps_are_passed_over():
    values = np.array([1.0, np.nan, 1.0, 9.0, np.nan, 1.0, 1.0, 1.0, 1.0])
    (run,) = odd_runs(values, np.full(9, 0.1), 0.5)
    assert (run.first, run.last) == (3, 3)


def test_a_weekly_rhythm_is_usual():
    values = np.array([0.6 if day % 7 > 4 else 0.2 for day in range(42)])
    assert odd_runs(values, np.full(42, 0.01), 0.1) == []


def test_a_slow_drift_is_no_jump():
    assert odd_runs(np.linspace(0.1, 0.7, 40), np.full(40, 0.01), 0.1) == []


def test_false_alarms_on_clean_series_are_rarer_than_stated():
    alarms = 0
    trials = 3000
    for _ in range(trials):
        m, n = int(rng.integers(2, 40)), int(rng.integers(20, 400))
        share = rng.beta(2, 2)
        values = rng.binomial(n, share, m) / n
        errors = np.sqrt((values * n + 0.5) / (n + 1) * (1 - (values * n + 0.5) / (n + 1)) / n)
        alarms += bool(odd_runs(values, errors, 0.0))
    assert alarms / trials <= 5 * ALPHA


def test_false_alarms_under_usual_changes_beyond_chance():
    alarms = sum(
        bool(odd_runs(rng.normal(0, 1, m), np.full(m, 0.01), 0.0))
        for m in rng.integers(6, 40, 2000)
    )
    assert alarms / 2000 <= 10 * ALPHA
