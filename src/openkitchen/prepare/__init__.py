"""From received rows to the primary tables: interactions, users, items; and splits by time."""

from openkitchen.prepare.attributes import prepare_items, prepare_users
from openkitchen.prepare.interactions import prepare_interactions
from openkitchen.prepare.settings import PrepareSettings
from openkitchen.prepare.splits import split_by_time
from openkitchen.prepare.tables import tables_of

__all__ = [
    "PrepareSettings",
    "prepare_interactions",
    "prepare_items",
    "prepare_users",
    "split_by_time",
    "tables_of",
]
