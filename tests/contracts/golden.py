"""Every SQL model of the house, in the order of its data, and odd rows for what they read."""

import zlib
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import numpy as np
import pyarrow as pa
import sqlglot
from sqlglot import exp

ROOMS = ("identity", "prepare")
TEXT, TIME, WHOLE, REAL, FLAG = (
    pa.string(),
    pa.timestamp("us"),
    pa.int64(),
    pa.float64(),
    pa.bool_(),
)
TYPES = {
    "timestamp": TIME,
    "first_seen": TIME,
    "last_seen": TIME,
    "count": WHOLE,
    "place": WHOLE,
    "weight": REAL,
    "event_value": REAL,
    "share": REAL,
    "probability": REAL,
    "persons": WHOLE,
    "times": REAL,
    "seen": REAL,
    "stray": REAL,
    "drop_unknown_items": FLAG,
}
"""Types by name of the column; all other columns are text, by the rule of `guessed`."""

IDS = ("visitor_id", "customer_id", "user_id")
COLUMNS = {
    "events": (
        *(*IDS, "timestamp", "item_id", "event_type", "device"),
        *("event_value", "weight"),
    ),
    "links": (
        *("visitor_id", "customer_id", "evidence", "first_seen", "last_seen", "count"),
        "timestamp",
    ),
    "received_events": (
        *(*IDS, "item_id", "timestamp", "event_type", "event_value", "weight", "session_id"),
        *("device", "event_id", "source"),
    ),
    "visits": (*IDS, "timestamp", "item_id", "event_type", "device"),
    "catalogue": ("item_id", "place"),
    "people": ("user_id", "customer_id", "place"),
}
"""What models read with ``*`` or without saying from which table; the rest is read off the SQL."""

ONCE = {
    "guard": {"share": [0.95], "doubt": [0.5]},
    "settings": {
        "session_gap_seconds": [1800],
        "bot_events_a_day": [2.0],
        "drop_unknown_items": [True],
    },
    "map_version": {"map_version": ["abc"]},
    "extent": {"everybody": [True]},
    "map_before": {
        "visitor_id": ["v1", "v2", "ü", "v4"],
        "user_id": ["C1", "C1", "visitor:ü", "A"],
        "customer_id": ["C1", "C1", None, None],
    },
    "before_map": {
        "visitor_id": ["v1", "v2", "ü", None, "v4", "A"],
        "user_id": ["C1", "C1", "visitor:ü", "C2", "C2", "a"],
        "customer_id": ["C1", "C1", None, "C2", None, None],
    },
    "after_map": {
        "visitor_id": ["v1", "v2", "ü", "v4", None],
        "user_id": ["X", "X", "visitor:ü", "C1", "C2"],
        "customer_id": ["C1", "C1", None, None, "C2"],
    },
    "event_weights": {"event_type": ["*", "view", "ad"], "weight": [1.0, 0.1, 0.0]},
    "steps": {
        "place": [1, 2, 3, 4, 5],
        "step": ["received", "duplicates", "bots", "catalogue", "weights"],
        "meaning": ["é"] * 5,
    },
}
"""Settings, and maps that agree in part: never drawn."""

IDENTITY_MAP = {
    "visitor_id": ["v1", "v2", "ü", "v4"],
    "user_id": ["C1", "C1", "visitor:ü", "customer:visitor:x"],
    "customer_id": ["C1", "C1", None, "visitor:x"],
    "status": ["linked", "linked", "anonymous", "linked"],
}
WORDS = ("v1", "v2", "ü", "v4", "C1", "C2", "visitor:x", "customer:visitor:x", "日本", "A", "a")
WORDS += (" a", "it's", "", "Ａ", "😀", "view", "ad")
FIRST, LAST = datetime(1, 1, 2), datetime(9999, 12, 30)
MOMENTS = (
    *(FIRST, LAST, datetime(1969, 12, 31, 23, 59, 59, 999_999), datetime(2026, 3, 29, 1, 59, 59)),
    *(datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 2, 30, 0, 1), datetime(2024, 2, 29)),
    *(datetime(2026, 8, 3, 23, 59, 59, 500_000), datetime(2026, 8, 4, 0, 20)),
    *(datetime(2026, 8, 4, 0, 50), datetime(2026, 8, 4, 0, 50, 0, 1)),
)
NUMBERS = (0.0, -0.0, 1.0, 0.1, 0.2, 0.3, 1e-300, 1e300, -1.0, float("nan"), float("inf"))


def sql_models():
    """Return all models by name, each after those that it reads."""
    found = {
        path.name.removesuffix(".sql"): path
        for room in ROOMS
        for path in sorted(Path(str(files(f"openkitchen.{room}"))).rglob("*.sql"))
    }
    ordered = {}
    while len(ordered) < len(found):
        for name, path in found.items():
            if name not in ordered and not tables_read(path) & (found.keys() - ordered.keys()):
                ordered[name] = path
    return ordered


def tables_read(path):
    tree = sqlglot.parse_one(path.read_text("utf-8"), read="duckdb")
    named = {cte.alias for cte in tree.find_all(exp.CTE)}
    return {table.name for table in tree.find_all(exp.Table)} - named


def given_tables(models, rows, seed=0):
    """Draw the tables that no model makes: ties, nulls, NaN, odd times and texts in plenty."""
    read = set().union(*map(tables_read, models.values())) - models.keys()
    drawn = {}
    for name in sorted(read):
        if name in ONCE:
            drawn[name] = pa.table(ONCE[name])
        elif name == "identity_map":
            drawn[name] = pa.table(IDENTITY_MAP).slice(0, len(IDENTITY_MAP) if rows else 0)
        else:
            drawn[name] = _drawn(name, columns_read(name, models), rows, seed)
    return drawn


def columns_read(table, models):
    """Return the columns of a table: as declared, else those that the SQL names with it."""
    if table in COLUMNS:
        return COLUMNS[table]
    named = {}
    for path in models.values():
        if table not in tables_read(path):
            continue
        for select in sqlglot.parse_one(path.read_text("utf-8"), read="duckdb").find_all(
            exp.Select
        ):
            tables = list(select.find_all(exp.Table))
            aliases = {one.alias_or_name for one in tables if one.name == table}
            alone = {one.name for one in tables} == {table}
            for column in select.find_all(exp.Column):
                if column.table in aliases or (alone and not column.table):
                    named[column.name] = None
    return tuple(named)


def guessed(column):
    """Return the type of a column: as listed, else by how columns of the house are named."""
    if column in TYPES:
        return TYPES[column]
    if column.endswith(("_at", "_seen", "_from", "_to")):
        return TIME
    if column.endswith(("_count", "_number", "_place", "_events", "rows", "events")):
        return WHOLE
    return REAL if column.endswith(("_share", "_weight", "_probability")) else TEXT


def _drawn(table, columns, rows, seed):
    rng = np.random.default_rng([seed, zlib.crc32(table.encode())])
    made = {}
    for column in columns:
        kind = guessed(column)
        pool = {TEXT: WORDS, TIME: MOMENTS, REAL: NUMBERS, FLAG: (True, False)}.get(kind)
        if column == "place":
            made[column] = pa.array(rng.permutation(rows), WHOLE)
            continue
        pool = range(1, 5) if pool is None else pool
        few = pool if table != "received_events" or kind == REAL else pool[: 3 + seed * 8]
        values = [few[n] for n in rng.integers(0, len(few), rows)]
        made[column] = pa.array([None if rng.random() < 0.25 else v for v in values], kind)
    return pa.table(made)
