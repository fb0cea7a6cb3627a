"""Bundles for the servers that are measured: a small one, and one of many items."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from openkitchen.models import GlassBox, GlassBoxSettings
from openkitchen.schema import Tables

SETTINGS = {
    "scales": ("all", "10d"),
    "power": 0.5,
    "row_half_life": 60.0,
    "left_out": 1.0,
    "ridge_items": (300.0,),
    "ridge_tags": 0.0,
    "ridge_users": 0.0,
    "ridge_base": 1.0,
    "shrink": 0.0,
    "trend": 0.1,
    "trend_half_life": 10.0,
}
_START = np.datetime64("2026-01-01T00:00:00", "us")


def small_bundle(path: Path, *, seed: int = 0) -> Path:
    """Fit and save a model of 60 users and 30 items."""
    return shop_bundle(path, events=1_500, users=60, items=30, inputs=30, seed=seed)


def shop_bundle(
    path: Path, *, events: int, users: int, items: int, inputs: int, seed: int = 0
) -> Path:
    """Fit and save a model of random choices with a long tail.

    Parameters
    ----------
    path
        Where to.
    events, users, items
        How many.
    inputs
        How many of the items are inputs of the history.
    seed
        Another seed, another model.
    """
    rng = np.random.default_rng(seed)
    share = 1.0 / np.arange(3, items + 3) ** 0.8
    item = rng.choice(items, events, p=share / share.sum())
    item[:items] = np.arange(items)
    user = rng.integers(0, users, events)
    moment = _START + np.sort(rng.integers(0, 90 * 86_400, events)).astype("timedelta64[s]")
    rows = pa.table(
        {
            "user_id": [f"u{n:03}" for n in user.tolist()],
            "item_id": [f"i{n:02}" for n in item.tolist()],
            "timestamp": pa.array(moment),
        }
    )
    settings = GlassBoxSettings(**SETTINGS, max_items=inputs)  # type: ignore[arg-type]
    return GlassBox(settings).fit(Tables(rows)).save(path)
