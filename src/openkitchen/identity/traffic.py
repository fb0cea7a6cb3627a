"""How much each visitor and customer did: what moves when a map changes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.engine import ParquetRows, run_model
from openkitchen.schema.columns import CUSTOMER, DEVICE, EVENT_TYPE, ITEM, TIME, USER, VISITOR
from openkitchen.sources import Received
from openkitchen.sources.relation import under_each_other

__all__ = ["events_of", "traffic_of", "visits_of"]

_EVENT = {
    VISITOR: pa.string(),
    CUSTOMER: pa.string(),
    ITEM: pa.string(),
    DEVICE: pa.string(),
    EVENT_TYPE: pa.string(),
    TIME: pa.timestamp("us"),
}
_SENT = {name: pa.string() for name in (VISITOR, CUSTOMER, USER, EVENT_TYPE)}
_IDS = pa.schema([("kind", pa.string()), ("id", pa.string())])


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


def visits_of(
    received: Received, types: Mapping[str, pa.DataType], *, named: bool = True
) -> pa.Table | ParquetRows:
    """Put the events of the sources that know visitors under each other.

    Parameters
    ----------
    received
        What has been received.
    types
        The columns wanted, with their types; those that a source lacks are null.
    named
        ``False``: of the sources that do not know visitors.

    Returns
    -------
    Rows for `openkitchen.engine.run_models`, read from their files where they lie in files.
    """
    events = received.of_role("events")
    return under_each_other([one for one in events if (VISITOR in one.columns) == named], types)


def traffic_of(
    received: Received, event_weights: Mapping[str, float], ids: pa.Table | None = None
) -> pa.Table:
    """Count the events of each visitor and customer.

    Parameters
    ----------
    received
        What has been received.
    event_weights
        How much an event counts, by its type; ``*`` stands for all others.
    ids
        ``kind`` (``visitor`` or ``customer``) and ``id`` of those whose events are counted;
        everybody's by default.

    Returns
    -------
    ``visitor_id``, ``customer_id`` (null: nobody was logged in), ``events``, ``weight``.
    """
    names, values = list(event_weights), [float(v) for v in event_weights.values()]
    weights = pa.table(
        {EVENT_TYPE: pa.array(names, pa.string()), "weight": pa.array(values, pa.float64())}
    )
    tables = {
        "visits": visits_of(received, _SENT),
        "other_events": visits_of(received, _SENT, named=False),
        "event_weights": weights,
        "extent": pa.table({"everybody": [ids is None]}),
        "asked": ids if ids is not None else _IDS.empty_table(),
    }
    return run_model(files("openkitchen.identity") / "traffic.sql", tables)
