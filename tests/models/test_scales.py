"""Half-lives halve; histories are weighed from the latest event."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from openkitchen.errors import SettingsError
from openkitchen.models.events import Events
from openkitchen.models.scales import (
    Scale,
    gaps,
    history_matrix,
    kernel_between,
    mass,
    parse_scale,
)

ALL = ("all", "3d", "40h", "2s", "0s", "0.5h")


def some_events(counts, seed=0):
    rng = np.random.default_rng(seed)
    user = np.repeat(np.arange(len(counts)), counts)
    time = np.concatenate([np.sort(rng.uniform(0, 20, n)) for n in counts] or [[]])
    start = np.concatenate([[0], np.cumsum(counts)])
    weight = rng.choice([0.0, 0.5, 2.0], len(user))
    return Events(user, rng.integers(0, 5, len(user)), time, weight, start, True)


@pytest.mark.parametrize("text", ["all", "30d", "4s", "2h", "0.5h", "0s", "1.25d"])
def test_a_scale_is_written_as_it_is_read(text):
    assert str(parse_scale(text)) == text


@pytest.mark.parametrize("text", ["", "ALL", "d", "3", "-3d", "3 d", "3w", "1e3d", "3d ", "d3"])
def test_what_is_no_scale_is_told_with_examples(text):
    with pytest.raises(SettingsError, match="no history scale") as caught:
        parse_scale(text)
    assert "'30d'" in caught.value.hint


@pytest.mark.parametrize("text", ["0d", "0h", "0.0d"])
def test_a_half_life_of_no_time_points_to_the_latest_event(text):
    with pytest.raises(SettingsError, match=text) as caught:
        parse_scale(text)
    assert "'0s'" in caught.value.hint


def test_only_hours_fade_until_the_moment_of_scoring():
    since = np.array([0.0, 1.0, 2.0, -1.0])
    assert_allclose(Scale("hours", 24).freshness(since), [1, 0.5, 0.25, 1])
    for scale in (Scale(), Scale("days", 1), Scale("steps", 1)):
        assert_array_equal(scale.freshness(since), 1)


@pytest.mark.parametrize("text", ALL)
@given(counts=st.lists(st.integers(0, 6), min_size=1, max_size=5), seed=st.integers(0, 999))
@settings(deadline=None, max_examples=25)
def test_a_history_is_the_one_before_faded_and_the_event_itself(text, counts, seed):
    """The recursion that the sums rest on: h_r = fading_r · h_(r−1) + w_r e_r."""
    scale, events = parse_scale(text), some_events(counts, seed)
    history, fading = (
        history_matrix(scale, events, np.arange(len(events))).toarray(),
        kernel_between(scale, events),
    )
    before = np.zeros(len(events))
    for r in range(len(events)):
        own = np.zeros(len(events))
        own[r] = events.weight[r]
        before = fading[r] * before + own
        assert_allclose(history[r], before, atol=1e-12)
    assert_allclose(mass(scale, events), history.sum(axis=1), atol=1e-12)
    # of each user the last row is the whole history
    whole = history_matrix(scale, events).toarray()
    busy = events.counts > 0
    assert_array_equal(whole[busy], history[events.start[1:][busy] - 1])
    assert not whole[~busy].any()


def test_a_kernel_worked_out_by_hand():
    start = np.array([0, 3])
    events = Events(
        np.zeros(3, int), np.arange(3), np.array([0.0, 1.0, 3.0]), np.ones(3), start, True
    )
    expected = {"1d": [1 / 8, 1 / 4, 1], "48h": [2**-1.5, 2**-1, 1], "1s": [1 / 4, 1 / 2, 1]}
    expected |= {"0s": [0, 0, 1], "all": [1, 1, 1]}
    for text, kernel in expected.items():
        row = history_matrix(parse_scale(text), events).toarray()
        assert_allclose(row, [kernel])


def test_gaps_are_days_since_the_event_before():
    assert_allclose(gaps(some_events([0])), [])
    events = some_events([3])
    assert_allclose(gaps(events), [0, *np.diff(events.time)])
