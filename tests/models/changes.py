"""Small random shops, random settings, and random changes of the data, for exactness tests."""

from collections import Counter
from dataclasses import fields, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.models import GlassBoxSettings
from openkitchen.schema import Attribute, Tables

START = 1_700_000_000_000_000  # microseconds
HOUR = 3_600_000_000


def random_tables(seed: int, n_users: int = 30, n_items: int = 25, days: int = 40) -> Tables:
    """Make a shop: repeats, ties in time, gaps in attributes; one in four is undated."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(120, 260))
    popularity = 1 / (np.arange(n_items) + 3.0)
    user = rng.integers(0, n_users, n)
    item = rng.choice(n_items, n, p=popularity / popularity.sum())
    times = rng.integers(0, days * 24, n) * HOUR + START
    interactions = pa.table(
        {
            "user_id": [f"u{x:02d}" for x in user],
            "item_id": [f"i{x:02d}" for x in item],
            "timestamp": pa.array(times if seed % 4 else [None] * n, pa.timestamp("us")),
            "weight": rng.choice([0.5, 1.0, 2.0], n),
            "event_type": gappy(rng, n, "bv"),
            "event_value": [None if x < 0.2 else float(np.ceil(x * 5)) for x in rng.random(n)],
            "device": gappy(rng, n, "pqr"),
        }
    )
    items = pa.table(
        {
            "item_id": [f"i{x:02d}" for x in range(n_items)],
            "kind": gappy(rng, n_items, "abcd"),
            "parts": [
                list(rng.choice(list("xyzw"), rng.integers(0, 3), replace=False))
                for _ in range(n_items)
            ],
            "minutes": numbers(rng, n_items),
        }
    )
    users = pa.table(
        {
            "user_id": [f"u{x:02d}" for x in range(n_users)],
            "diet": gappy(rng, n_users, "vmpq"),
            "age": numbers(rng, n_users),
        }
    )
    of_items = (("kind", "category"), ("parts", "set"), ("minutes", "number"))
    of_users = (("diet", "category"), ("age", "number"))
    return Tables(
        interactions,
        items,
        users,
        tuple(Attribute(*a) for a in of_items),
        tuple(Attribute(*a) for a in of_users),
    )


def gappy(rng, n: int, levels: str) -> list:
    return [None if x < 0.1 else str(rng.choice(list(levels))) for x in rng.random(n)]


def numbers(rng, n: int) -> list:
    return [None if x < 0.1 else float(np.round(x * 60)) for x in rng.random(n)]


def random_settings(seed: int) -> GlassBoxSettings:
    """Draw every setting; those that are not named here get a plain value."""
    rng = np.random.default_rng(seed + 10_000)

    def one_of(*values):
        return values[rng.integers(len(values))]

    scales = one_of(("all",), ("all", "3d"), ("2s", "all"), ("all", "20h", "0s"), ("5d",))
    drawn = {
        "scales": scales,
        "power": one_of(0.0, 0.5, 1.0),
        "row_half_life": one_of(0.0, 0.0, 8.0),
        "left_out": one_of(0.0, 0.7),
        "typical": one_of(1.0, 5.0),
        "ridge_items": tuple(float(x) for x in rng.uniform(1, 5, len(scales))),
        "ridge_tags": one_of(0.0, 3.0),
        "ridge_users": one_of(0.0, 2.0),
        "shrink": one_of(0.0, 0.0, 3.0),
        "newcomers": one_of(0.0, 0.5, 1.0),
        "discount": one_of(0.0, 0.2),
        "repeat": one_of((0.0,), (0.3,), (0.1, 0.2)[: len(scales)]),
        "trend": one_of(0.0, 0.4),
        "trend_half_life": one_of(0.0, 3.0),
        "max_items": one_of(0, 0, 10),
        "event_weights": one_of((), (), ("b:2.5",), ("b:0.5", "v:0")),
        "value_power": one_of(0.0, 0.0, 0.5),
        "precision": 64,
        "context": one_of((), ("weekday",), ("month", "hour", "device")) if seed % 4 else (),
    }
    return GlassBoxSettings(**{f.name: drawn.get(f.name, 0.7) for f in fields(GlassBoxSettings)})


def forget(tables: Tables, rng) -> Tables:
    user = str(rng.choice(tables.users["user_id"].to_pylist()))
    events = tables.interactions
    return replace(
        tables,
        interactions=events.filter(pc.not_equal(events["user_id"], user)),
        users=tables.users.filter(pc.not_equal(tables.users["user_id"], user)),
    )


def less_history(tables: Tables, rng) -> Tables:
    events = tables.interactions
    row = events.slice(int(rng.integers(events.num_rows)), 1).to_pylist()[0]
    own = [pc.equal(events[name], row[name]) for name in ("user_id", "item_id")]
    return tables.with_interactions(events.filter(pc.invert(pc.and_(*own))))


def drop_column(tables: Tables, rng) -> Tables:
    table = str(rng.choice(["users", "items"]))
    field = f"{table[:-1]}_attributes"
    gone = getattr(tables, field)[rng.integers(len(getattr(tables, field)))]
    rest = tuple(a for a in getattr(tables, field) if a != gone)
    column = getattr(tables, table).drop_columns([gone.name])
    return replace(tables, **{table: column, field: rest})


def add_column(tables: Tables, rng) -> Tables:
    table = str(rng.choice(["users", "items"]))
    field, before = f"{table[:-1]}_attributes", getattr(tables, table)
    kind = str(rng.choice(["category", "number"]))
    values = gappy(rng, before.num_rows, "ab") if kind == "category" else None
    column = pa.array(values or numbers(rng, before.num_rows))
    wider = before.append_column("new", column)
    return replace(
        tables, **{table: wider, field: (*getattr(tables, field), Attribute("new", kind))}
    )


def change_item(tables: Tables, rng) -> Tables:
    rows = tables.items.to_pylist()
    name = str(rng.choice(["kind", "parts", "minutes"]))
    value = {"kind": str(rng.choice(list("abcd"))), "parts": ["y"], "minutes": 33.0}[name]
    rows[rng.integers(len(rows))][name] = value
    return replace(tables, items=pa.Table.from_pylist(rows, schema=tables.items.schema))


def other_kind(tables: Tables, item: str) -> Tables:
    """Put an item among the most frequent of the other kinds."""
    rows = tables.items.to_pylist()
    kinds = Counter(row["kind"] for row in rows if row["kind"])
    row = next(row for row in rows if row["item_id"] == item)
    row["kind"] = next(kind for kind, _ in kinds.most_common() if kind != row["kind"])
    return replace(tables, items=pa.Table.from_pylist(rows, schema=tables.items.schema))


def append_day(tables: Tables, rng) -> Tables:
    n = 6
    times = START + 41 * 24 * HOUR + rng.integers(0, 24 * HOUR, n)
    more = pa.table(
        {
            "user_id": [f"u{x:02d}" for x in rng.integers(0, 33, n)],
            "item_id": [f"i{x:02d}" for x in rng.integers(0, 27, n)],
            "timestamp": pa.array(times if tables.dated else [None] * n, pa.timestamp("us")),
            "weight": np.ones(n),
            "event_type": gappy(rng, n, "bvw"),
            "device": gappy(rng, n, "prs"),
        }
    )
    both = pa.concat_tables([tables.interactions, more], promote_options="default")
    return tables.with_interactions(both)


def late_arrivals(tables: Tables, rng) -> Tables:
    """Append events within the time that is there already."""
    more = append_day(tables, rng).interactions.slice(tables.interactions.num_rows)
    if tables.dated:
        times = pa.array(START + rng.integers(0, 20 * 24, more.num_rows) * HOUR)
        more = more.set_column(2, "timestamp", times.cast(pa.timestamp("us")))
    both = pa.concat_tables([tables.interactions, more], promote_options="default")
    return tables.with_interactions(both)


def add_item(tables: Tables, rng) -> Tables:
    row = {"item_id": "i99", "kind": str(rng.choice(list("abcd"))), "parts": ["x"], "minutes": 20.0}
    new = pa.Table.from_pylist([row], schema=tables.items.schema)
    return replace(tables, items=pa.concat_tables([tables.items, new]))


KINDS = {
    "forget a user": forget,
    "a history without an item": less_history,
    "drop a column": drop_column,
    "add a column": add_column,
    "change an item": change_item,
    "append a day": append_day,
    "late arrivals": late_arrivals,
    "add an item": add_item,
}
