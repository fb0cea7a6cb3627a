"""What must survive: a database of receipts and runs, in SQLite or PostgreSQL."""

from openkitchen.store.database import open_store
from openkitchen.store.receipts import ReceiptRow, add_receipt, receipts, set_status
from openkitchen.store.runs import RunRow, add_run, runs
from openkitchen.store.store import Store

__all__ = [
    "ReceiptRow",
    "RunRow",
    "Store",
    "add_receipt",
    "add_run",
    "open_store",
    "receipts",
    "runs",
    "set_status",
]
