"""What is shown is drawn as stated, and the logged chances are the true ones."""

from collections import Counter

import numpy as np
import pytest

from openkitchen.pilot.design import draw_list, outcomes_of

ONE, OTHER = ["a", "b", "c", "d", "e"], ["c", "a", "x", "y", "z"]


@pytest.mark.parametrize("design", ["interleaved", "alternating", "split"])
@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_chances_add_up_and_no_item_comes_twice(design, k):
    outcomes = outcomes_of(design, ONE, OTHER, k)
    assert sum(one.chance for one in outcomes) == pytest.approx(1)
    for one in outcomes:
        items = [item for item, _ in one.picks]
        assert len(set(items)) == len(items) == k


def test_teams_pick_in_turn_and_are_as_large():
    for one in outcomes_of("interleaved", ONE, OTHER, 4):
        arms = [arm for _, arm in one.picks]
        assert arms[0] + arms[1] == arms[2] + arms[3] == 1
        best = {0: ONE, 1: OTHER}
        taken = set()
        for item, arm in one.picks:
            assert item == next(i for i in best[arm] if i not in taken)
            taken.add(item)


def test_logged_chances_are_what_happens():
    rng = np.random.default_rng(0)
    runs = 4000
    here, credit, told = Counter(), Counter(), {}
    for _ in range(runs):
        for slot in draw_list("interleaved", (ONE, OTHER), 5, 0, rng):
            here[slot.rank, slot.item_id] += 1
            credit[slot.item_id, slot.arm] += 1
            told[slot.rank, slot.item_id] = slot.propensity
            told[slot.item_id, slot.arm] = slot.credit
    for key, count in [*here.items(), *credit.items()]:
        assert told[key] == pytest.approx(count / runs, abs=0.04), key


def test_one_arm_shows_its_own_list_with_the_chance_of_a_coin():
    rng = np.random.default_rng(0)
    slots = draw_list("alternating", (ONE, OTHER), 3, 1, rng)
    assert [slot.item_id for slot in slots] == OTHER[:3]
    assert [slot.place for slot in slots] == [1, 2, 3]
    assert {slot.arm for slot in slots} == {1}
    assert [slot.propensity for slot in slots] == [0.5, 0.5, 0.5]
    (same, *_) = draw_list("split", (ONE, ONE), 3, 0, rng)
    assert same.propensity == 1.0


def test_places_are_those_of_the_arms_own_list():
    for slot in draw_list("interleaved", (ONE, OTHER), 5, 0, np.random.default_rng(3)):
        assert (ONE, OTHER)[slot.arm][slot.place - 1] == slot.item_id


def test_short_lists_fill_what_they_can():
    rng = np.random.default_rng(0)
    assert len(draw_list("interleaved", (["a"], ["a", "b"]), 5, 0, rng)) == 2
    assert draw_list("interleaved", ([], []), 5, 0, rng) == []
