"""The demo shop's true events over any number of days, without its files."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from openkitchen.sources.shop.settings import OPENED, ShopSettings
from openkitchen.sources.shop.taste import Choices
from openkitchen.sources.shop.visits import each_day
from openkitchen.sources.shop.world import make_world


def shop_events(customers=120, days=730, seed=0, **settings):
    """Return interactions and items."""
    world = make_world(customers, days, seed, ShopSettings(**settings))
    people, recipes, times = [], [], []
    begin = (OPENED - datetime(1970, 1, 1).date()).days * 86_400
    for day in each_day(world, Choices(world.recipes, world.people, world.settings)):
        people.append(day.person)
        recipes.append(day.recipe)
        times.append(begin + day.number * 86_400 + day.seconds)
    users = pa.array([f"u{n}" for n in range(len(world.people))])
    ids = pa.array(world.recipes.ids)
    seconds = np.concatenate(times).astype(np.int64) * 1_000_000
    interactions = pa.table(
        {
            "user_id": users.take(pa.array(np.concatenate(people))),
            "item_id": ids.take(pa.array(np.concatenate(recipes))),
            "timestamp": pa.array(seconds).cast(pa.timestamp("us")),
        }
    )
    items = pa.table(
        {"item_id": ids, "season": pa.array(world.recipes.seasons, pa.list_(pa.string()))}
    )
    return interactions, items


def month_of_peak(day_of_year):
    """Return the name of the month in which a day of the year lies."""
    return f"{datetime(2027, 1, 1) + timedelta(days=day_of_year - 1):%B}"
