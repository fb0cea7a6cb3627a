"""A small shop with a planted truth: one column that tells the taste, one that tells nothing."""

from dataclasses import fields

import numpy as np
import pyarrow as pa

from openkitchen.models import GlassBoxSettings
from openkitchen.schema import Attribute, Tables

START = 1_700_000_000_000_000
DAY = 86_400_000_000
PLAIN = {
    "scales": ("all",), "power": 0.5, "row_half_life": 0.0, "left_out": 1.0, "typical": 10.0,
    "ridge_items": (50.0,), "ridge_tags": 5.0, "ridge_users": 5.0, "shrink": 0.0,
    "discount": 0.0, "newcomers": 1.0, "trend": 0.0, "trend_half_life": 0.0, "max_items": 0,
    "repeat": (0.0,), "context": (), "event_weights": (), "value_power": 0.0, "precision": 64,
}  # fmt: skip
SETTINGS = GlassBoxSettings(**{f.name: PLAIN.get(f.name, 1.0) for f in fields(GlassBoxSettings)})


def planted_shop(n_users=240, n_items=40, seed=0):
    """Return tables with ``diet`` (the taste) and ``shoe`` (noise), and what was chosen later."""
    rng = np.random.default_rng(seed)
    diet = rng.integers(0, 4, n_users)
    popularity = 1 / (np.arange(n_items) + 5.0)
    users, items, later_users, later_items = [], [], [], []
    for user in range(n_users):
        own = np.arange(n_items) % 4 == diet[user]
        chance = popularity * np.where(own, 4.0, 0.3)
        n = int(rng.integers(1, 4))
        drawn = rng.choice(n_items, n + 3, replace=False, p=chance / chance.sum())
        users += [user] * n
        items += drawn[:n].tolist()
        later_users += [user] * 3
        later_items += drawn[n:].tolist()
    ids, names = [f"u{n:03d}" for n in range(n_users)], [f"i{n:02d}" for n in range(n_items)]
    interactions = pa.table(
        {
            "user_id": [ids[n] for n in users],
            "item_id": [names[n] for n in items],
            "timestamp": pa.array(
                START + rng.integers(0, 60 * DAY, len(users)), pa.timestamp("us")
            ),
            "event_type": rng.choice(["view", "order"], len(users)),
        }
    )
    people = pa.table(
        {
            "user_id": ids,
            "diet": [("any", "fish", "vegan", "meat")[n] for n in diet],
            "shoe": rng.choice(list("stuv"), n_users),
        }
    )
    catalogue = pa.table({"item_id": names, "editor": rng.choice(list("xyz"), n_items)})
    kinds = (Attribute("diet", "category"), Attribute("shoe", "category"))
    truth = pa.table(
        {
            "user_id": [ids[n] for n in later_users],
            "item_id": [names[n] for n in later_items],
            "timestamp": pa.array(
                START + 61 * DAY + rng.integers(0, DAY, len(later_users)), pa.timestamp("us")
            ),
        }
    )
    of_items = (Attribute("editor", "category"),)
    return Tables(interactions, catalogue, people, of_items, kinds), truth
