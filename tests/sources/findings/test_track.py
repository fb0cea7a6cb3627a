"""A day that comes in many files is looked at as one."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest
from tests.sources.desk import web_source

from openkitchen.sources import ColumnRule, DayRule, Promise
from openkitchen.sources.findings import examine

PARTS = DayRule("name", r"(\d{4}-\d{2}-\d{2})T(?P<part>\d{2})")
COLUMNS = (
    ColumnRule("who", "visitor_id", meaning="browser"),
    ColumnRule("member", "customer_id", meaning="member"),
    ColumnRule("what", "item_id", meaning="item"),
    ColumnRule("ts", "timestamp", "timestamp", meaning="moment"),
    ColumnRule("paid", "event_value", "number", meaning="amount"),
)
DAYS, FILES = 12, 6


def hours(rng, day, *, swapped=False, times=1):
    """Rows by hour: few people at night, members by day alone, as shops have them."""
    for hour in range(1, 24, FILES):
        rows = []
        for _ in range(1 if hour < 6 else int(rng.integers(60, 80))):
            who, member = int(rng.integers(200)), hour > 6 and rng.random() < 0.5
            row = {
                "who": f"{who:08x}",
                "member": f"M{who}" if member else None,
                "what": f"i{int(rng.integers(40))}",
                "ts": f"2026-08-{day:02d}T{hour:02d}:{int(rng.integers(60)):02d}:00",
                "paid": f"{rng.lognormal(3, 0.5) * times:.2f}".replace(".", ","),
            }
            if swapped:
                row["who"], row["member"] = row["member"], row["who"]
            rows.append(row)
        yield hour, rows


@pytest.fixture
def look(make_desk):
    def received(**odd):
        rng = np.random.default_rng(5)
        desk = make_desk(
            web_source(
                columns=COLUMNS,
                day=PARTS,
                decimal=",",
                timezone="Europe/Berlin",
                promised=Promise(date(2026, 8, 1)),
            )
        )
        for day in range(1, DAYS + 1):
            how = {name: days_of(day) for name, days_of in odd.items()}
            for hour, rows in hours(rng, day, **how):
                text = "".join(json.dumps(row) + "\n" for row in rows)
                desk.put(f"web_2026-08-{day:02d}T{hour:02d}.jsonl", text)
        desk.receive()
        return examine(desk.sources, desk.store, desk.raw, desk.typed)

    return received


def test_hours_that_differ_are_no_alarm(look):
    found = look()
    assert [one.message for one in found.findings] == []
    assert found.deliveries == DAYS * 24 // FILES


def test_a_week_of_swapped_columns_is_one_run_of_days(look):
    found = look(swapped=lambda day: day in (5, 6, 7))
    told = [one for one in found.findings if one.kind == "mislabelled_ids"]
    assert {one.column for one in told} == {"who", "member"}
    assert {one.where for one in told} == {"from 2026-08-05 (4 files) to 2026-08-07 (4 files)"}


def test_a_unit_of_numbers_with_a_decimal_comma(look):
    found = look(times=lambda day: 100 if day > 9 else 1)
    (jump,) = [one for one in found.findings if one.kind == "unit_jump"]
    assert (jump.column, jump.figures["factor"]) == ("paid", 100)
    assert "from 2026-08-10" in jump.where
