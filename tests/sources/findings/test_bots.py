"""Robots are told from busy people, shared clocks and data that know the day alone."""

from datetime import datetime, timedelta

import numpy as np
from tests.sources.findings.columns import with_events

from openkitchen.sources.findings.bots import bot_findings

DAY = datetime(2026, 5, 4)
rng = np.random.default_rng(5)


def people(n=60, days=5, busiest=60):
    rows = []
    for who in range(n):
        for day in range(days):
            hour = rng.integers(7, 22)
            start = DAY + timedelta(days=day, hours=int(hour))
            for _ in range(int(rng.integers(1, busiest))):
                start += timedelta(seconds=float(3 + rng.exponential(40)))
                rows.append((f"p{who}", f"i{rng.integers(0, 90)}", start))
    return rows


def steps(who, n, seconds, start=DAY):
    return [(who, f"i{k % 90}", start + timedelta(seconds=seconds * k)) for k in range(n)]


def found(rows):
    (finding,) = with_events(rows, bot_findings)
    return {name.removeprefix("actor ") for name in finding.figures if name.startswith("actor ")}


def test_people_are_no_bots_however_busy():
    assert with_events(people(), bot_findings) == []


def test_a_thousand_events_a_day():
    assert found([*people(), *steps("bot", 1200, 30)]) == {"bot"}


def test_somebody_who_never_sleeps():
    rows = [("bot", "i1", DAY + timedelta(minutes=float(m))) for m in rng.uniform(0, 1440, 130)]
    assert found([*people(), *rows]) == {"bot"}


def test_pauses_that_are_all_alike():
    nine = DAY + timedelta(hours=9)
    assert found([*people(), *steps("bot", 45, 300, nine)]) == {"bot"}


def test_a_page_that_reports_by_the_clock_makes_nobody_a_bot():
    rows = [row for n in range(30) for row in steps(f"p{n}", 45, 10, DAY + timedelta(hours=9))]
    assert with_events(rows, bot_findings) == []


def test_several_items_shown_at_once_are_one_moment():
    rows = people(20, busiest=12)
    assert (
        with_events([(a, f"{i}-{k}", t) for a, i, t in rows for k in range(10)], bot_findings) == []
    )


def test_times_of_days_alone_say_nothing():
    rows = [(f"p{n}", "i1", DAY + timedelta(days=d)) for n in range(5) for d in range(100)]
    assert with_events(rows, bot_findings) == []
