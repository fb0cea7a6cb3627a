"""Deliveries that are hours off are told from weekends and from few events."""

import numpy as np
from tests.sources.findings.news import HOURS

from openkitchen.sources.findings.clocks import shifted_hours


def week(rng, days, events=400):
    shares = HOURS / HOURS.sum()
    counts = []
    for day in range(days):
        hours = np.roll(shares, 1) if day % 7 > 4 else shares
        counts.append(rng.multinomial(events, hours))
    return np.array(counts, float)


def test_a_moved_delivery_is_found_with_its_hours():
    counts = week(np.random.default_rng(1), 21)
    counts[9] = np.roll(counts[9], 5)
    ((at, hours, p),) = shifted_hours(counts)
    assert (at, hours) == (9, 5)
    assert p < 0.001


def test_clocks_behind_have_negative_hours():
    counts = week(np.random.default_rng(2), 21)
    counts[4] = np.roll(counts[4], -7)
    assert [one[:2] for one in shifted_hours(counts)] == [(4, -7)]


def test_weekends_that_begin_later_are_no_alarm():
    rng = np.random.default_rng(3)
    assert [shifted_hours(week(rng, 28, events)) for events in (60, 200, 2000)] == [[], [], []]


def test_few_events_say_nothing():
    counts = week(np.random.default_rng(4), 10, 30)
    counts[2] = np.roll(counts[2], 8)
    assert shifted_hours(counts) == []
