"""Columns have the types that all rooms expect."""

from datetime import datetime

import pyarrow as pa

from openkitchen.engine import plain
from openkitchen.engine.plain import plain_schema


def test_whole_numbers_have_one_width_and_every_column_may_hold_nulls():
    table = pa.table(
        {"a": pa.array([1], pa.int32()), "b": pa.array([2], pa.decimal128(38, 0))},
        schema=pa.schema([pa.field("a", pa.int32(), nullable=False), ("b", pa.decimal128(38, 0))]),
    )
    made = plain(table)
    assert made.schema == pa.schema([("a", pa.int64()), ("b", pa.int64())])
    assert made.to_pylist() == [{"a": 1, "b": 2}]
    assert plain(made) is made


def test_the_schema_is_told_without_rows_and_fields_keep_their_metadata():
    field = pa.field("a", pa.large_string(), metadata={"kind": "text"})
    made = plain_schema(pa.schema([field, ("t", pa.timestamp("ns", "UTC"))]))
    assert made.types == [pa.string(), pa.timestamp("us")]
    assert made.field("a").metadata == {b"kind": b"text"}


def test_times_with_a_zone_become_what_they_are_in_utc():
    noon = pa.array([datetime(2026, 8, 3, 12)], pa.timestamp("us", "Europe/Berlin"))
    assert plain(pa.table({"t": noon}))["t"].to_pylist() == [datetime(2026, 8, 3, 12)]
