"""Receive extracts, keep receipts, and read tables under a column contract."""

from openkitchen.sources.added_columns import read_added_columns
from openkitchen.sources.calendar import Calendar, calendar
from openkitchen.sources.contract import ColumnRule, DayRule, Promise, Source
from openkitchen.sources.contract_yaml import read_sources
from openkitchen.sources.drafts import Draft
from openkitchen.sources.infer import infer_source
from openkitchen.sources.lists import read_history, read_ids, read_lists_of_users
from openkitchen.sources.receipts import Receipts
from openkitchen.sources.receive import receive
from openkitchen.sources.received import Received, ReceivedSource, received
from openkitchen.sources.rejected import Rejected, Rejections
from openkitchen.sources.tables import read_files, read_tables

__all__ = [
    "Calendar",
    "ColumnRule",
    "DayRule",
    "Draft",
    "Promise",
    "Receipts",
    "Received",
    "ReceivedSource",
    "Rejected",
    "Rejections",
    "Source",
    "calendar",
    "infer_source",
    "read_added_columns",
    "read_files",
    "read_history",
    "read_ids",
    "read_lists_of_users",
    "read_sources",
    "read_tables",
    "receive",
    "received",
]
