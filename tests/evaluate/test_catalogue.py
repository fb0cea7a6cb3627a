from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkitchen.evaluate.catalogue import coverage, effective_coverage, gini, novelty

exposures = st.lists(st.integers(0, 50), min_size=1, max_size=30).map(np.array)


def test_even_exposure_of_half_the_catalogue():
    exposure = np.array([3, 3, 0, 0])
    assert coverage(exposure, 4) == 0.5
    assert effective_coverage(exposure, 4) == pytest.approx(0.5)
    assert gini(exposure, 4) == pytest.approx(0.5)


def test_one_item_takes_all():
    assert effective_coverage(np.array([9, 0]), 10) == pytest.approx(0.1)
    assert gini(np.array([9, 0]), 10) == pytest.approx(0.9)


def test_nothing_shown():
    nothing = np.zeros(3, dtype=np.int64)
    assert (coverage(nothing, 3), effective_coverage(nothing, 3), gini(nothing, 3)) == (0, 0, 0)


@given(exposures, st.integers(0, 20))
def test_gini_is_the_mean_absolute_difference(exposure, more):
    eligible = len(exposure) + more
    everyone = np.concatenate([exposure, np.zeros(more)])
    spread = np.abs(everyone[:, None] - everyone[None, :]).sum()
    expected = spread / (2 * eligible * everyone.sum()) if everyone.sum() else 0.0
    assert gini(exposure, eligible) == pytest.approx(expected, abs=1e-12)


@given(exposures)
def test_effective_coverage_is_at_most_coverage(exposure):
    eligible = len(exposure)
    assert effective_coverage(exposure, eligible) <= coverage(exposure, eligible) + 1e-12


def test_novelty_leaves_out_users_without_a_list():
    information = np.array([[1.0, 3.0], [8.0, 8.0]])
    shown = np.array([[True, True], [False, False]])
    assert novelty(information, shown, 2)[0] == 2.0
    assert np.isnan(novelty(information, shown, 2)[1])
