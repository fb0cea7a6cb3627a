from __future__ import annotations

from datetime import date

import pytest
from tests.sources.desk import web_source

from openkitchen.sources import DayRule
from openkitchen.sources.days import days_declared, has_declared_days, read_day

FIRST = date(2026, 8, 1)


@pytest.mark.parametrize(
    ("rule", "file", "days"),
    [
        (DayRule("name"), "web_2026-08-01.csv.gz", 1),
        (DayRule("name"), "web_20260801_2.csv", 1),
        (DayRule("name"), "2026-08-01/web.csv", 0),
        (DayRule("name"), "web.csv", 0),
        (DayRule("name"), "web_2026-13-01.csv", 0),
        (DayRule("name", r"(\d{8})-(\d{8})"), "web_20260801-20260803.csv", 3),
        (DayRule("name", r"(\d{4})_(\d{2})_(\d{2})"), "web_2026_08_01.csv", 1),
        (DayRule("name", r"\d{4}-\d{2}-\d{2}"), "web_2026-08-01.csv", 1),
        (DayRule("folder"), "2026-08-01/web_2026-09-09.csv", 1),
        (DayRule("folder", r"year=(\d+)/month=(\d+)/day=(\d+)"), "year=2026/month=8/day=1/a", 1),
        (DayRule("none"), "web_2026-08-01.csv", 0),
    ],
)
def test_days_that_a_name_states(rule, file, days):
    found = days_declared(rule, file)
    assert len(found) == days
    assert found[:1] == (FIRST,)[:days]


def test_a_column_always_states_the_day():
    assert has_declared_days(web_source(day=DayRule("column", column="d")), "web.csv")
    assert not has_declared_days(web_source(), "web.csv")


def test_what_is_no_day():
    assert read_day("soon") is None
    assert read_day("2026-02-30") is None
    assert read_day("2026.08.01") == FIRST
