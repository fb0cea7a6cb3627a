from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pytest

from openkitchen.sources import ColumnRule
from openkitchen.sources.columnar import open_frame
from openkitchen.sources.rows import Demands, day_from_now, take

RULES = (
    ColumnRule("who", "user_id", required=True),
    ColumnRule("when", "timestamp", "timestamp", required=False),
)


def run(columns, rules=RULES, **demands):
    (taken,) = take(open_frame(pa.table(columns), "f"), Demands(rules, **demands))
    return taken.rows.to_pylist(), [(r.line, r.column, r.reason) for r in taken.rejected]


def test_the_first_fault_of_a_row_is_told():
    rows, rejected = run({"who": [None, "a"], "when": ["x", "y"]})
    assert rows == []
    assert rejected == [
        (1, "who", "no value; expected an id"),
        (2, "when", rejected[1][2]),
    ]
    assert rejected[1][2].startswith("'y' is no time; expected epoch seconds")


def test_one_id_of_several_is_enough():
    rules = (ColumnRule("v", "visitor_id"), ColumnRule("c", "customer_id"))
    columns = {"v": ["v", None, None], "c": [None, "c", None]}
    rows, rejected = run(columns, rules, any_of=("visitor_id", "customer_id"))
    assert rows == [
        {"visitor_id": "v", "customer_id": None},
        {"visitor_id": None, "customer_id": "c"},
    ]
    assert rejected == [(3, "v", "no value; expected an id in v or c")]


def test_times_are_judged_by_age():
    columns = {
        "who": ["a"] * 3,
        "when": ["1899-12-31", "2026-08-01 12:00:00", "2026-08-01 12:00:01"],
    }
    rows, rejected = run(columns, latest=datetime(2026, 8, 1, 12), latest_is="the end")
    assert len(rows) == 1
    assert [line for line, _, _ in rejected] == [1, 3]
    assert rejected[1][2].endswith("expected a time no later than 2026-08-01 12:00 UTC, the end")


def test_constants_have_the_type_of_our_column():
    rows, _ = run({"who": ["a"], "when": [None]}, constants={"event_type": 1, "event_value": 2})
    assert rows == [{"user_id": "a", "timestamp": None, "event_type": "1", "event_value": 2.0}]


def test_a_pattern_is_what_is_expected():
    rules = (ColumnRule("when", "timestamp", "timestamp", format="%d.%m.%Y"),)
    rows, rejected = run({"when": ["01.08.2026", "2026-08-01"]}, rules)
    assert rows == [{"timestamp": datetime(2026, 8, 1)}]
    assert rejected[0][2] == "'2026-08-01' is no time; expected a time such as %d.%m.%Y"


@pytest.mark.parametrize("value", ["x" * 1_000_001, "ä" * 500_001])
def test_long_fields_are_rejected_in_dataframes_too(value):
    rows, rejected = run({"who": [value], "when": [None]})
    assert (rows, rejected[0][:2]) == ([], (1, "who"))


def test_a_day_from_now():
    assert day_from_now(datetime(2026, 12, 31, 12)) == datetime(2027, 1, 1, 12)
    assert day_from_now(None) > datetime(2026, 1, 1)


def test_zero_is_a_clock_never_set_unless_the_times_only_count_up():
    counted, rejected = run({"who": ["a"] * 4, "when": ["0", "1", "2", "3"]})
    assert (len(counted), rejected) == (4, [])
    rows, rejected = run({"who": ["a"] * 3, "when": ["0", "1788256800", "1788256801"]})
    assert len(rows) == 2
    assert "never set" in rejected[0][2]


def test_ids_lose_the_blanks_around_them_and_other_columns_keep_theirs():
    rules = (ColumnRule("who", "user_id"), ColumnRule("note", "note", "text"))
    rows, rejected = run({"who": [" 7 ", "7"], "note": [" x ", "x"]}, rules)
    assert rows == [{"user_id": "7", "note": " x "}, {"user_id": "7", "note": "x"}]
    assert rejected == []


def test_a_list_is_no_id():
    rows, rejected = run({"who": [["a", "b"], ["c"]]}, RULES[:1])
    assert rows == [{"user_id": "c"}]
    assert rejected == [(1, "who", "['a', 'b'] is a list; expected one value")]
