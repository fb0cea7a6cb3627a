"""Rules: what may be in a list at all, whatever the scores say.

Rules are stated, never guessed. What they compare are columns of the attribute tables and
lists of ids; `openkitchen.models.gate` applies them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import pyarrow as pa

from openkitchen.errors import SettingsError
from openkitchen.schema.columns import USER

__all__ = ["AVAILABLE", "Available", "Restriction", "Rules", "Unknown"]

Unknown = Literal["hide", "show"]
"""What becomes of an item whose value is not known: hidden, unless a rule says otherwise."""

AVAILABLE = "available"


@dataclass(frozen=True, slots=True)
class Available:
    """Show an item only while it can be had.

    Parameters
    ----------
    column
        A column of the items table that is true or false; empty if dates decide.
    start, end
        Columns with the first and the last moment of each item; a date without a time
        stands for its whole day. An empty cell sets no bound.
    unknown
        What becomes of an item without a row, or without true or false.
    """

    column: str = ""
    start: str = ""
    end: str = ""
    unknown: Unknown = "hide"

    def __post_init__(self) -> None:
        if bool(self.column) == bool(self.start or self.end):
            raise SettingsError(
                "available needs either a column of true and false, or dates",
                hint="Write available: {column: in_stock}, or {from: starts, until: ends}.",
            )
        _check_unknown(self.unknown)


@dataclass(frozen=True, slots=True)
class Restriction:
    """Compare what a user has with what an item has; letters' case counts for nothing.

    Parameters
    ----------
    kind
        ``avoid``: no value of the user's may be one of the item's. ``require``: all
        values of the user's must be among the item's.
    user, item
        Columns of the users and the items table: categories or sets.
    unless
        Values of the user's that restrict nothing, such as ``omnivore``.
    means
        What a value of the user's stands for: ``{"halal": ("pork", "alcohol")}``. With it,
        values that it does not name restrict nothing.
    unknown
        What becomes, for users whom the rule restricts, of items whose value is not known.
    """

    kind: Literal["avoid", "require"]
    user: str
    item: str
    unless: tuple[str, ...] = ()
    means: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: Unknown = "hide"

    def __post_init__(self) -> None:
        _check_unknown(self.unknown)


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be in a list, and how alike its items may be.

    Parameters
    ----------
    seen
        Leave out what the user already had.
    available
        When items can be had.
    restrictions
        What must not meet, and what must be there.
    allow
        Nothing but these: tables of ``item_id``, or of ``user_id`` and ``item_id``; then
        a user without a row gets no list. With several tables, an item must be in each.
    deny
        None of these: tables as ``allow``.
    diversity
        How strongly lists are re-ranked for variety, from 0 (not at all) to 1; see
        `openkitchen.models.diversity`.
    """

    seen: bool = True
    available: Available | None = None
    restrictions: tuple[Restriction, ...] = ()
    allow: tuple[pa.Table, ...] = ()
    deny: tuple[pa.Table, ...] = ()
    diversity: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.diversity <= 1.0:
            raise SettingsError(
                f"diversity = {self.diversity}", hint="Give a number from 0 (off) to 1."
            )

    def asks_for(self, table: str) -> frozenset[str]:
        """Return the columns of the ``users`` or the ``items`` table that the rules compare."""
        if table == "users":
            return frozenset(one.user for one in self.restrictions)
        available = self.available
        dates = (available.column, available.start, available.end) if available else ()
        return frozenset({one.item for one in self.restrictions} | {d for d in dates if d})

    @property
    def lists(self) -> list[tuple[Literal["allow", "deny"], pa.Table]]:
        """The lists of ids, each with its kind."""
        return [*(("allow", table) for table in self.allow), *(("deny", t) for t in self.deny)]

    def to_facts(self) -> dict[str, Any]:
        """Return what JSON can hold: everything but the lists of ids."""
        facts: dict[str, Any] = {"seen": self.seen, "diversity": self.diversity}
        if self.available is not None:
            one = self.available
            facts[AVAILABLE] = {"column": one.column, "from": one.start, "until": one.end}
            facts[AVAILABLE]["unknown"] = one.unknown
        for kind in ("avoid", "require"):
            facts[kind] = [
                {
                    "user": one.user,
                    "item": one.item,
                    "except": list(one.unless),
                    "means": {value: list(those) for value, those in one.means.items()},
                    "unknown": one.unknown,
                }
                for one in self.restrictions
                if one.kind == kind
            ]
        return facts

    def sentences(self) -> list[str]:
        """Say the rules in words, one each."""
        told = ["What a user already had is left out."] if self.seen else []
        if self.available is not None:
            told.append(f"Only what is available is shown ({_availability(self.available)}).")
        for one in self.restrictions:
            if one.kind == "avoid":
                told.append(f"No user's {one.user} may meet an item's {one.item}.")
            else:
                told.append(f"A user's {one.user} must be among an item's {one.item}.")
        for name, table in self.lists:
            whose = "pairs of user and item" if USER in table.column_names else "items"
            verb = "Only" if name == "allow" else "None of"
            told.append(f"{verb} {table.num_rows:,} listed {whose}.")
        if self.diversity:
            told.append(f"Lists are re-ranked for variety, by {self.diversity:g}.")
        return told


def _availability(one: Available) -> str:
    dates = (f"from {one.start}" if one.start else "", f"until {one.end}" if one.end else "")
    return one.column or " ".join(part for part in dates if part)


def _check_unknown(value: str) -> None:
    if value not in get_args(Unknown):
        raise SettingsError(f"unknown: {value!r}", hint="Write unknown: hide, or unknown: show.")
