"""The typed events of a source in one table, each with the delivery that it came in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from openkitchen.schema.columns import (
    CUSTOMER,
    EVENT_ID,
    EVENT_TYPE,
    ITEM,
    TIME,
    USER,
    VISITOR,
)
from openkitchen.sources.received import ReceivedSource
from openkitchen.sources.times import local_times, share_of_midnights
from openkitchen.store import ReceiptRow

__all__ = ["EventLog", "event_log"]

_TEXTS = (VISITOR, USER, CUSTOMER, ITEM, EVENT_TYPE, EVENT_ID)
_DAY_PRECISION = 0.9


@dataclass(frozen=True, slots=True)
class EventLog:
    """Events, registered in a database as the table ``events``.

    Its columns: ``actor`` (visitor, else user, else customer), ``item``, ``kind``, ``id``,
    ``moment`` (UTC), ``local`` (as the clocks of the source's zone showed it), ``delivery``
    (position in ``receipts``).

    Parameters
    ----------
    receipts
        The deliveries.
    actor_column
        Our name of the column that says who.
    rows
        How many events there are.
    by_day
        Whether times tell the day alone.
    database
        Where the table is.
    """

    receipts: Sequence[ReceiptRow]
    actor_column: str
    rows: int
    by_day: bool
    database: duckdb.DuckDBPyConnection

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """Run a query over ``events``."""
        return self.database.execute(query).fetchall()


@contextmanager
def event_log(
    one: ReceivedSource, counts: Sequence[int], database: duckdb.DuckDBPyConnection
) -> Iterator[EventLog]:
    """Register the events of a source for the length of a ``with`` block.

    Parameters
    ----------
    one
        The source and its rows that count.
    counts
        How many of the rows each receipt has, in order.
    database
        Where to register them.
    """
    rows = one.rows
    columns = {name: _text(rows, name) for name in _TEXTS}
    known = {name: columns[name].null_count < rows.num_rows for name in (VISITOR, USER, CUSTOMER)}
    who = next((name for name in (VISITOR, USER, CUSTOMER) if known[name]), VISITOR)
    moment = (
        rows[TIME]
        if TIME in rows.column_names
        else pa.chunked_array([pa.nulls(rows.num_rows, pa.timestamp("us"))])
    )
    by_day = max(share_of_midnights(moment, zone) for zone in (one.source.timezone, "UTC"))
    table = pa.table(
        {
            "actor": columns[who],
            "item": columns[ITEM],
            "kind": columns[EVENT_TYPE],
            "id": columns[EVENT_ID],
            "moment": moment,
            "local": local_times(moment, one.source.timezone),
            "delivery": pa.array(np.repeat(np.arange(len(counts)), counts)),
        }
    )
    database.register("events", table)
    try:
        yield EventLog(one.receipts, who, rows.num_rows, by_day >= _DAY_PRECISION, database)
    finally:
        database.unregister("events")


def _text(rows: pa.Table, name: str) -> pa.ChunkedArray:
    if name in rows.column_names:
        return rows[name].cast(pa.string())
    return pa.chunked_array([pa.nulls(rows.num_rows, pa.string())])
