"""Items and users that are put in one by one: the latest values of each."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from openkitchen.store.store import Store
from openkitchen.store.tables import Properties

__all__ = ["drop_properties", "last_change", "properties_of", "put_properties"]

_AT_ONCE = 500


def put_properties(store: Store, dataset: str, records: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep the values of records, all or none; a record's earlier values are replaced."""
    with store.writing() as connection:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        counted = select(func.max(Properties.change)).where(Properties.dataset == dataset)
        latest = int(connection.execute(counted).scalar() or 0)
        change = max(latest + 1, time.time_ns() // 1_000_000)  # rises also when rows were dropped
        rows = [
            {"dataset": dataset, "record_id": name, "change": change, "values": dict(values)}
            for name, values in records.items()
        ]
        query = insert(Properties).values(rows)
        values = {"change": query.excluded.change, "values": query.excluded["values"]}
        keys = [Properties.dataset, Properties.record_id]
        connection.execute(query.on_conflict_do_update(index_elements=keys, set_=values))


def properties_of(store: Store, dataset: str) -> dict[str, dict[str, Any]]:
    """Return the latest values of every record of a dataset that was put in."""
    query = select(Properties.record_id, Properties.values).where(Properties.dataset == dataset)
    with store.reading() as connection:
        found = connection.execute(query.order_by(Properties.record_id)).all()
    return {str(name): dict(values) for name, values in found}


def last_change(store: Store, dataset: str) -> int:
    """Return the number of a dataset's latest put; the numbers rise. 0 without any."""
    query = select(func.max(Properties.change)).where(Properties.dataset == dataset)
    with store.reading() as connection:
        return int(connection.execute(query).scalar() or 0)


def drop_properties(
    store: Store, dataset: str, ids: Collection[str] | None = None, *, up_to: int | None = None
) -> None:
    """Forget records of a dataset.

    Parameters
    ----------
    store, dataset
        Where they are.
    ids
        Which ones; all when ``None``.
    up_to
        Only those whose latest put was this one, or an earlier one; see `last_change`.
    """
    query = delete(Properties).where(Properties.dataset == dataset)
    if up_to is not None:
        query = query.where(Properties.change <= up_to)
    with store.writing() as connection:
        if ids is None:
            connection.execute(query)
            return
        names = list(ids)
        for start in range(0, len(names), _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            connection.execute(query.where(Properties.record_id.in_(some)))
