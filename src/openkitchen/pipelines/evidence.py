"""The delivered rows behind a user's events, a user's attributes and an item's attributes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.engine import run_model
from openkitchen.schema.columns import (
    CUSTOMER,
    EVENT_ID,
    EVENT_TYPE,
    ITEM,
    STATUS,
    TIME,
    USER,
    VISITOR,
)
from openkitchen.sources import Source
from openkitchen.sources.lines import DeliveredRow, lines_of
from openkitchen.sources.received import rows_by_receipt
from openkitchen.store import ReceiptRow, Store

__all__ = ["Evidence"]

_IDS = (USER, VISITOR, CUSTOMER)
_EVENT = (*_IDS, ITEM, TIME, EVENT_TYPE, EVENT_ID)
_PREPARE = "openkitchen.prepare"

Parts = list[tuple[ReceiptRow, pa.Table]]


@dataclass(slots=True)
class Evidence:
    """Finds delivered rows in a workspace.

    Parameters
    ----------
    sources
        The declared sources.
    store
        Holds the ledger.
    raw, typed
        Folders of kept originals and of typed rows.
    identity_map
        Who is who, as the last run left it.
    """

    sources: Sequence[Source]
    store: Store
    raw: Path
    typed: Path
    identity_map: pa.Table
    parts: dict[str, Parts] = field(default_factory=dict)
    events: dict[str, list[tuple[Source, ReceiptRow, pa.Table]]] = field(default_factory=dict)

    def of_events(
        self, user: str, items: Sequence[str], most: int
    ) -> tuple[list[DeliveredRow], int]:
        """Return rows in which a user met some items, up to a number, and how many there are."""
        found = []
        for source, receipt, rows in self._events_of(user):
            hit = rows.filter(pc.is_in(rows[ITEM], pa.array(list(items), pa.string())))
            if hit.num_rows:
                found.append((source, receipt, hit))
        return self._lines(found, (ITEM, *(name for name in _EVENT if name != ITEM)), most)

    def of_item_events(self, item: str, most: int) -> tuple[list[DeliveredRow], int]:
        """Return the rows in which anybody met an item, up to a number, and how many there are."""
        found = []
        for source in self._of_role("events"):
            for receipt, rows in self._parts(source):
                hit = rows.filter(pc.fill_null(pc.equal(rows[ITEM], item), False))
                if hit.num_rows:
                    found.append((source, receipt, hit))
        return self._lines(found, (ITEM, *(name for name in _EVENT if name != ITEM)), most)

    def of_user(self, user: str) -> list[DeliveredRow]:
        """Return the row of each people source that counts for a user."""
        known = self.identity_map.select([VISITOR, USER, CUSTOMER])
        return self._latest("people", "people", (USER, CUSTOMER), "latest_users", USER, user,
                            {"identity_map": known})  # fmt: skip

    def of_item(self, item: str) -> list[DeliveredRow]:
        """Return the row of each catalogue source that counts for an item."""
        return self._latest("catalogue", "catalogue", (ITEM,), "latest_items", ITEM, item, {})

    def _of_role(self, role: str) -> list[Source]:
        return [source for source in self.sources if source.role == role]

    def _parts(self, source: Source) -> Parts:
        if source.name not in self.parts:
            self.parts[source.name] = list(rows_by_receipt(source, self.store, self.typed))
        return self.parts[source.name]

    def _events_of(self, user: str) -> list[tuple[Source, ReceiptRow, pa.Table]]:
        """Return all events of a user, by the SQL model that gives each event its user."""
        if user in self.events:
            return self.events[user]
        found = []
        for source in self._of_role("events"):
            for receipt, rows in self._parts(source):
                ids = pa.table({name: _column(rows, name) for name in _IDS})
                groups = ids.group_by(list(_IDS)).aggregate([])
                numbered = groups.append_column(
                    EVENT_ID, pa.array(range(groups.num_rows)).cast(pa.string())
                )
                mine = _users(numbered, self.identity_map)
                theirs = groups.take(pc.indices_nonzero(pc.equal(mine, user)))
                hit = rows.filter(_same(ids, theirs)) if theirs.num_rows else rows.slice(0, 0)
                if hit.num_rows:
                    found.append((source, receipt, hit))
        self.events[user] = found
        return found

    def _latest(
        self,
        role: str,
        table: str,
        ids: Sequence[str],
        model: str,
        key: str,
        wanted: str,
        beside: dict[str, pa.Table],
    ) -> list[DeliveredRow]:
        found: list[DeliveredRow] = []
        for source in self._of_role(role):
            parts = self._parts(source)
            if not parts:
                continue
            rows = pa.concat_tables([part for _, part in parts])
            numbered = pa.table(
                [np.arange(rows.num_rows), *(_column(rows, name) for name in ids)],
                names=["place", *ids],
            )
            latest = run_model(files(_PREPARE) / f"{model}.sql", {table: numbered} | beside)
            places = latest.filter(pc.equal(latest[key], wanted))["place"].to_pylist()
            for place in places:
                found += self._at(source, parts, place, ids)
        return found

    def _at(
        self, source: Source, parts: Parts, place: int, ids: Sequence[str]
    ) -> list[DeliveredRow]:
        for receipt, rows in parts:
            if place < rows.num_rows:
                keys = [name for name in ids if name in rows.column_names]
                row = rows.slice(place, 1)
                return list(lines_of(self.raw, receipt, source, row, keys))[-1:]
            place -= rows.num_rows
        return []

    def _lines(
        self, found: Sequence[tuple[Source, ReceiptRow, pa.Table]], keys: Sequence[str], most: int
    ) -> tuple[list[DeliveredRow], int]:
        lines: list[DeliveredRow] = []
        for source, receipt, rows in found:
            if len(lines) >= most:
                break
            there = [name for name in keys if name in rows.column_names]
            lines += lines_of(self.raw, receipt, source, rows, there)
        return lines[:most], sum(rows.num_rows for _, _, rows in found)


def _users(numbered: pa.Table, identity_map: pa.Table) -> pa.ChunkedArray:
    """Return the user of each group of ids, in order."""
    empty: dict[str, Callable[[int], pa.Array]] = {
        ITEM: lambda n: pa.nulls(n, pa.string()),
        TIME: lambda n: pa.nulls(n, pa.timestamp("us")),
        EVENT_TYPE: lambda n: pa.nulls(n, pa.string()),
        "event_value": lambda n: pa.nulls(n, pa.float64()),
        "weight": lambda n: pa.nulls(n, pa.float64()),
        "session_id": lambda n: pa.nulls(n, pa.string()),
        "device": lambda n: pa.nulls(n, pa.string()),
        "source": lambda n: pa.nulls(n, pa.string()),
    }
    events = numbered
    for name, make in empty.items():
        events = events.append_column(name, make(numbered.num_rows))
    known = identity_map.select([VISITOR, USER, CUSTOMER, STATUS])
    model = files(_PREPARE) / "known_events.sql"
    made = run_model(model, {"received_events": events, "identity_map": known})
    order = pc.index_in(numbered[EVENT_ID], made[EVENT_ID].combine_chunks())
    return made[USER].take(order)


def _same(ids: pa.Table, wanted: pa.Table) -> pa.ChunkedArray:
    joined = [
        pc.binary_join_element_wise(*(pc.fill_null(t[n], "\x00") for n in _IDS), "\x1f")
        for t in (ids, wanted)
    ]
    return pc.is_in(joined[0], joined[1].combine_chunks())


def _column(rows: pa.Table, name: str) -> pa.ChunkedArray:
    if name in rows.column_names:
        return rows[name].cast(pa.string())
    return pa.chunked_array([pa.nulls(rows.num_rows, pa.string())])
