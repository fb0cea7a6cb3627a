"""The primary tables, held together as a model takes them."""

from __future__ import annotations

import pyarrow as pa

from openkitchen.schema import Tables, infer_attributes
from openkitchen.schema.columns import ITEM, USER

__all__ = ["tables_of"]


def tables_of(
    interactions: pa.Table, users: pa.Table | None = None, items: pa.Table | None = None
) -> Tables:
    """Hold prepared tables together, with the kinds of their attributes.

    Parameters
    ----------
    interactions
        As `prepare_interactions` returns them.
    users, items
        As `prepare_users` and `prepare_items` return them; one without rows is as none.
    """
    users = users if users is not None and users.num_rows else None
    items = items if items is not None and items.num_rows else None
    return Tables(
        interactions,
        items,
        users,
        () if items is None else infer_attributes(items, ITEM),
        () if users is None else infer_attributes(users, USER),
    )
