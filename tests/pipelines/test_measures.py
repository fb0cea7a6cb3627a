"""What is measured of a column is what is there."""

from datetime import datetime

import pyarrow as pa
import pytest
from tests.sources.findings.columns import track

from openkitchen.pipelines.measures import measured, measured_raw


def test_types_ranges_and_gaps():
    table = pa.table(
        {
            "n": [1.5, None, 3.0, 1.5],
            "s": ["b", "a", "b", None],
            "t": pa.array([datetime(2026, 1, d) for d in (3, 1, 2, 2)], pa.timestamp("us")),
            "set": [["x", "y"], [], None, ["y"]],
        }
    )
    found = measured(table)
    assert (found["n"].type, found["n"].low, found["n"].high) == ("number", "1.5", "3")
    assert (found["s"].distinct, found["s"].missing, found["s"].example) == (2, 0.25, "b")
    assert found["t"].low == "2026-01-01 00:00:00"
    assert (found["set"].type, found["set"].distinct, found["set"].example) == (
        "set of text",
        2,
        "y",
    )


def test_an_empty_column_has_no_range():
    found = measured(pa.table({"x": pa.array([None, None], pa.string())}))["x"]
    assert (found.distinct, found.missing, found.low, found.example) == (0, 1.0, "", "")


def test_delivered_columns_are_measured_over_all_deliveries():
    raw = measured_raw(track([{"x": ["9", "10"]}, {"x": ["9", None]}, {"y": ["a"]}]))
    assert (raw["x"].rows, raw["x"].distinct, raw["x"].low, raw["x"].high) == (4, 2, "9", "10")
    assert raw["x"].missing == pytest.approx(0.25)
    assert raw["y"].rows == 1


def test_what_is_no_number_is_missing_and_large_numbers_are_whole():
    found = measured(pa.table({"x": [float("nan")] * 2, "y": [1_717_257_600.0, float("nan")]}))
    assert (found["x"].distinct, found["x"].missing, found["x"].low) == (0, 1.0, "")
    assert (found["y"].low, found["y"].missing) == ("1717257600", 0.5)
