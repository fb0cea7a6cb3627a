"""What the training data and the catalogue tell of each item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.evaluate.coding import code_pairs
from openkitchen.schema.columns import ITEM, TIME

__all__ = ["ItemFacts", "learn_items"]

Codes = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]

_DAY = 86_400e6


@dataclass(frozen=True)
class ItemFacts:
    """Items by falling number of events, then id: the order that breaks ties.

    Parameters
    ----------
    ids
        Ids of the items of the training data, and after them those of the catalogue alone.
    events, users
        Events of each, and different users who had it.
    first
        Day of its first event (days since 1970-01-01); NaN where not known.
    n_users
        Users in training.
    begin, end
        First and last day of training; NaN for undated data.
    """

    ids: pa.Array
    events: Codes
    users: Codes
    first: Values
    n_users: int
    begin: float
    end: float

    def of(self, items: pa.Array) -> Codes:
        """Return the place of each item, −1 for items that are not there."""
        place = pc.fill_null(pc.index_in(items, value_set=self.ids), -1)
        return np.asarray(place.to_numpy(zero_copy_only=False).astype(np.int64))

    @property
    def popularity(self) -> Values:
        """Share of the training users who had each item."""
        return self.users / max(self.n_users, 1)


def learn_items(trains: Iterable[pa.Table], catalogue: pa.Table | None = None) -> ItemFacts:
    """Count each item's events and users over the parts of the training data.

    Parameters
    ----------
    trains
        Parts of the training data, each user in one of them alone.
    catalogue
        A table with ``item_id``: items that can be shown, whether anyone had them or not.
    """
    parts, n_users = [], 0
    for train in trains:
        part, users = _count(train)
        parts.append(part)
        n_users += users
    told = pa.concat_tables(parts) if parts else _nothing()
    if catalogue is not None:
        ids = pc.unique(catalogue[ITEM].cast(pa.string()).drop_null())
        zero = pa.array(np.zeros(len(ids), dtype=np.int64))
        never = pa.nulls(len(ids), pa.float64())
        rows = [ids, zero, zero, never, never]
        told = pa.concat_tables([told, pa.table(rows, schema=told.schema)])
    counted = told.group_by(ITEM).aggregate(
        [("events", "sum"), ("users", "sum"), ("first", "min"), ("last", "max")]
    )
    counted = counted.sort_by([("events_sum", "descending"), (ITEM, "ascending")])
    first = counted["first_min"].to_numpy().astype(np.float64)
    last = counted["last_max"].to_numpy().astype(np.float64)
    return ItemFacts(
        counted[ITEM].combine_chunks(),
        counted["events_sum"].to_numpy().astype(np.int64),
        counted["users_sum"].to_numpy().astype(np.int64),
        first,
        n_users,
        float(np.nanmin(first)) if not np.isnan(first).all() else np.nan,
        float(np.nanmax(last)) if not np.isnan(last).all() else np.nan,
    )


def _nothing() -> pa.Table:
    kinds = {ITEM: pa.string(), "events": pa.int64(), "users": pa.int64()}
    kinds |= {"first": pa.float64(), "last": pa.float64()}
    return pa.schema(list(kinds.items())).empty_table()


def _count(train: pa.Table) -> tuple[pa.Table, int]:
    coded = code_pairs(train)
    pairs, n_items = coded.tables[0], len(coded.items)
    keys = np.unique(pairs.user * n_items + pairs.item) if n_items else pairs.item
    first, last = _days(train, pairs.item, n_items)
    counted = pa.table(
        [
            coded.items,
            pa.array(np.bincount(pairs.item, minlength=n_items)),
            pa.array(np.bincount(keys % max(n_items, 1), minlength=n_items)),
            pa.array(first, from_pandas=True),
            pa.array(last, from_pandas=True),
        ],
        schema=_nothing().schema,
    )
    return counted, len(coded.users)


def _days(train: pa.Table, item: Codes, n_items: int) -> tuple[Values, Values]:
    first, last = np.full(n_items, np.inf), np.full(n_items, -np.inf)
    if TIME in train.column_names and pa.types.is_timestamp(train[TIME].type):
        known = pc.is_valid(train[TIME]).to_numpy()
        times = train[TIME].filter(pa.array(known)).cast(pa.timestamp("us")).cast(pa.int64())
        days = times.to_numpy() / _DAY
        np.minimum.at(first, item[known], days)
        np.maximum.at(last, item[known], days)
    return np.where(np.isinf(first), np.nan, first), np.where(np.isinf(last), np.nan, last)
