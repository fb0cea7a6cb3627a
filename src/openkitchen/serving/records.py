"""What is known about one user or item: attributes and history, ready to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.models.audience import gather
from openkitchen.schema.columns import ITEM, USER
from openkitchen.serving.kitchen import Kitchen

__all__ = ["Choice", "Fact", "history_of", "item_facts", "likely_items", "user_facts"]

_SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Fact:
    """An attribute with its value in words."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An event of a history; ``at`` is ``None`` when the data carry no dates."""

    item_id: str
    title: str
    at: datetime | None


def user_facts(kitchen: Kitchen, user_id: str) -> tuple[Fact, ...]:
    """Return what is known about a user, but for free text: names and addresses stay out."""
    attributes = () if kitchen.tables is None else kitchen.tables.user_attributes
    private = {attribute.name for attribute in attributes if attribute.kind == "text"}
    facts = _facts(kitchen.user_table, USER, user_id)
    return tuple(fact for fact in facts if fact.name not in private)


def item_facts(kitchen: Kitchen, item_id: str) -> tuple[Fact, ...]:
    """Return what is known about an item."""
    return _facts(kitchen.item_table, ITEM, item_id)


def history_of(kitchen: Kitchen, user_id: str, most: int | None = None) -> tuple[Choice, ...]:
    """Return a user's history, the latest first; ``most`` of it, or all."""
    events = gather(kitchen.model.known, [user_id]).events
    ids = kitchen.model.known.items.take(events.item[::-1][:most]).to_pylist()
    times = events.time[::-1][:most].tolist()
    return tuple(
        Choice(item, kitchen.titles[item], _moment(time) if events.dated else None)
        for item, time in zip(ids, times, strict=True)
    )


def likely_items(kitchen: Kitchen, words: str, most: int = 12) -> tuple[Choice, ...]:
    """Return items whose id or title holds the words, or is them; popular items first."""
    wanted = words.casefold().strip()
    ids = kitchen.model.known.items.array.to_pylist()
    named = ((item, kitchen.titles[item]) for item in ids)
    found = [(i, t) for i, t in named if wanted in t.casefold() or wanted in i.casefold()]
    found.sort(key=lambda pair: wanted not in (pair[0].casefold(), pair[1].casefold()))
    return tuple(Choice(item, title, None) for item, title in found[:most])


def _facts(table: pa.Table | None, column: str, key: str) -> tuple[Fact, ...]:
    if table is None:
        return ()
    rows = table.filter(pc.equal(table[column].cast(pa.string()), key)).slice(0, 1).to_pylist()
    given = {name: value for row in rows for name, value in row.items() if name != column}
    return tuple(Fact(name, _words(value)) for name, value in given.items())


def _words(value: object) -> str:
    if value is None or value == []:
        return "–"
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _moment(days: float) -> datetime:
    return datetime.fromtimestamp(days * _SECONDS_A_DAY, UTC).replace(tzinfo=None)
