"""Repeated events are told from events that happen to be alike."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from tests.sources.findings.columns import SOURCE, track, with_events

from openkitchen.sources import ColumnRule, Source
from openkitchen.sources.findings.doubles import double_findings, doubled_key_findings

DAY = datetime(2026, 5, 4)
rng = np.random.default_rng(6)


def visits(n=3000, actors=200, items=50):
    seconds = rng.integers(0, 86_400 * 5, n)
    return [
        (
            f"p{rng.integers(0, actors)}",
            f"i{rng.integers(0, items)}",
            DAY + timedelta(seconds=int(s)),
        )
        for s in seconds
    ]


def test_an_event_id_twice_is_certain():
    rows = [(*row, f"e{n}") for n, row in enumerate(visits(200))]
    (finding,) = with_events([*rows, rows[7], rows[7]], double_findings)
    assert (finding.kind, finding.certainty) == ("duplicated_events", "certain")
    assert finding.figures["rows"] == 2


def test_different_ids_and_chance_repeats_are_no_doubles():
    assert with_events(visits(), double_findings) == []
    dense = visits(20_000, actors=10, items=3)  # where chance alone repeats many
    assert with_events(dense, double_findings) == []


def test_same_moment_without_ids():
    rows = visits()
    (finding,) = with_events(rows + rows[:60], double_findings)
    assert finding.kind == "duplicated_events"
    assert finding.p_value < 1e-6
    assert 60 <= finding.figures["rows"] <= 62


def test_events_that_came_again_with_other_ids_are_said_to_count_twice():
    rows = [(*row, f"e{n}") for n, row in enumerate(visits())]
    again = [(*row[:3], f"again {n}") for n, row in enumerate(rows[:60])]
    (finding,) = with_events(rows + again, double_findings)
    assert "counts each" in finding.advice
    assert "leave the event id out" in finding.advice
    (bare,) = with_events([row[:3] for row in rows + again], double_findings)
    assert "counts them once" in bare.advice


def test_a_second_later_is_a_near_duplicate():
    rows = visits()
    later = [(who, what, when + timedelta(seconds=1)) for who, what, when in rows[:60]]
    (finding,) = with_events(rows + later, double_findings)
    assert finding.kind == "near_duplicates"


def test_purchases_by_the_day_are_never_doubles():
    rows = [(who, what, DAY) for who, what, _ in visits(500, items=3)]
    assert with_events(rows, double_findings) == []


def test_an_id_twice_in_one_dump():
    people = Source("crm", "people", "crm*", (ColumnRule("no", "customer_id"),))
    dumps = [{"no": ["1", "2", "3"]}, {"no": ["1", "2", "2", "3"]}]
    (found,) = doubled_key_findings(track(dumps, people))
    assert found.finding.figures["rows"] == 1
    assert "log_01.csv" in found.finding.where


def test_days_of_a_zone_are_no_moments_though_the_clocks_change():
    """Written as days of Berlin they are two hours of UTC, before and after the change."""
    zone = ZoneInfo("Europe/Berlin")
    days = [datetime(2026, 10, 1, tzinfo=zone) + timedelta(days=n) for n in range(50)]
    source = replace(SOURCE, timezone="Europe/Berlin")
    rows = [
        (f"p{n % 40}", f"i{n % 7}", days[n % 50].astimezone(UTC).replace(tzinfo=None))
        for n in range(2000)
    ]
    assert with_events([*rows, *rows[:60]], double_findings, source) == []
