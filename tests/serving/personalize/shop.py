"""A small shop as Personalize clients bring it: CSV files and Avro schemas."""

import csv
import io
import json
import random

ITEMS = [f"i{n:02}" for n in range(30)]
GENRES = ["Drama", "Comedy", "Drama|Comedy", "Horror"]
FAST = {
    "scales": "all",
    "power": "0.5",
    "row_half_life": "0",
    "left_out": "1",
    "typical": "5",
    "ridge_items": "50",
    "ridge_tags": "20",
    "ridge_users": "50",
    "ridge_base": "1",
    "ridge_cold": "1",
    "shrink": "0",
    "newcomers": "0.5",
    "discount": "0",
    "trend": "0.1",
    "trend_half_life": "7",
    "max_items": "500",
}
"""Hyperparameters of the glass box that need no search."""


def schema(name, *fields):
    return json.dumps(
        {
            "type": "record",
            "name": name,
            "namespace": "com.amazonaws.personalize.schema",
            "fields": list(fields),
            "version": "1.0",
        }
    )


def field(name, type_="string", **more):
    return {"name": name, "type": type_, **more}


INTERACTIONS = schema(
    "Interactions",
    field("USER_ID"),
    field("ITEM_ID"),
    field("TIMESTAMP", "long"),
    field("EVENT_TYPE"),
    field("EVENT_VALUE", ["null", "float"]),
)
ITEM_SCHEMA = schema(
    "Items",
    field("ITEM_ID"),
    field("GENRE", ["null", "string"], categorical=True),
    field("YEAR", "int"),
    field("TITLE", ["null", "string"]),
    field("CREATION_TIMESTAMP", "long"),
)
DOMAIN_ITEM_SCHEMA = schema(
    "Items",
    field("ITEM_ID"),
    field("GENRES", categorical=True),
    field("CATEGORY_L1", categorical=True),
    field("PRICE", "float"),
    field("CREATION_TIMESTAMP", "long"),
)
USER_SCHEMA = schema(
    "Users", field("USER_ID"), field("AGE", "int"), field("COUNTRY", categorical=True)
)


def text(header, rows):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def interactions(users=60, seed=3):
    draw = random.Random(seed)  # noqa: S311 - a made-up shop
    rows = []
    for n in range(users):
        taste = n % 4
        for m in range(draw.randint(3, 9)):
            item = ITEMS[(taste + 4 * draw.randint(0, 6)) % 30] if m % 3 else draw.choice(ITEMS)
            kind = draw.choice(["view", "view", "purchase"])
            when = 1_700_000_000 + draw.randint(0, 5_000_000)
            rows.append((f"u{n:03}", item, when, kind, round(draw.random() * 5, 2)))
    return text(["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE"], rows)


def items():
    rows = [
        (item, GENRES[n % 4], 1960 + n, f"Film {item}", 1_600_000_000 + n)
        for n, item in enumerate(ITEMS)
    ]
    return text(["ITEM_ID", "GENRE", "YEAR", "TITLE", "CREATION_TIMESTAMP"], rows)


def domain_items():
    rows = [
        (item, GENRES[n % 4], ["Shoes", "Hats"][n % 2], n / 10, 1_600_000_000 + n)
        for n, item in enumerate(ITEMS)
    ]
    return text(["ITEM_ID", "GENRES", "CATEGORY_L1", "PRICE", "CREATION_TIMESTAMP"], rows)


def users(count=60):
    rows = [(f"u{n:03}", 18 + n, ["NL", "DE", "FR"][n % 3]) for n in range(count)]
    return text(["USER_ID", "AGE", "COUNTRY"], rows)
