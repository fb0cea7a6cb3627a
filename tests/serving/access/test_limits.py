"""Buckets give out tokens at their rate, to each name its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkitchen.serving.access import limits
from openkitchen.serving.access.limits import Buckets


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_bucket_empties_and_fills():
    clock = Clock()
    buckets = Buckets(2.0, clock)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0]
    assert buckets.take("a") == pytest.approx(0.5)
    assert buckets.take("b") == 0
    clock.now = 0.5
    assert buckets.take("a") == 0
    assert buckets.take("a") > 0
    clock.now = 1000.0
    assert [buckets.take("a") == 0 for _ in range(5)] == [True] * 4 + [False]


def test_without_a_rate_there_is_no_end():
    buckets = Buckets(0.0)
    assert {buckets.take("a") for _ in range(10_000)} == {0.0}


@given(st.lists(st.floats(0, 0.2), min_size=1, max_size=200))
def test_never_more_than_the_rate_and_the_pause_allow(gaps):
    clock = Clock()
    buckets = Buckets(5.0, clock)
    passed = 0
    for gap in gaps:
        clock.now += gap
        passed += buckets.take("a") == 0
    assert passed <= 5.0 * clock.now + buckets.size + 1e-6


def test_names_are_forgotten_but_not_those_that_wait(monkeypatch):
    monkeypatch.setattr(limits, "_MOST_KNOWN", 4)
    clock = Clock()
    buckets = Buckets(1.0, clock)
    buckets.take("busy")
    buckets.take("busy")
    for name in "abcdefgh":
        clock.now += 0.01
        buckets.take(name)
        buckets.take("busy")
    assert buckets.take("busy") > 0
    assert len(buckets._levels) <= 5
