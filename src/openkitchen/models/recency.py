"""What is recent counts more: weights of training rows, and recent popularity."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from openkitchen.models.events import Events

__all__ = ["recent_popularity", "row_weights"]

Floats = npt.NDArray[np.float64]


def row_weights(events: Events, half_life: float) -> Floats:
    """Return the weight of the row that ends in each event: 2^(−age / half-life)."""
    if not half_life or not events.dated:
        return np.ones(len(events))
    return np.asarray(np.exp2(-(events.end - events.time) / half_life))


def recent_popularity(events: Events, n_items: int, half_life: float) -> Floats:
    """Return each item's share of all events, decayed by age at the end of the data."""
    decayed = np.bincount(events.item, row_weights(events, half_life), n_items)
    return np.asarray(decayed / max(decayed.sum(), 1e-300))
