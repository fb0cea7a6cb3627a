from __future__ import annotations

import pyarrow as pa
import pytest
from tests.sources.desk import NOW

from openkitchen.sources.columnar import open_frame
from openkitchen.sources.interactions import read_interactions


def read(columns, **mapped):
    return read_interactions(open_frame(pa.table(columns), "clicks"), mapped, NOW)


BASE = {"user_id": ["a", "a"], "item_id": ["x", "y"]}


def test_known_columns_are_read_and_others_passed_over():
    got = read(
        BASE
        | {"Event Type": ["view", None], "session_id": ["s", "s"], "weight": [1, None], "z": [1, 2]}
    )
    assert got.rows.column_names == [
        "user_id", "item_id", "timestamp", "event_type", "weight", "session_id",
    ]  # fmt: skip
    assert got.rows["weight"].to_pylist() == [1.0, None]
    assert got.notes == (
        "clicks: no times: all interactions count as undated",
        "clicks: passed over: z",
    )


def test_a_column_mapped_by_hand_outweighs_one_of_our_name():
    got = read(BASE | {"who": ["b", "c"]}, who="user_id")
    assert got.rows["user_id"].to_pylist() == ["b", "c"]
    assert got.notes[-1] == "clicks: passed over: user_id"


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
@pytest.mark.parametrize("column", ["weight", "event_value"])
def test_what_is_no_number_is_rejected(column, bad):
    got = read(BASE | {column: [1.0, bad]})
    assert (got.rows.num_rows, got.read) == (1, 2)
    assert (got.rejected[0].line, got.rejected[0].column) == (2, column)


def test_some_times_without_a_value_are_rejected_all_of_them_are_no_times():
    got = read(BASE | {"timestamp": [None, 1788256800]})
    assert got.rejected[0].reason.startswith("no value; expected epoch seconds")
    assert read(BASE | {"timestamp": [None, None]}).rows.num_rows == 2
    assert read(BASE | {"timestamp": ["x", None]}).rows.num_rows == 0
