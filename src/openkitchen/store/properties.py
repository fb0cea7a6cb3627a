"""Items and users that are put in one by one: the latest values of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from openkitchen.store.store import Store
from openkitchen.store.tables import Properties

__all__ = ["drop_properties", "last_change", "properties_of", "put_properties"]


def put_properties(store: Store, dataset: str, records: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep the values of records, all or none; a record's earlier values are replaced."""
    with store.writing() as connection:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        counted = select(func.max(Properties.change)).where(Properties.dataset == dataset)
        change = int(connection.execute(counted).scalar() or 0) + 1
        rows = [
            {"dataset": dataset, "record_id": name, "change": change, "values": dict(values)}
            for name, values in records.items()
        ]
        query = insert(Properties).values(rows)
        latest = {"change": query.excluded.change, "values": query.excluded["values"]}
        keys = [Properties.dataset, Properties.record_id]
        connection.execute(query.on_conflict_do_update(index_elements=keys, set_=latest))


def properties_of(store: Store, dataset: str) -> dict[str, dict[str, Any]]:
    """Return the latest values of every record of a dataset that was put in."""
    query = select(Properties.record_id, Properties.values).where(Properties.dataset == dataset)
    with store.reading() as connection:
        found = connection.execute(query.order_by(Properties.record_id)).all()
    return {str(name): dict(values) for name, values in found}


def last_change(store: Store, dataset: str) -> int:
    """Return how many puts a dataset has seen."""
    query = select(func.max(Properties.change)).where(Properties.dataset == dataset)
    with store.reading() as connection:
        return int(connection.execute(query).scalar() or 0)


def drop_properties(store: Store, dataset: str) -> None:
    """Forget all records of a dataset."""
    with store.writing() as connection:
        connection.execute(delete(Properties).where(Properties.dataset == dataset))
