"""From received rows to the primary tables: interactions, users, items; and splits by time."""

from openkitchen.prepare.attributes import prepare_items, prepare_users
from openkitchen.prepare.daily import interactions_by_day
from openkitchen.prepare.daily_rows import DailyRows, load_days, open_days, save_days
from openkitchen.prepare.interactions import prepare_interactions
from openkitchen.prepare.settings import PrepareSettings
from openkitchen.prepare.splits import split_by_time
from openkitchen.prepare.tables import tables_of

__all__ = [
    "DailyRows",
    "PrepareSettings",
    "interactions_by_day",
    "load_days",
    "open_days",
    "prepare_interactions",
    "prepare_items",
    "prepare_users",
    "save_days",
    "split_by_time",
    "tables_of",
]
