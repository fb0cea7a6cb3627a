from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.contracts.test_every_model import FIXED
from tests.experiments.behaviour.test_outcome import ALL
from tests.shop import small_tables

from openkitchen.evaluate import evaluate_lists
from openkitchen.explain import cold_start, explain
from openkitchen.models import GlassBox, Popularity
from openkitchen.reporting import (
    DataWay,
    Titles,
    build_delivery,
    build_funnel,
    build_report,
    build_results,
)

DISHES = [
    "Lentil soup",
    "Beef stew",
    "Ratatouille",
    "Meatballs",
    "Mushroom risotto",
    "Roast chicken",
    "Pad thai",
    "Goulash",
    "Bean chili",
    "Carbonara",
    "Falafel",
    "Fish pie",
    "Gnocchi",
    "Lamb curry",
    "Minestrone",
    "Moussaka",
    "Palak paneer",
    "Pulled pork",
    "Quiche",
    "Ramen",
    "Shakshuka",
    "Schnitzel",
    "Tabbouleh",
    "Tacos <b>& more</b>",
]


@dataclass(frozen=True)
class Counted:
    visitors: int = 4200
    linked: int = 2600
    shared: int = 240
    anonymous: int = 1360
    users: int = 1750
    cross_device: int = 610


def titles_of(tables) -> Titles:
    return Titles(dict(zip(sorted(tables.items["item_id"].to_pylist()), DISHES, strict=True)))


def way() -> DataWay:
    start = date(2024, 9, 1)
    days = [date(2026, 7, 1) + timedelta(days=n) for n in range(62) if n not in {20, 21, 40}]
    web = build_delivery(
        "web",
        "events",
        days,
        promised_from=start,
        promised_to=date(2026, 8, 31),
        files=61,
        rows=182_345,
        rejected=312,
    )
    customers = build_delivery(
        "customers",
        "people",
        [],
        promised_from=None,
        promised_to=None,
        files=1,
        rows=2000,
        rejected=0,
    )
    funnel = build_funnel(
        [
            ("Delivered rows", "everything that was taken in", 182_345),
            ("Without doubles", "the same event sent twice counts once", 176_020),
            ("Without robots", "over 1,000 events a day is no person", 150_332),
            ("Known items", "pages that are no item of the catalogue go", 121_870),
            ("Interactions", "one per person, item and session", 88_412),
        ]
    )
    return DataWay(
        (web, customers), funnel, Counted(), 1750, 240, 88_412, date(2026, 7, 1), date(2026, 8, 31)
    )


@pytest.fixture(scope="session")
def shop():
    return small_tables(n_users=160)


@pytest.fixture(scope="session")
def glass_box(shop):
    return GlassBox(FIXED).fit(shop)


@pytest.fixture(scope="session")
def titles(shop):
    return titles_of(shop)


@pytest.fixture(scope="session")
def results(shop):
    events = shop.interactions.sort_by("timestamp")
    cut = int(events.num_rows * 0.8)
    train, test = shop.with_interactions(events[:cut]), events[cut:]
    models = {"The glass box": GlassBox(FIXED), "Popularity": Popularity()}
    lists = {name: model.fit(train).recommend(k=5).table for name, model in models.items()}
    lists["No one gets anything good"] = lists["Popularity"].set_column(
        1, "item_id", pa.array(["i23"] * lists["Popularity"].num_rows)
    )
    worst = lists["No one gets anything good"]
    lists["No one gets anything good"] = worst.filter(pc.equal(worst["rank"], 1))
    evaluations = {
        name: evaluate_lists(table, test, 5, events[:cut], bootstrap=200)
        for name, table in lists.items()
    }
    return build_results(evaluations, "The glass box", 5, draws=200)


@pytest.fixture(scope="session")
def report(glass_box, titles, results):
    user = "u003"
    best = glass_box.recommend([user], k=1).table["item_id"][0].as_py()
    newcomer = cold_start(glass_box, 5).table
    return build_report(
        "What the small kitchen learned",
        client="The Small Kitchen <Ltd>",
        made_at=datetime(2026, 8, 31),
        way=way(),
        results=results,
        explanation=explain(glass_box, user, best),
        cold_start=list(
            zip(newcomer["item_id"].to_pylist(), newcomer["score"].to_pylist(), strict=True)
        ),
        behaviour=ALL,
        titles=titles,
        next_steps=["Ask the provider for the missing months.", "Try the lists with people."],
    )
