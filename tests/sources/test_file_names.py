from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from openkitchen.sources.contract import DAY_PATTERN
from openkitchen.sources.file_names import name_rule

NOON = datetime(2026, 10, 5, 12)
SHORT, DAY = (NOON, NOON + timedelta(minutes=59)), (NOON, NOON + timedelta(hours=20))


@pytest.mark.parametrize(
    ("name", "called", "glob"),
    [
        ("web_2026-10-05.csv.gz", "web", "web_*.csv.gz"),
        ("20261005-Orders.csv", "orders", "*-Orders.csv"),
        ("crm.csv", "crm", "crm.csv"),
        ("2026-10-05.csv", "", "*.csv"),
    ],
)
def test_names_without_an_hour(name, called, glob):
    told = name_rule(name, DAY)
    assert (told.called, told.glob, told.doubts) == (called, glob, ())
    assert told.day.source == ("none" if "2026" not in name else "name")


@pytest.mark.parametrize(
    ("name", "glob", "part"),
    [
        ("web-2026-10-05T13.jsonl.gz", "web-*.jsonl.gz", r"T(?P<part>\d\d)"),
        ("web_20261005_1300.csv", "web_*.csv", r"_(?P<part>\d\d\d\d)"),
        ("web.2026-10-05.13-00.csv", "web.*.csv", r"\.(?P<part>\d\d\-\d\d)"),
        ("2026100513.log", "*.log", r"(?P<part>\d\d)"),
    ],
)
def test_an_hour_after_the_day_is_a_part_of_it(name, glob, part):
    told = name_rule(name, SHORT)
    assert (told.glob, told.day.pattern) == (glob, DAY_PATTERN + part)
    assert "files of other hours of a day add to each other" in told.doubts[0]


@pytest.mark.parametrize("moments", [DAY, None])
def test_the_hour_at_which_a_whole_day_was_written_is_no_part(moments):
    told = name_rule("web_2026-10-05_0515.csv", moments)
    assert (told.glob, told.day.pattern) == ("web_*.csv", DAY_PATTERN)
    assert "takes the earlier one's place" in told.doubts[0]


@pytest.mark.parametrize("name", ["web_2026-10-05_v2.csv", "web_2026-10-05_99.csv"])
def test_other_numbers_are_no_hours(name):
    assert name_rule(name, SHORT).day.pattern == DAY_PATTERN
