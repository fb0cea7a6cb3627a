"""The open data sets as train and test: cut by time, the last tenth of the events."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from openkitchen.prepare import split_by_time
from openkitchen.schema import Tables
from openkitchen.sources import read_files

XWINES = {"UserID": "user_id", "WineID": "item_id", "Date": "timestamp"}
JOURNEY = {
    "household_id": "user_id",
    "product_id": "item_id",
    "transaction_timestamp": "timestamp",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A data set, cut in two."""

    name: str
    tables: Tables
    test: pa.Table


def cases(only: str | None = None) -> Iterator[Case]:
    """Read what lies in ``OPENKITCHEN_DATA``, and make the demo shop; or one of them."""
    folder = os.environ.get("OPENKITCHEN_DATA")
    if not folder:
        sys.exit("Set OPENKITCHEN_DATA to the folder that holds x-wines/ and completejourney/.")
    wines, journey = Path(folder) / "x-wines", Path(folder) / "completejourney"
    made: dict[str, Callable[[], Case]] = {
        "X-Wines": lambda: _case(
            "X-Wines",
            wines / "XWines_Slim_150K_ratings.csv.gz",
            wines / "XWines_Slim_1K_wines.csv.gz",
            None,
            XWINES,
        ),
        "Demo shop": demo_shop,
        "Complete Journey": lambda: _case(
            "Complete Journey",
            journey / "transactions_sample.csv.gz",
            journey / "products.csv.gz",
            journey / "demographics.csv.gz",
            JOURNEY,
        ),
    }
    for name, make in made.items():
        if only in (None, name):
            yield make()


def demo_shop() -> Case:
    """Make the demo shop at its default size and prepare its tables."""
    from openkitchen.pipelines.demo import unpack_demo
    from openkitchen.pipelines.formats import FORMATS
    from openkitchen.pipelines.runner import run_workspace
    from openkitchen.prepare import tables_of

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "shop"
        unpack_demo(root)
        steps = ("identity edges", "identity map", "interactions", "users", "items", "split")
        run_workspace(root, only=steps)
        read, data = FORMATS["Table"].load, root / "data"
        train, test = (read(data / f"05_model_input/{name}.parquet") for name in ("train", "test"))
        users, items = (read(data / f"03_primary/{name}.parquet") for name in ("users", "items"))
        return Case("Demo shop", tables_of(train, users, items), test)


def _case(
    name: str, interactions: Path, items: Path, users: Path | None, columns: dict[str, str]
) -> Case:
    tables, _ = read_files(interactions, items, users, columns=columns)
    train, test = split_by_time(tables.interactions, 0.1)
    return Case(name, tables.with_interactions(train), test)
