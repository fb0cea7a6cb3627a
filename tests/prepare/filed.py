"""Received rows that lie in files, as they do in a workspace."""

from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq

from openkitchen.sources import ReceivedSource, Source
from openkitchen.sources.ledger import Counted
from openkitchen.sources.typed_files import TypedFile, TypedFiles
from openkitchen.store import ReceiptRow

SCHEMA = pa.schema(
    [
        ("user_id", pa.string()),
        ("visitor_id", pa.string()),
        ("customer_id", pa.string()),
        ("item_id", pa.string()),
        ("timestamp", pa.timestamp("us")),
        ("event_type", pa.string()),
        ("event_value", pa.float64()),
        ("device", pa.string()),
        ("session_id", pa.string()),
        ("event_id", pa.string()),
    ]
)


def filed(folder, files, name="web") -> ReceivedSource:
    """Write the rows of each file and return the source that holds them."""
    folder.mkdir(parents=True, exist_ok=True)
    held = []
    for file, rows in files.items():
        path = folder / f"{name}-{file}.parquet"
        pq.write_table(pa.Table.from_pylist(rows, SCHEMA), path)
        receipt = ReceiptRow(name, file, file, datetime(2026, 9, 1), status="new", typed=path.name)
        held.append(TypedFile(path, Counted(receipt), tuple(SCHEMA.names), len(rows)))
    source = Source(name, "events", "*", ())
    return ReceivedSource(source, TypedFiles(SCHEMA, tuple(held), "UTC"), ())
