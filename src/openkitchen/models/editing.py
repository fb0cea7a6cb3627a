"""Data with something taken away or brought in, indexed as a fit would index them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.models.audience import Known, know
from openkitchen.models.events import TIE_ORDER, Events
from openkitchen.models.fitted import Fitted
from openkitchen.models.index import Index
from openkitchen.schema import Tables
from openkitchen.schema.columns import (
    DEVICE,
    EVENT_TYPE,
    EVENT_VALUE,
    ITEM,
    TIME,
    USER,
    WEIGHT,
)

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
    What `know` would return, without reading the ids anew; what is known itself where nothing
    changes.
    """
    events = known.events
    keep = ~gone
    item, user = events.item[keep], events.user[keep]
    counts = np.bincount(item, minlength=len(known.items))
    items = np.flatnonzero((counts > 0) | _described(known.items, tables.items, ITEM))
    items = items[np.lexsort((id_order[items], -counts[items]))]
    busy = np.bincount(user, minlength=len(known.users))
    users = np.flatnonzero((busy > 0) | _described(known.users, tables.users, USER))
    stay = len(items) == len(known.items) and len(users) == len(known.users)
    if stay and keep.all() and (items == np.arange(len(items))).all():
        return known
    new_item, new_user = _places(items, len(known.items)), _places(users, len(known.users))
    start = np.concatenate([[0], np.cumsum(busy[users])])
    left = events.at(np.flatnonzero(keep), new_user[user], start)
    left = replace(left, item=new_item[item], dated=events.dated and bool(len(item)))
    people = known.users  # the very same index where nobody is gone
    if len(users) < len(people):
        people = Index("user", people.take(users))
    kept = Index("item", known.items.take(items))
    return replace(known, users=people, items=kept, events=_tidy(left))


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
    for name in (EVENT_TYPE, EVENT_VALUE, DEVICE):
        if name not in columns:
            added = added.append_column(name, pa.nulls(more.num_rows, before[name].type))
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
            EVENT_TYPE: _named(events.kind, known.labels.kinds),
            EVENT_VALUE: pa.array(events.value, from_pandas=True),
            DEVICE: _named(events.device, known.labels.devices),
        }
    )


def _named(codes: Codes, labels: tuple[str, ...]) -> pa.Array:
    return pa.array(labels, pa.string()).take(pa.array(codes, mask=codes < 0))


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
    user, item, time = events.user, events.item, events.time
    tied = (user[1:] == user[:-1]) & (time[1:] == time[:-1])
    astray = np.zeros(events.n_users, dtype=np.bool_)
    astray[user[1:][tied & (item[1:] <= item[:-1])]] = True
    if not astray.any():
        return events
    rows = np.flatnonzero(astray[user])
    keys = [*(getattr(events, name) for name in TIE_ORDER), time, user]
    place = np.arange(len(events))
    place[rows] = rows[np.lexsort(tuple(key[rows] for key in keys))]
    return events.at(place, user, events.start)


def without_id(table: pa.Table | None, name: str, value: str) -> pa.Table | None:
    """Return the table without the rows of one id."""
    if table is None:
        return None
    return table.filter(pc.not_equal(table[name].cast(pa.string()), value))
