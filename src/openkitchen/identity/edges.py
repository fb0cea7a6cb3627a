"""Gather the evidence that a visitor id and a customer id belong to one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files

import pyarrow as pa

from openkitchen.engine import run_model
from openkitchen.schema.columns import (
    COUNT,
    CUSTOMER,
    EVIDENCE,
    FIRST_SEEN,
    LAST_SEEN,
    TIME,
    VISITOR,
)
from openkitchen.sources import Received, ReceivedSource

__all__ = ["EDGE_TYPES", "edges_from"]

_MOMENT = pa.timestamp("us")
_EVENT_TYPES = {VISITOR: pa.string(), CUSTOMER: pa.string(), TIME: _MOMENT}
EDGE_TYPES = {
    VISITOR: pa.string(),
    CUSTOMER: pa.string(),
    EVIDENCE: pa.string(),
    FIRST_SEEN: _MOMENT,
    LAST_SEEN: _MOMENT,
    COUNT: pa.int64(),
}
"""The columns of edges, with their types."""


def edges_from(received: Received) -> pa.Table:
    """Gather edges from events that carry both ids, and from link sources.

    Parameters
    ----------
    received
        What has been received; sources without visitor ids add nothing.

    Returns
    -------
    One row per visitor, customer and evidence, in this order: ``visitor_id``,
    ``customer_id`` (null for days without a login), ``evidence`` (``login`` and ``visit``
    from events; as given, or ``link``, from link sources), ``first_seen``, ``last_seen``
    (naive UTC), ``count`` (days of logins or visits; links as often as they occur).
    """
    tables = {
        "events": _gather(received.of_role("events"), _EVENT_TYPES),
        "links": _gather(received.of_role("links"), EDGE_TYPES | {TIME: _MOMENT}),
    }
    return run_model(files("openkitchen.identity") / "edges.sql", tables)


def _gather(sources: Sequence[ReceivedSource], types: Mapping[str, pa.DataType]) -> pa.Table:
    """Put the sources that know visitors under each other; columns they lack are null."""
    tables = [pa.schema(list(types.items())).empty_table()]
    for one in sources:
        rows = one.rows
        if VISITOR not in rows.column_names:
            continue
        columns = [
            rows[name].cast(kind) if name in rows.column_names else pa.nulls(rows.num_rows, kind)
            for name, kind in types.items()
        ]
        tables.append(pa.table(columns, names=list(types)))
    return pa.concat_tables(tables)
