from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.reporting.conftest import Counted, way

from openkitchen.reporting import build_delivery, build_funnel

START = date(2026, 1, 1)


def delivery(days, promised=10, cadence="daily"):
    return build_delivery(
        "web",
        "events",
        days,
        promised_from=START,
        promised_to=START + timedelta(days=promised - 1),
        files=1,
        rows=1,
        rejected=0,
        cadence=cadence,
    )


def test_days_in_a_row_are_one_run():
    days = [START + timedelta(days=n) for n in (0, 1, 4, 4, 9)]
    found = delivery(days)
    assert [(run.left, run.width) for run in found.runs] == [(0.0, 0.2), (0.4, 0.1), (0.9, 0.1)]
    assert (found.received, found.promised, found.share) == (4, 10, 0.4)
    assert (found.promised_from, found.promised_to) == (START, date(2026, 1, 10))


def test_days_outside_the_promise_are_not_drawn():
    found = delivery([START - timedelta(days=3), START])
    assert [(run.left, run.width) for run in found.runs] == [(0.0, 0.1)]


def test_without_a_promise_there_is_no_share():
    found = build_delivery(
        "crm", "people", [], promised_from=None, promised_to=None, files=1, rows=5, rejected=0
    )
    assert found.share is None
    assert found.months is None
    assert found.first is None
    assert found.delivers == "who they are"


def test_weekly_files_are_counted_by_week():
    days = [START + timedelta(days=n) for n in (0, 8, 9, 23)]
    found = delivery(days, promised=30, cadence="weekly")
    assert (found.unit, found.received, found.promised) == ("week", 3, 5)
    assert [(run.left * 30, run.width * 30) for run in found.runs] == [
        (0, pytest.approx(14)),
        (pytest.approx(21), pytest.approx(7)),
    ]
    assert found.months is None


def test_monthly_files_go_by_the_calendar():
    found = delivery([date(2026, 2, 28)], promised=70, cadence="monthly")
    assert (found.received, found.promised) == (1, 3)
    assert [run.left * 70 for run in found.runs] == [pytest.approx(31)]


def test_a_single_file_needs_no_day():
    found = delivery([], promised=70, cadence="once")
    assert (found.unit, found.received, found.promised, found.share) == ("file", 1, 1, 1.0)


def test_months_are_rounded():
    assert delivery([START + timedelta(days=n) for n in range(59)], 1096).months == (2, 36)


def test_the_funnel_says_what_each_step_took():
    steps = build_funnel([("a", "", 200), ("b", "", 150), ("c", "", 150)])
    assert [(s.removed, s.share) for s in steps] == [(0, 1.0), (50, 0.75), (0, 0.75)]
    assert [s.name for s in steps] == ["A", "B", "C"]
    assert build_funnel([]) == ()
    assert build_funnel([("a", "", 0)])[0].share == 0.0


def test_visitors_make_one_whole():
    shares = way().visitors
    assert [s.number for s in shares] == [2600, 240, 1360]
    assert sum(s.share for s in shares) == pytest.approx(1.0)
    assert shares[2].left == pytest.approx(1 - shares[2].share)
    assert replace(way(), identity=None).visitors == ()
    nobody = replace(way(), identity=Counted(0, 0, 0, 0, 0, 0)).visitors
    assert [s.share for s in nobody] == [0.0, 0.0, 0.0]
