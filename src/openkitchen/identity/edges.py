"""Gather the evidence that a visitor id and a customer id belong to one person."""

from __future__ import annotations

from importlib.resources import files

import pyarrow as pa

from openkitchen.engine import DUCKDB, engine_in_use, run_model
from openkitchen.identity.event_edges import edges_of_events
from openkitchen.identity.traffic import visits_of
from openkitchen.schema.columns import (
    COUNT,
    CUSTOMER,
    EVIDENCE,
    FIRST_SEEN,
    LAST_SEEN,
    TIME,
    USER,
    VISITOR,
)
from openkitchen.sources import Received
from openkitchen.sources.relation import under_each_other

__all__ = ["EDGE_TYPES", "edges_from"]

_MOMENT = pa.timestamp("us")
_EVENT_TYPES = {
    VISITOR: pa.string(),
    CUSTOMER: pa.string(),
    USER: pa.string(),
    TIME: _MOMENT,
}
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

    Where the engine names a folder for it, the edges that events show are kept, and the next call
    looks only at files that came since; see `edges_of_events`.

    Parameters
    ----------
    received
        What has been received; sources without visitor ids add nothing. Where an event with a
        visitor id names a user and no customer, the user is the account that was logged in.

    Returns
    -------
    One row per visitor, customer and evidence, in this order: ``visitor_id``,
    ``customer_id`` (null for days without a login), ``evidence`` (``login`` and ``visit``
    from events; as given, or ``link``, from link sources), ``first_seen``, ``last_seen``
    (naive UTC), ``count`` (days of logins or visits; links as often as they occur).
    """
    links = [one for one in received.of_role("links") if VISITOR in one.columns]
    engine = engine_in_use()
    kept = engine.kept / "edges" if engine.kept and engine.name == DUCKDB else None
    visits = visits_of(received, _EVENT_TYPES)
    tables = {
        "event_edges": edges_of_events(visits, kept),
        "links": under_each_other(links, EDGE_TYPES | {TIME: _MOMENT}),
    }
    return run_model(files("openkitchen.identity") / "edges.sql", tables)
