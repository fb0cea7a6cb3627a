"""Restrictions at work: which items a user's values forbid."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.errors import listing
from openkitchen.models.audience import Known
from openkitchen.models.members import column_of, members, plain
from openkitchen.models.rule import Rule
from openkitchen.models.rules import Restriction
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, USER

__all__ = ["Restricted"]

Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Values = tuple[str, ...]

_REMEMBERED = 1000


class Restricted:
    """One restriction, bound to the users and items of a model.

    Parameters
    ----------
    rule
        What it says.
    known
        Users and items, by code.
    tables
        The attribute tables.

    Raises
    ------
    UnknownName
        When a column does not exist.
    """

    def __init__(self, rule: Restriction, known: Known, tables: Tables) -> None:
        self.rule = rule
        self._users = column_of(tables.users, rule.user, "users")
        items = column_of(tables.items, rule.item, "items")
        assert tables.users is not None  # noqa: S101 - there is a column of it
        assert tables.items is not None  # noqa: S101
        self._row_of_user = _rows(known.users.find(tables.users[USER]), len(known.users))
        row_of_item = _rows(known.items.find(tables.items[ITEM]), len(known.items))
        held = members(items)
        self._held = [held[row] if row >= 0 else None for row in row_of_item.tolist()]
        self._unknown = np.array([one is None for one in self._held], dtype=np.bool_)
        self._holders = _holders(self._held)
        self._unless = {plain(value) for value in rule.unless}
        self._means = {plain(key): those for key, those in rule.means.items()}
        self._masks: dict[frozenset[str], Flags] = {}

    def of_users(self, codes: Codes) -> list[Values]:
        """Return what restricts each user, as written; nothing for strangers."""
        rows = np.where(codes >= 0, self._row_of_user[codes] if len(self._row_of_user) else -1, -1)
        there = np.flatnonzero(rows >= 0)
        found: list[Values] = [()] * len(codes)
        values = members(self._users.take(pa.array(rows[there])))
        for at, own in zip(there.tolist(), values, strict=True):
            found[at] = tuple(v for v in own or () if self._restricts(v))
        return found

    def forbidden(self, values: Iterable[str]) -> Flags:
        """Return which items a user with these values must not get: one flag per item."""
        asked = frozenset(plain(value) for value in values)
        if asked not in self._masks:
            if len(self._masks) >= _REMEMBERED:
                self._masks.clear()
            self._masks[asked] = self._mask(asked)
        return self._masks[asked]

    def broken(self, code: int, item: int) -> Rule | None:
        """Return the rule, with the values that break it, if it keeps an item from a user."""
        own = self.of_users(np.array([code], dtype=np.int64))[0]
        if not self.forbidden(own)[item]:
            return None
        rule, held = self.rule, self._held[item]
        has = ", ".join(own)
        if held is None:
            reason = f"the item's {rule.item} is not known, and the user's {rule.user} is {has}"
            return Rule(rule.kind, reason, own, ())
        there = {plain(value) for value in held}
        if rule.kind == "avoid":
            met = [v for v in own if there & self._stands_for(plain(v))]
            those = [h for h in held if any(plain(h) in self._stands_for(plain(v)) for v in own)]
            reason = (
                f"the item's {rule.item} has {', '.join(those)}, "
                f"which the user's {rule.user} ({', '.join(met)}) forbids"
            )
        else:
            lacking = [v for v in own if not self._stands_for(plain(v)) <= there]
            reason = (
                f"the user's {rule.user} is {', '.join(lacking)}, and the item's {rule.item} "
                + (f"has only {', '.join(held)}" if held else "is empty")
            )
        return Rule(rule.kind, reason, own, held)

    def notes(self) -> list[str]:
        """Say what a person should know: values that meet nothing, items without values."""
        rule, found = self.rule, []
        used: dict[str, int] = {}
        for own in self.of_users(np.arange(len(self._row_of_user))):
            for value in own:
                used[value] = used.get(value, 0) + 1
        idle = [v for v in used if not self._stands_for(plain(v)) & self._holders.keys()]
        name = f"{rule.kind} {rule.user}/{rule.item}"
        if idle:
            found.append(
                f"{name}: no item's {rule.item} is {listing(idle)}, which "
                f"{sum(used[v] for v in idle):,} users have. Is it written in another way? "
                "If it restricts nothing, list it under except."
            )
        unknown = int(self._unknown.sum())
        if unknown and used:
            what = "are hidden from" if rule.unknown == "hide" else "are shown to"
            found.append(
                f"{name}: {unknown:,} of {len(self._held):,} items have no known {rule.item}; they "
                f"{what} users whom the rule restricts (unknown: {rule.unknown})."
            )
        return found

    def _restricts(self, value: str) -> bool:
        key = plain(value)
        return key not in self._unless and (not self._means or key in self._means)

    def _stands_for(self, key: str) -> frozenset[str]:
        if not self._means:
            return frozenset((key,))
        return frozenset(plain(value) for value in self._means[key])

    def _mask(self, asked: frozenset[str]) -> Flags:
        mask = np.zeros(len(self._held), dtype=np.bool_)
        if not asked:
            return mask
        for value in frozenset[str]().union(*(self._stands_for(key) for key in asked)):
            having = np.zeros(len(mask), dtype=np.bool_)
            having[self._holders.get(value, [])] = True
            mask |= having if self.rule.kind == "avoid" else ~having
        mask[self._unknown] = self.rule.unknown == "hide"
        return mask


def _rows(codes: Codes, n: int) -> Codes:
    """Return the first row of each code, −1 where there is none."""
    rows = np.full(n, -1, dtype=np.int64)
    backwards = np.arange(len(codes))[::-1]
    there = backwards[codes[backwards] >= 0]
    rows[codes[there]] = there
    return rows


def _holders(held: list[Values | None]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for item, values in enumerate(held):
        for value in {plain(v) for v in values or ()}:
            found.setdefault(value, []).append(item)
    return found
