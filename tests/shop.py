"""Small tables with a taste to be found, for the tests of models and explanations."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from openkitchen.schema import Tables, infer_attributes


def small_tables(n_users=60, n_items=24, seed=0, *, dated=True, attributes=True) -> Tables:
    """Users of two tastes; each item belongs to one, except for noise.

    The last item has no event at all.
    """
    rng = np.random.default_rng(seed)
    taste = rng.integers(0, 2, n_users)
    users, items, times = [], [], []
    for user in range(n_users):
        for _ in range(int(rng.integers(1, 14))):
            noise = rng.random() < 0.1
            pool = np.arange(n_items - 1)
            pool = pool if noise else pool[pool % 2 == taste[user]]
            weight = 1 / (1 + pool)
            users.append(f"u{user:03d}")
            items.append(f"i{rng.choice(pool, p=weight / weight.sum()):02d}")
            times.append(datetime(2026, 1, 1) + timedelta(minutes=int(rng.integers(0, 86400))))
    interactions = pa.table(
        {
            "user_id": users,
            "item_id": items,
            "timestamp": pa.array(times if dated else [None] * len(times), pa.timestamp("us")),
        }
    )
    if not attributes:
        return Tables(interactions)
    return with_attributes(interactions, n_users, n_items, taste, rng)


def with_attributes(interactions, n_users, n_items, taste, rng) -> Tables:
    user_table = pa.table(
        {
            "user_id": [f"u{user:03d}" for user in range(n_users)],
            "diet": [
                None if user % 10 == 9 else ("vegan", "meat")[t] for user, t in enumerate(taste)
            ],
            "age": rng.integers(18, 80, n_users),
            "likes": [["salt", "spice"][: user % 3] for user in range(n_users)],
        }
    )
    item_table = pa.table(
        {
            "item_id": [f"i{item:02d}" for item in range(n_items)],
            "kind": [("green", "brown")[item % 2] for item in range(n_items)],
            "parts": [[f"p{item % 3}", f"p{item % 4}"] for item in range(n_items)],
            "minutes": rng.integers(5, 90, n_items),
        }
    )
    return Tables(
        interactions,
        item_table,
        user_table,
        infer_attributes(item_table, "item_id"),
        infer_attributes(user_table, "user_id"),
    )
