"""Profiles and tracks from lists of values, without files."""

from datetime import datetime

import pyarrow as pa

from openkitchen.engine import connect
from openkitchen.sources import ColumnRule, ReceivedSource, Source
from openkitchen.sources.findings.event_log import event_log
from openkitchen.sources.findings.profile import profile_of
from openkitchen.sources.findings.track import Part, Track
from openkitchen.store import ReceiptRow

SOURCE = Source(
    "log",
    "events",
    "log*",
    (
        ColumnRule("who", "visitor_id"),
        ColumnRule("what", "item_id"),
        ColumnRule("when", "timestamp", "timestamp"),
        ColumnRule("number", "event_id"),
    ),
)


def receipt(n=0):
    return ReceiptRow("log", f"log_{n:02d}.csv", f"{n:064d}", datetime(2026, 5, 1), "new", id=n)


def profile(values, stated=""):
    """Look at a column of values; None is no value."""
    with connect() as database:
        texts = [None if value is None else str(value) for value in values]
        return profile_of(pa.chunked_array([pa.array(texts, pa.string())]), stated, database)


def track(deliveries, source=SOURCE, names=None):
    """Make a track from one dictionary of columns for each delivery."""
    parts = []
    for n, columns in enumerate(deliveries):
        profiles = {name: profile(values) for name, values in columns.items()}
        rows = max((p.rows for p in profiles.values()), default=0)
        parts.append(Part(receipt(n), f"log_{n:02d}.csv", profiles, rows))
    known = {rule.ours: (rule.theirs,) for rule in source.columns}
    return Track(source, tuple(parts), known if names is None else names)


def with_events(rows, ask, source=SOURCE):
    """Call a function with a log of (actor, item, moment[, id]) events, one delivery."""
    columns = {
        "visitor_id": pa.array([row[0] for row in rows], pa.string()),
        "item_id": pa.array([row[1] for row in rows], pa.string()),
        "timestamp": pa.array([row[2] for row in rows], pa.timestamp("us")),
        "event_id": pa.array([(*row, None)[3] for row in rows], pa.string()),
    }
    one = ReceivedSource(source, pa.table(columns), (receipt(),))
    with connect() as database, event_log(one, [len(rows)], database) as log:
        return [found.finding for found in ask(log, track([{}]))]
