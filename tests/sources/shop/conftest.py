"""One shop with all defects, its clean twin, and readers that know nothing of the shop's code."""

import csv
import gzip
import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from openkitchen.sources.shop import Shop, ShopSettings, make_shop

BROKEN_TIME = "0000-00-00 00:00:00"


@dataclass(frozen=True, eq=False)
class Read:
    """A shop, read back from its files alone."""

    shop: Shop

    @cached_property
    def truth(self) -> dict:
        return json.loads((self.shop.truth / "shop.json").read_text("utf-8"))

    @property
    def web_files(self) -> list[dict]:
        """The web files that hold for their days, by day."""
        files = [f for f in self.truth["files"] if f["source"] == "web"]
        held = [f for f in files if f["kind"] not in ("resend", "superseded")]
        return sorted(held, key=lambda f: f["day"])

    @cache  # noqa: B019 - there are three shops
    def lines(self, file: str) -> list[list[str]]:
        with gzip.open(self.shop.deliveries / file, "rt", newline="") as opened:
            return list(csv.reader(opened))

    def web(self, file: str) -> list[dict]:
        """Rows by name; names as before the provider changed them."""
        header, *rows = self.lines(file)
        before = {"Hit_Time": "hit time", "device": "device type"}
        names = [before.get(name, name) for name in header]
        return [dict(zip(names, row, strict=False)) for row in rows]

    @cache  # noqa: B019
    def all_web(self) -> list[dict]:
        return [row for file in self.web_files for row in self.web(file["file"])]

    def good_web(self) -> list[dict]:
        """Whole rows of people, each once."""
        bots = set(self.truth["defects"]["bots"])
        seen, good = set(), []
        for row in self.all_web():
            if is_broken(row) or row["hit id"] in seen or row["ID visitor"] in bots:
                continue
            seen.add(row["hit id"])
            good.append(row)
        return good

    def customers(self, which: int = -1) -> list[dict]:
        """The records of one customer dump, the last unless said."""
        path = sorted(self.shop.deliveries.glob("crm_*.psv"))[which]
        with path.open(encoding="cp1252", newline="") as opened:
            return list(csv.DictReader(opened, delimiter="|"))

    def recipes(self, which: int = -1) -> dict[str, dict]:
        path = sorted(self.shop.deliveries.glob("recipes_*.jsonl"))[which]
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        return {row["recipe_no"]: row for row in rows}

    def known(self, name: str) -> list[dict]:
        return pq.read_table(self.shop.truth / f"{name}.parquet").to_pylist()


def is_broken(row: dict) -> bool:
    return (
        len(row) < 8
        or row["hit time"] == BROKEN_TIME
        or not row["page item"]
        or not row["ID visitor"]
    )


@pytest.fixture(scope="session")
def messy(tmp_path_factory) -> Read:
    """200 customers, 60 days, every defect."""
    settings = ShopSettings(broken_rows=0.01, clocks_ahead=0.02)
    folder = tmp_path_factory.mktemp("messy")
    return Read(make_shop(folder, customers=200, settings=settings))


@pytest.fixture(scope="session")
def clean(tmp_path_factory) -> Read:
    """The same shop without any defect."""
    folder = tmp_path_factory.mktemp("clean")
    return Read(make_shop(folder, customers=200, settings=ShopSettings().clean()))


@pytest.fixture(scope="session")
def large(tmp_path_factory) -> Read:
    """1,000 customers without defects: enough to measure what was planted."""
    folder = tmp_path_factory.mktemp("large")
    return Read(make_shop(folder, customers=1000, seed=3, settings=ShopSettings().clean()))


@pytest.fixture(scope="session")
def folder_bytes():
    """All bytes of a folder, file by file."""

    def read(folder: Path) -> dict[str, bytes]:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {str(path.relative_to(folder)): path.read_bytes() for path in files}

    return read
