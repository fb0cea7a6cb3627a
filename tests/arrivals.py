"""Received rows made by hand, for the tests of identity and preparation."""

from datetime import datetime, timedelta

import pyarrow as pa

from openkitchen.schema import with_kind
from openkitchen.sources import Received, ReceivedSource, Source

START = datetime(2026, 8, 3, 12)
TYPES = {
    "timestamp": pa.timestamp("us"),
    "first_seen": pa.timestamp("us"),
    "last_seen": pa.timestamp("us"),
    "count": pa.int64(),
    "event_value": pa.float64(),
    "weight": pa.float64(),
    "age": pa.float64(),
    "likes": pa.list_(pa.string()),
}


def at(minutes: float) -> datetime:
    """Return a moment so many minutes after the first."""
    return START + timedelta(minutes=minutes)


def source(name, role, rows, kinds=None) -> ReceivedSource:
    """Make a source of rows (dictionaries); columns that a row lacks are null."""
    names = list(dict.fromkeys(key for row in rows for key in row))
    table = pa.table(
        {
            name: pa.array([row.get(name) for row in rows], TYPES.get(name, pa.string()))
            for name in names
        }
    )
    return ReceivedSource(Source(name, role, "*", ()), with_kind(table, kinds or {}), ())


def received_of(*sources) -> Received:
    return Received(tuple(sources))


def rows_of(table) -> list[dict]:
    return table.to_pylist()
