from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.sources.desk import NOW, web_source

from openkitchen.errors import ColumnsError
from openkitchen.sources import ColumnRule, DayRule
from openkitchen.sources.demands import DAY, demands_of

HEADER = ("ts", "ID visitor", "recipe", "value", "more")


def asked(header=HEADER, days=(), **changes):
    return demands_of(web_source(**changes), header, days, NOW, file="web.csv")


def test_each_column_gets_its_rule():
    found = asked()
    assert [(r.theirs, r.ours, r.required) for r in found.demands.rules] == [
        ("ID visitor", "visitor_id", False),
        ("recipe", "item_id", True),
        ("ts", "timestamp", True),
        ("value", "event_value", False),
    ]
    assert found.demands.any_of == ("visitor_id",)
    assert found.notes == ()


def test_what_is_missing_is_noted_or_refused():
    assert asked(HEADER[:3]).notes == ("no column 'value'",)
    with pytest.raises(
        ColumnsError, match=r"web\.csv, column 'recipe': no column 'recipe'; .*ts, ID"
    ):
        asked(("ts", "ID visitor"))
    with pytest.raises(ColumnsError, match="no column 'ID visitor'"):
        asked(("ts", "recipe"))
    with pytest.raises(ColumnsError, match="'ts' more than once"):
        asked((*HEADER, "ts"))


def test_a_constant_may_stand_for_the_id():
    columns = web_source().columns[1:]
    found = asked(("ts", "recipe", "value"), columns=columns, constants={"user_id": "all"})
    assert found.notes == ()


def test_of_several_names_for_a_column_the_first_that_is_there_is_read():
    columns = (*web_source().columns, ColumnRule("worth", "event_value", "number"))
    old, new, both = (
        asked(header, columns=columns)
        for header in (HEADER, (*HEADER[:3], "worth"), (*HEADER, "worth"))
    )
    assert [one.demands.rules[-1].theirs for one in (old, new, both)] == ["value", "worth", "value"]
    assert (old.notes, new.notes) == ((), ())
    assert both.notes == ("event_value is read from 'value', not from 'worth'",)
    assert asked(HEADER[:3], columns=columns).notes == ("no column 'value' or 'worth'",)


def test_the_latest_time_is_the_earlier_of_two():
    days = (date(2026, 8, 1), date(2026, 8, 2))
    assert asked(days=days, timezone="Asia/Tokyo").demands.latest == datetime(2026, 8, 3, 15)
    assert asked().demands.latest == datetime(2026, 10, 1, 12)
    assert asked(days=(date(2026, 12, 1),)).demands.latest == datetime(2026, 10, 1, 12)


def test_a_column_of_days_is_read_too():
    assert asked(day=DayRule("column", column="more")).demands.rules[-1].ours == DAY
    with pytest.raises(ColumnsError, match="no column 'day'"):
        asked(day=DayRule("column", column="day"))
