"""Intervals and tests are those of independent implementations."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from openkitchen.pilot.analysis import (
    between_people,
    effect_of,
    paired_effect,
    preference,
    sign_flip,
)
from openkitchen.pilot.planner import detectable_d
from openkitchen.pilot.ratings import Ratings
from openkitchen.pilot.simulate import World, draw

RNG = np.random.default_rng(5)
GAPS = RNG.normal(0.4, 1.0, 18)


def test_the_paired_interval_is_students():
    found, theirs = paired_effect(GAPS), stats.ttest_1samp(GAPS, 0)
    low, high = theirs.confidence_interval(0.95)
    assert (found.value, found.low, found.high) == pytest.approx((GAPS.mean(), low, high))
    assert found.detectable == pytest.approx(detectable_d(18) * GAPS.std(ddof=1))
    assert found.p == pytest.approx(theirs.pvalue)
    assert found.p_flip == pytest.approx(theirs.pvalue, abs=0.02)


def test_few_people_are_flipped_in_all_ways():
    gaps = GAPS[:8]
    theirs = stats.permutation_test(
        (gaps,), np.mean, permutation_type="samples", n_resamples=np.inf
    )
    assert sign_flip(gaps) == pytest.approx(theirs.pvalue)
    assert sign_flip(np.array([1.0, 1, 1, 1])) == pytest.approx(2 / 16)
    assert sign_flip(np.zeros(5)) == 1.0


def test_two_groups_are_compared_by_welch():
    one, other = RNG.normal(3.5, 0.5, 9), RNG.normal(3.1, 0.9, 12)
    theirs = stats.ttest_ind(one, other, equal_var=False)
    low, high = theirs.confidence_interval(0.95)
    found = between_people(one, other)
    assert (found.low, found.high, found.p) == pytest.approx((low, high, theirs.pvalue))
    assert (found.people, found.value) == (21, pytest.approx(one.mean() - other.mean()))
    assert between_people(np.ones(3), np.ones(3)).p == 1.0


def test_a_plain_difference_is_found_in_every_design():
    for design in ("interleaved", "alternating", "split"):
        ratings = draw(World(40, 8, 5, design, effect=1.5), np.random.default_rng(1))
        found = effect_of(ratings, design)
        assert found.low > 0.5, design
        assert found.clear


def test_too_few_people_say_nothing():
    ones = np.ones(2, dtype=np.int64)
    alone = Ratings(ones, ones, np.array([0, 1]), np.array([1.0, 5.0]), ones, ones)
    assert effect_of(alone, "interleaved") is None
    assert effect_of(alone, "split") is None
    assert preference(alone) is None


def test_lists_are_won_and_people_count_once():
    # person 1: two lists, both won by the first arm; person 2: one lost; person 3: one level
    person = np.array([1, 1, 1, 1, 2, 2, 3, 3])
    week = np.array([1, 1, 2, 2, 1, 1, 1, 1])
    arm = np.array([0, 1] * 4)
    value = np.array([5.0, 1, 4, 3, 2, 3, 3, 3])
    found = preference(Ratings(person, week, arm, value, week, week))
    assert found.value == pytest.approx((0.5 - 0.5 + 0.0) / 3)
    assert found.people == 3


def test_a_better_arm_wins_most_lists():
    world = World(effect=0.8)
    found = preference(draw(world, np.random.default_rng(2)))
    assert found.low > 0
    assert found.p_flip < 0.05
    other = draw(replace(world, effect=-0.8), np.random.default_rng(2))
    assert preference(other).high < 0
