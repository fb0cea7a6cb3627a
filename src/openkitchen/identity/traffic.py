"""How much each visitor and customer did: what moves when a map changes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.engine import run_model
from openkitchen.schema.columns import CUSTOMER, DEVICE, EVENT_TYPE, ITEM, TIME, USER, VISITOR
from openkitchen.sources import Received

__all__ = ["events_of", "traffic_of"]

_EVENT = {
    VISITOR: pa.string(),
    CUSTOMER: pa.string(),
    ITEM: pa.string(),
    DEVICE: pa.string(),
    EVENT_TYPE: pa.string(),
    TIME: pa.timestamp("us"),
}


def events_of(received: Received) -> pa.Table:
    """Put the events of all sources under each other; columns that a source lacks are null.

    Returns
    -------
    ``visitor_id``, ``customer_id``, ``item_id``, ``device``, ``event_type``, ``timestamp``. Where
    a log with visitor ids names users and no customers, the user stands for the customer.
    """
    tables = [pa.schema(list(_EVENT.items())).empty_table()]
    for one in received.of_role("events"):
        rows = one.rows
        columns = [
            rows[name].cast(kind) if name in rows.column_names else pa.nulls(rows.num_rows, kind)
            for name, kind in _EVENT.items()
        ]
        table = pa.table(columns, names=list(_EVENT))
        if USER in rows.column_names and VISITOR in rows.column_names:
            account = pc.coalesce(table[CUSTOMER], rows[USER].cast(pa.string()))
            table = table.set_column(1, CUSTOMER, account)
        tables.append(table)
    return pa.concat_tables(tables)


def traffic_of(received: Received, event_weights: Mapping[str, float]) -> pa.Table:
    """Count the events of each visitor and customer.

    Parameters
    ----------
    received
        What has been received.
    event_weights
        How much an event counts, by its type; ``*`` stands for all others.

    Returns
    -------
    ``visitor_id``, ``customer_id`` (null: nobody was logged in), ``events``, ``weight``.
    """
    names, values = list(event_weights), [float(v) for v in event_weights.values()]
    weights = pa.table(
        {EVENT_TYPE: pa.array(names, pa.string()), "weight": pa.array(values, pa.float64())}
    )
    model = files("openkitchen.identity") / "traffic.sql"
    return run_model(model, {"events": events_of(received), "event_weights": weights})
