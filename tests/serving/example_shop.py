"""The shop that the examples of the documentation speak of."""

from functools import cache

import pyarrow as pa
from tests.contracts.test_every_model import FIXED

from openkitchen.models import GlassBox
from openkitchen.schema import Tables, infer_attributes
from openkitchen.serving.kitchen import kitchen_of

DISHES = ("bean-chili", "lentil-soup", "ramen", "tacos", "pho", "mole", "gyoza", "udon")
CUISINES = ("mexican", "indian", "japanese", "mexican", "thai", "mexican", "japanese", "japanese")


def example_tables() -> Tables:
    """Forty users with four dishes each, by turns."""
    rows = [
        {
            "user_id": f"u-{n}",
            "item_id": DISHES[1:][(n * 3 + step * (1 + n % 2)) % 7],
            "timestamp": 1_788_000_000 + 3_600 * (n + 40 * step),
        }
        for n in range(40)
        for step in range(4)
    ]
    rows += [
        {"user_id": "u-17", "item_id": "lentil-soup", "timestamp": 1_788_100_000},
        *(
            {"user_id": f"u-{n}", "item_id": "bean-chili", "timestamp": 1_788_200_000 + n}
            for n in range(12)
        ),
    ]
    pairs = {(row["user_id"], row["item_id"]): row for row in rows}
    events = pa.Table.from_pylist(sorted(pairs.values(), key=lambda row: row["timestamp"]))
    times = pa.array([t * 1_000_000 for t in events["timestamp"].to_pylist()], pa.timestamp("us"))
    items = pa.table(
        {
            "item_id": list(DISHES),
            "title": [dish.replace("-", " ").capitalize() for dish in DISHES],
            "cuisine": list(CUISINES),
            "tags": [["spicy"] if n % 2 else ["mild", "vegan"] for n in range(len(DISHES))],
        }
    )
    users = pa.table(
        {
            "user_id": [f"u-{n}" for n in range(40)],
            "diet": [("vegan", "meat", "none")[n % 3] for n in range(40)],
        }
    )
    return Tables(
        events.set_column(2, "timestamp", times),
        items,
        users,
        infer_attributes(items, "item_id"),
        infer_attributes(users, "user_id"),
    )


@cache
def example_model():
    return GlassBox(FIXED).fit(example_tables())


def example_kitchen():
    return kitchen_of(example_model(), name="shop")
