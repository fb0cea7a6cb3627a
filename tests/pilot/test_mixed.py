"""The mixed model agrees with the plain analysis where they should, and gives up in words."""

import numpy as np
import pytest

from openkitchen.pilot.analysis import effect_of
from openkitchen.pilot.mixed import mixed_effect
from openkitchen.pilot.ratings import Ratings
from openkitchen.pilot.simulate import World, draw


@pytest.mark.parametrize("design", ["interleaved", "alternating", "split"])
def test_it_finds_what_the_plain_analysis_finds(design):
    ratings = draw(World(30, 8, 5, design, effect=1.0), np.random.default_rng(3))
    found, plain = mixed_effect(ratings, design), effect_of(ratings, design)
    assert found.value == pytest.approx(plain.value, abs=0.15)
    assert found.low < plain.value < found.high
    assert (found.people, found.ratings) == (30, len(ratings))


def test_with_everything_answered_it_is_the_paired_interval():
    """Balanced data: the estimate is the mean of differences, and so is nearly the interval."""
    world = World(24, 8, 4, "alternating", 0.5, answered=1.0, leave=0.0)
    ratings = draw(world, np.random.default_rng(4))
    found, plain = mixed_effect(ratings, "alternating"), effect_of(ratings, "alternating")
    assert found.value == pytest.approx(plain.value, abs=1e-3)
    assert found.high - found.low == pytest.approx(plain.high - plain.low, rel=0.1)


def test_too_little_is_no_model():
    ones = np.ones(2, dtype=np.int64)
    few = Ratings(np.array([1, 2]), ones, np.array([0, 1]), np.array([1.0, 5.0]), ones, ones)
    assert mixed_effect(few, "interleaved") is None


def test_people_who_all_say_the_same_break_nothing():
    person = np.repeat(np.arange(6), 4)
    week, arm = np.tile([1, 1, 2, 2], 6), np.tile([0, 1], 12)
    flat = Ratings(person, week, arm, np.full(24, 3.0), week, week)
    found = mixed_effect(flat, "interleaved")
    assert found is None or found.value == pytest.approx(0, abs=1e-6)
