"""Data with something taken away or brought in, indexed as a fit would index them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.models.audience import Known, know
from openkitchen.models.events import Events
from openkitchen.models.fitted import Fitted
from openkitchen.models.index import Index
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, TIME, USER, WEIGHT

__all__ = ["interactions_of", "with_interactions", "with_tables", "without_events", "without_id"]

Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_MICROSECONDS_A_DAY = 86_400_000_000.0


def without_events(known: Known, gone: Flags, tables: Tables, id_order: Codes) -> Known:
    """Return what is known without some events.

    Users and items that are left without any event stay if the tables describe them.

    Parameters
    ----------
    known
        What is known.
    gone
        Which events go.
    tables
        Attribute tables after the change.
    id_order
        Rank of each item's id among the ids.

    Returns
    -------
    What `know` would return, without reading the ids anew.
    """
    events = known.events
    keep = ~gone
    item, user = events.item[keep], events.user[keep]
    counts = np.bincount(item, minlength=len(known.items))
    items = np.flatnonzero((counts > 0) | _described(known.items, tables.items, ITEM))
    items = items[np.lexsort((id_order[items], -counts[items]))]
    busy = np.bincount(user, minlength=len(known.users))
    users = np.flatnonzero((busy > 0) | _described(known.users, tables.users, USER))
    new_item, new_user = _places(items, len(known.items)), _places(users, len(known.users))
    left = Events(
        new_user[user],
        new_item[item],
        events.time[keep],
        events.weight[keep],
        np.concatenate([[0], np.cumsum(busy[users])]),
        events.dated and bool(len(item)),
    )
    people = known.users  # the very same index where nobody is gone
    if len(users) < len(people):
        people = Index("user", people.take(users))
    return Known(people, Index("item", known.items.take(items)), _tidy(left))


def with_tables(known: Known, tables: Tables, id_order: Codes) -> Known:
    """Return what is known beside other attribute tables.

    Users and items that only the tables know come and go with them.
    """
    new = [
        index.find(table[name])
        for index, table, name in (
            (known.users, tables.users, USER),
            (known.items, tables.items, ITEM),
        )
        if table is not None
    ]
    if any((codes < 0).any() for codes in new):
        return know(replace(tables, interactions=interactions_of(known)))
    return without_events(known, np.zeros(len(known.events), dtype=np.bool_), tables, id_order)


def with_interactions(fitted: Fitted, more: pa.Table, tables: Tables | None = None) -> Known:
    """Return what is known with more interactions: ``user_id``, ``item_id``, ``timestamp``."""
    before = interactions_of(fitted.known)
    columns = [name for name in before.column_names if name in more.column_names]
    added = more.select(columns)
    if WEIGHT not in columns:
        added = added.append_column(WEIGHT, pa.array(np.ones(more.num_rows)))
    added = added.select(before.column_names).cast(before.schema)
    both = pa.concat_tables([before, added])
    return know(replace(tables or fitted.tables, interactions=both))


def interactions_of(known: Known) -> pa.Table:
    """Return the interactions as a table; times to the microsecond, as they were read."""
    events = known.events
    micros = np.rint(events.time * _MICROSECONDS_A_DAY).astype(np.int64)
    times = pa.array(micros, pa.timestamp("us")) if events.dated else None
    return pa.table(
        {
            USER: known.users.take(events.user),
            ITEM: known.items.take(events.item),
            TIME: times if times is not None else pa.nulls(len(events), pa.timestamp("us")),
            WEIGHT: events.weight,
        }
    )


def _described(index: Index, table: pa.Table | None, name: str) -> Flags:
    described = np.zeros(len(index), dtype=np.bool_)
    if table is not None:
        codes = index.find(table[name])
        described[codes[codes >= 0]] = True
    return described


def _places(codes: Codes, size: int) -> Codes:
    places = np.full(size, -1, dtype=np.int64)
    places[codes] = np.arange(len(codes))
    return places


def _tidy(events: Events) -> Events:
    """Order events of one instant as a fit does, after items have other codes."""
    user, item, time, weight = events.user, events.item, events.time, events.weight
    tied = (user[1:] == user[:-1]) & (time[1:] == time[:-1])
    wrong = (item[1:] < item[:-1]) | ((item[1:] == item[:-1]) & (weight[1:] < weight[:-1]))
    astray = np.zeros(events.n_users, dtype=np.bool_)
    astray[user[1:][tied & wrong]] = True
    if not astray.any():
        return events
    rows = np.flatnonzero(astray[user])
    order = rows[np.lexsort((weight[rows], item[rows], time[rows], user[rows]))]
    item, time, weight = item.copy(), time.copy(), weight.copy()
    item[rows], time[rows], weight[rows] = item[order], time[order], weight[order]
    return Events(user, item, time, weight, events.start, events.dated)


def without_id(table: pa.Table | None, name: str, value: str) -> pa.Table | None:
    """Return the table without the rows of one id."""
    if table is None:
        return None
    return table.filter(pc.not_equal(table[name].cast(pa.string()), value))
