"""Columns that look as if a rule were meant. It is only ever suggested, never applied."""

from __future__ import annotations

import re

import pyarrow as pa

from openkitchen.models.members import members, plain
from openkitchen.schema import Tables

__all__ = ["suggest_rules"]

_AVAILABLE = re.compile(
    r"^(is_?)?(available|in_?stock|on_?sale|active)$|^availability$", re.IGNORECASE
)
_AVOIDED = re.compile(r"allerg|intoleran|avoid|exclu|forbid|must_?not", re.IGNORECASE)
_KEPT = re.compile(r"diet|kosher|halal|restrict|require", re.IGNORECASE)
_COMMON = 0.5


def suggest_rules(tables: Tables) -> list[str]:
    """Return sentences on columns that look like rules: by their names and values.

    A user's column is matched with an item's set when its name speaks of something to
    avoid or to keep, and at least half of its values are among the item's.
    """
    if tables.items is None:
        return []
    found = [
        f"items.{attribute.name} looks like a rule: available: {{column: {attribute.name}}}"
        for attribute in tables.item_attributes
        if _AVAILABLE.search(attribute.name)
    ]
    sets = {
        a.name: _values(tables.items[a.name]) for a in tables.item_attributes if a.kind == "set"
    }
    for attribute in tables.user_attributes if tables.users is not None else ():
        kind = _kind(attribute.name)
        if not kind or attribute.kind not in ("set", "category"):
            continue
        assert tables.users is not None  # noqa: S101 - it has attributes
        own = _values(tables.users[attribute.name])
        shared = {name: len(own & theirs) for name, theirs in sets.items()}
        best = max(shared, key=lambda name: shared[name], default="")
        if best and own and shared[best] >= _COMMON * len(own):
            found.append(
                f"users.{attribute.name} and items.{best} look like a rule: "
                f"{kind}: [{{user: {attribute.name}, item: {best}}}]"
            )
    if not found:
        return []
    return [
        *(f"{one}." for one in found),
        "No rule applies unless you state it: --rules FILE.",
    ]


def _kind(name: str) -> str:
    return "avoid" if _AVOIDED.search(name) else "require" if _KEPT.search(name) else ""


def _values(column: pa.ChunkedArray) -> set[str]:
    return {plain(value) for row in members(column) for value in row or ()}
