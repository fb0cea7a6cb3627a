"""Made-up pilots have the truth they say; the full sizes are in benchmarks/pilot.py."""

import numpy as np
import pytest

from openkitchen.pilot.simulate import (
    World,
    alarms,
    coverage,
    draw,
    draws_alarms,
    pooled_alarms,
    power_at,
    true_effect,
)


def test_a_pilot_has_the_shape_that_is_stated():
    ratings = draw(World(answered=1.0, leave=0.0), np.random.default_rng(0))
    assert len(ratings) == 20 * 8 * 5
    assert set(ratings.value) <= {1.0, 2.0, 3.0, 4.0, 5.0}
    share = ratings.arm.mean()
    assert share == pytest.approx(0.5, abs=0.03)
    for design, arms in (("split", 1), ("alternating", 2)):
        found = draw(World(design=design, answered=1.0, leave=0.0), np.random.default_rng(0))
        assert all(len(set(found.arm[found.person == n])) == arms for n in found.people)


def test_people_leave_and_skip_as_often_as_stated():
    full = 20 * 8 * 5
    sizes = [len(draw(World(), np.random.default_rng(n))) / full for n in range(200)]
    assert np.mean(sizes) == pytest.approx(0.75 * (1 - 0.1 * 0.45), abs=0.02)


def test_the_same_seed_draws_the_same():
    one, other = (draw(World(), np.random.default_rng(9)) for _ in range(2))
    assert one.value.tolist() == other.value.tolist()


def test_the_truth_is_what_rounding_leaves_of_the_effect():
    assert true_effect(World(effect=0.0)) == pytest.approx(0, abs=0.02)
    assert 0.3 < true_effect(World(effect=0.4)) < 0.4


def test_small_runs_are_near_what_they_should_be():
    assert 0.88 <= coverage(World(effect=0.4), 120)[0] <= 0.99
    assert alarms(World(), 150) <= 0.12
    assert draws_alarms(World(), 60) <= 0.15
    assert power_at(20, 2000) == pytest.approx(0.8, abs=0.03)


def test_pooling_cries_wolf_and_people_who_are_alike_do_not():
    assert pooled_alarms(20, 40, 0.3, 300) > 0.45
    assert pooled_alarms(20, 40, 0.0, 300) < 0.1
