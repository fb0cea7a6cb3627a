"""The open data sets: read whole, nothing rejected."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import needs

from openkitchen.sources import read_files

pytestmark = pytest.mark.data


def folder(name):
    return Path(needs.open_data()) / name


def test_x_wines():
    wines = folder("x-wines")
    columns = {"WineID": "item_id", "Date": "timestamp", "Rating": "event_value"}
    tables, rejections = read_files(
        wines / "XWines_Slim_150K_ratings.csv.gz",
        wines / "XWines_Slim_1K_wines.csv.gz",
        columns=columns,
    )
    assert (tables.interactions.num_rows, tables.items.num_rows, len(rejections)) == (
        150_000, 1007, 0,
    )  # fmt: skip
    assert tables.dated
    kinds = {a.name: a.kind for a in tables.item_attributes}
    assert (kinds["Grapes"], kinds["ABV"], kinds["WineryID"]) == ("set", "number", "category")
    assert tables.items["Harmonize"].to_pylist()[0] == ["Pork", "Rich Fish", "Shellfish"]


def test_complete_journey():
    journey = folder("completejourney")
    columns = {
        "household_id": "user_id",
        "product_id": "item_id",
        "transaction_timestamp": "timestamp",
        "quantity": "event_value",
    }
    tables, rejections = read_files(
        journey / "transactions_sample.csv.gz",
        journey / "products.csv.gz",
        journey / "demographics.csv.gz",
        columns=columns,
    )
    assert (tables.interactions.num_rows, tables.users.num_rows, len(rejections)) == (
        75_000, 801, 0,
    )  # fmt: skip
    assert tables.items.num_rows == 92_331
    assert tables.users["kids_count"].to_pylist()[0] == "0"
