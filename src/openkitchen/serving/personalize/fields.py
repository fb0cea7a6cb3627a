"""Fields of items and users, ready for filters and metadata."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.models.editing import interactions_of as history_of
from openkitchen.models.index import Index
from openkitchen.schema.columns import DEVICE, EVENT_TYPE, EVENT_VALUE, ITEM, TIME, USER
from openkitchen.serving.kitchen import Kitchen
from openkitchen.serving.personalize.backend import Backend
from openkitchen.serving.personalize.filters.expression import Condition
from openkitchen.serving.personalize.holdings import (
    dataset_in,
    files_of,
    imported,
    records,
)
from openkitchen.serving.personalize.targets import Target
from openkitchen.store import EventRow, last_change

__all__ = ["Records", "interactions_of", "items_of", "records_of", "told", "user_of"]

_MOST_FLAGS = 500
_TOLD = (ITEM, EVENT_TYPE, EVENT_VALUE, TIME, DEVICE)


@dataclass
class Records:
    """Items or users with their fields.

    Parameters
    ----------
    ids
        In the order of their places.
    table
        Fields by name in lower case; a row for each id, in the same order.
    """

    ids: Sequence[str]
    table: Mapping[str, Sequence[Any]]
    places: dict[str, int] = field(default_factory=dict)
    _flags: dict[Condition, npt.NDArray[np.bool_]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = {one: n for n, one in enumerate(self.ids)}

    def column(self, name: str) -> Sequence[Any]:
        """Return a field of all; nothing is known under a name that is no field."""
        return self.table.get(name.lower()) or [None] * len(self.ids)

    def flags(
        self, condition: Condition, make: Callable[[], npt.NDArray[np.bool_]]
    ) -> npt.NDArray[np.bool_]:
        """Return what was made for a condition before, or make it."""
        if condition not in self._flags:
            if len(self._flags) >= _MOST_FLAGS:
                self._flags.clear()
            self._flags[condition] = make()
        return self._flags[condition]

    def of(self, one: str) -> dict[str, Any]:
        """Return the fields of one; empty when nothing is known."""
        place = self.places.get(one)
        return {} if place is None else {k: column[place] for k, column in self.table.items()}


def items_of(backend: Backend, target: Target) -> Records:
    """Return the fields of all items that the model knows, in the model's order."""
    stamp, base = _records(backend, target, "ITEMS")
    key, index = ("items", target.version.key), target.kitchen.model.known.items
    held: tuple[Any, Index, Records] | None = backend.kept.get(key)
    if held is None or held[0] != stamp or held[1] is not index:
        ids = index.array.to_pylist()
        places = [base.places.get(one) for one in ids]
        table = {
            name: [None if p is None else column[p] for p in places]
            for name, column in base.table.items()
        }
        held = (stamp, index, Records(ids, {"item_id": ids, **table}))
        backend.kept[key] = held
    return held[2]


def records_of(backend: Backend, target: Target, kind: str) -> Records:
    """Return the fields of all items or users that the dataset holds, in its order.

    ``kind`` is ``ITEMS`` or ``USERS``.
    """
    return _records(backend, target, kind)[1]


def user_of(backend: Backend, target: Target, user_id: str) -> dict[str, Any]:
    """Return the fields of a user."""
    return {"user_id": user_id, **records_of(backend, target, "USERS").of(user_id)}


def interactions_of(backend: Backend, target: Target, user_id: str) -> list[dict[str, Any]]:
    """Return all interactions of a user, imported and put, of whatever type."""
    live = backend.live(target.group)
    put = [_event_fields(event) for event in live.events(user_id)]
    if target.served:
        known = target.kitchen.model.known
        own = known.events.of_users(known.users.find([user_id]))
        only = Index.of("user", [user_id])
        return [*told(history_of(replace(known, users=only, events=own)), user_id), *put]
    return [*_imported_of(backend, target.group, user_id), *put]


def told(history: pa.Table, user_id: str) -> list[dict[str, Any]]:
    """Return a person's interactions, a row of a table each, as filters ask about them."""
    names = [name for name in _TOLD if name in history.column_names]
    return [
        {**row, USER: user_id, TIME: row[TIME] and row[TIME].replace(tzinfo=UTC).timestamp()}
        for row in history.select(names).to_pylist()
    ]


def _records(backend: Backend, target: Target, kind: str) -> tuple[Any, Records]:
    if target.served:
        return ("served", target.kitchen.number), _of_kitchen(backend, target.kitchen, kind)
    dataset = dataset_in(backend, target.group, kind)
    if dataset is None:
        return None, Records([], {})
    files = tuple(file.name for file in files_of(backend, dataset))
    stamp = (dataset.id, dataset.updated, files, last_change(backend.store, dataset.key))
    key = ("records", dataset.key)
    if backend.kept.get(key, (None, None))[0] != stamp:
        own = "ITEM_ID" if kind == "ITEMS" else "USER_ID"
        backend.kept[key] = (stamp, _of_table(records(backend, dataset, own), own))
    found: tuple[Any, Records] = backend.kept[key]
    return found


def _of_kitchen(backend: Backend, kitchen: Kitchen, kind: str) -> Records:
    key, number = ("served", kind), kitchen.number
    held: tuple[int, Records] | None = backend.kept.get(key)
    if held is None or held[0] != number:
        table = kitchen.item_table if kind == "ITEMS" else kitchen.user_table
        own = ITEM if kind == "ITEMS" else USER
        held = (number, Records([], {}) if table is None else _of_table(table, own))
        backend.kept[key] = held
    return held[1]


def _of_table(table: pa.Table, own: str) -> Records:
    name = next(n for n in table.column_names if n.upper() == own.upper())
    ids = table[name].cast(pa.string()).to_pylist()
    return Records(ids, {n.lower(): table[n].to_pylist() for n in table.column_names})


def _imported_of(backend: Backend, group: str, user_id: str) -> list[dict[str, Any]]:
    dataset = dataset_in(backend, group, "INTERACTIONS")
    if dataset is None:
        return []
    stamp = (dataset.id, dataset.updated, tuple(f.name for f in files_of(backend, dataset)))
    key = ("interactions", dataset.key)
    if backend.kept.get(key, (None, None))[0] != stamp:
        table = imported(backend, dataset)
        own = next(n for n in table.column_names if n.upper() == "USER_ID")
        order = pc.sort_indices(table[own])
        table = table.take(order)
        users = table[own].to_numpy(zero_copy_only=False)
        backend.kept[key] = (stamp, table, users)
    _, table, users = backend.kept[key]
    start, end = np.searchsorted(users, user_id), np.searchsorted(users, user_id, "right")
    rows = table.slice(int(start), int(end - start)).to_pylist()
    return [{name.lower(): value for name, value in row.items()} for row in rows]


def _event_fields(event: EventRow) -> dict[str, Any]:
    told = {name.lower(): value for name, value in (event.properties or {}).items()}
    told |= {_snake(name): value for name, value in (event.properties or {}).items()}
    return told | {
        "user_id": event.user_id,
        "item_id": event.item_id,
        "event_type": event.event_type,
        "event_value": event.event_value,
        "timestamp": event.happened_at.replace(tzinfo=UTC).timestamp(),
    }


def _snake(name: str) -> str:
    """Turn ``numberOfSeats`` into ``number_of_seats``."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
