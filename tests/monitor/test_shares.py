"""Shares with people as the units."""

import numpy as np

from openkitchen.monitor.shares import counts_by_week, gap_between
from openkitchen.monitor.signals import Signal


def test_counts_by_week():
    signal = Signal(
        "s", ("a", "b"), np.array([0, 1, 1, 0]), np.array([7, 7, 9, 9]), np.array([0, 1, 1, 5])
    )
    counts = counts_by_week(signal, np.array([0, 1]))
    assert counts.tolist() == [[[1, 0], [0, 0]], [[0, 1], [0, 1]]]


def test_the_standard_error_is_that_of_drawing_people():
    """Against simulation: people with habits, in both tables."""
    rng = np.random.default_rng(0)
    gaps, told = [], []
    for _ in range(400):
        habit = rng.beta(0.5, 0.5, 80)[:, None]
        tables = []
        for _ in range(2):
            n = rng.poisson(4.0, (80, 1))
            first = rng.binomial(n, habit)
            tables.append(np.hstack([first, n - first]).astype(float))
        gap = gap_between(*tables)
        gaps.append(gap.now[0] - gap.before[0])
        told.append(gap.variance[0])
    assert 0.85 < np.var(gaps) / np.mean(told) < 1.2


def test_the_same_habits_cancel():
    rng = np.random.default_rng(1)
    habit = rng.integers(0, 2, 200)
    table = np.stack([5.0 * (habit == 0), 5.0 * (habit == 1)], axis=1)
    other = gap_between(table, table[rng.permutation(200)])
    assert gap_between(table, table).variance[0] == 0.0
    assert other.variance[0] > 0.001
