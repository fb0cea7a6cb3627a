"""Receive extracts, keep receipts, and read tables under a column contract."""

from openkitchen.sources.contract import ColumnRule, DayRule, Promise, Source
from openkitchen.sources.received import Received, ReceivedSource
from openkitchen.sources.receipts import Receipts
from openkitchen.sources.rejected import Rejected, Rejections
from openkitchen.sources.tables import read_files, read_tables

__all__ = [
    "ColumnRule",
    "DayRule",
    "Promise",
    "Received",
    "ReceivedSource",
    "Receipts",
    "Rejected",
    "Rejections",
    "Source",
    "read_files",
    "read_tables",
]
