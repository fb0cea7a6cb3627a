"""Expectations that are seen in the lists alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pyarrow as pa

from openkitchen.errors import plural
from openkitchen.evaluate import NORTHERN, seasonal_items
from openkitchen.evaluate.calendar_tags import MONTHS
from openkitchen.experiments.behaviour.case import Case
from openkitchen.experiments.behaviour.outcome import MOST, Example, Outcome
from openkitchen.models.audience import gather
from openkitchen.models.gate import gate_of
from openkitchen.models.members import column_of, members, plain
from openkitchen.schema.columns import ITEM, USER

__all__ = [
    "FullLists",
    "InSeason",
    "ListsDiffer",
    "Never",
    "NoRepeats",
    "PopularShare",
    "RulesHold",
]

Wanted = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Never:
    """Some people never see some items, whatever the rules say or forget to say.

    Parameters
    ----------
    users
        Columns of the users and values; a person is meant who has one of them in each.
        Everybody is when empty.
    items
        Columns of the items and values; an item is meant that has one of them in any.
    items_without
        The same; an item is meant that lacks all of them in any column.
    """

    users: Wanted = field(default_factory=dict)
    items: Wanted = field(default_factory=dict)
    items_without: Wanted = field(default_factory=dict)

    def check(self, case: Case) -> Outcome:
        """Look for such items in such people's lists."""
        people = set(case.people) if not self.users else _having(case, "users", self.users)
        banned = _having(case, "items", self.items, every=False) if self.items else set()
        if self.items_without:
            banned |= _lacking(case, self.items_without)
        asked = [user for user in case.people if user in people]
        wrong = [(user, item) for user in asked for item in case.lists[user] if item in banned]
        words = f"{_named(self.users) or 'nobody'} never sees {self._items()}"
        if not self.users:
            words = f"nobody ever sees {self._items()}"
        if not asked:
            return Outcome("never", words, None, None, None, 0, "Nobody here is meant.")
        if not banned:
            told = "No item is meant: is a value misspelt?"
            return Outcome("never", words, None, None, None, 0, told)
        found = (
            f"{len(wrong):,} slots of {len(asked):,} such people show one of {len(banned):,} such "
            "items."
        )
        examples = [Example(u, i, words, case.lists[u]) for u, i in _one_each(wrong)]
        return Outcome("never", words, not wrong, float(len(wrong)), 0.0, len(asked), found,
                       tuple(examples))  # fmt: skip

    def _items(self) -> str:
        parts = [_named(self.items)] if self.items else []
        parts += [f"what lacks {_named(self.items_without)}"] if self.items_without else []
        return " or ".join(parts)


@dataclass(frozen=True, slots=True)
class RulesHold:
    """No list holds what a rule of the model forbids: seen, diets, allergies, stock, lists."""

    def check(self, case: Case) -> Outcome:
        """Ask the rules about every slot."""
        words = "no list breaks a rule of the model"
        model = case.model if case.ruled is None else case.ruled
        if model is None or not hasattr(model, "known"):
            return Outcome("rules_hold", words, None, None, None, 0, "These lists state no rules.")
        gate, items = gate_of(model), model.known.items
        audience = gather(model.known, case.people)
        allowed = np.zeros((len(case.people), len(items)))
        gate.hide(allowed, audience)
        wrong, looked_at = [], 0
        for row, user in enumerate(case.people):
            for item, code in zip(
                case.lists[user], items.find(list(case.lists[user])), strict=True
            ):
                looked_at += int(code >= 0)
                if code >= 0 and not np.isfinite(allowed[row, code]):
                    wrong.append((user, item, int(code)))
        examples = []
        for user, item in _one_each([(user, item) for user, item, _ in wrong]):
            code = int(items.find([item])[0])
            rules = gate.broken(gather(model.known, [user]), code)
            note = "; ".join(f"{rule.name}: {rule.reason}" for rule in rules)
            examples.append(Example(user, item, note, case.lists[user]))
        if not looked_at:
            told = "No slot of these lists has an item that the model knows."
            return Outcome("rules_hold", words, None, None, None, 0, told)
        unknown = _slots(case) - looked_at
        found = f"{len(wrong):,} slots of {looked_at:,} break a rule."
        if unknown:
            found += f" {unknown:,} more have items that the model does not know."
        return Outcome("rules_hold", words, not wrong, float(len(wrong)), 0.0, looked_at, found,
                       tuple(examples))  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoRepeats:
    """A list has no item twice."""

    def check(self, case: Case) -> Outcome:
        """Count items within each list."""
        wrong = [
            Example(user, item, f"it stands {times} times", items)
            for user, items in case.lists.items()
            for item, times in Counter(items).items()
            if times > 1
        ]
        found = f"{plural(len(wrong), 'item stands', 'items stand')} in a list again."
        return Outcome("no_repeats", "no list has an item twice", not wrong, float(len(wrong)), 0.0,
                       len(case.lists), found, tuple(wrong[:MOST]))  # fmt: skip


@dataclass(frozen=True, slots=True)
class FullLists:
    """Lists are as long as they should be.

    Parameters
    ----------
    at_least
        Share of the lists.
    """

    at_least: float = 1.0

    def check(self, case: Case) -> Outcome:
        """Count the slots of each list."""
        short = {user: items for user, items in case.lists.items() if len(items) < case.k}
        share = 1 - len(short) / max(len(case.lists), 1)
        words = f"{self.at_least:.0%} of the lists or more are {case.k} long"
        found = f"{share:.1%} are; {len(short):,} are shorter."
        examples = [
            Example(u, "", plural(len(x), "item"), x) for u, x in list(short.items())[:MOST]
        ]
        return Outcome("full_lists", words, share >= self.at_least, share, self.at_least,
                       len(case.lists), found, tuple(examples))  # fmt: skip


@dataclass(frozen=True, slots=True)
class InSeason:
    """Seasonal items stay in season, by the calendar words among the items' attributes.

    Parameters
    ----------
    at_least
        Share of the slots.
    month
        1 to 12; the month that the lists are for when 0.
    column
        The only column of the items with such words; all when empty.
    """

    at_least: float = 0.95
    month: int = 0
    column: str = ""

    def check(self, case: Case) -> Outcome:
        """Look for items of another season."""
        month = self.month or case.month
        words = f"{self.at_least:.0%} of the slots or more are not out of season"
        if month is None or case.tables.items is None:
            why = "The month or the items are not known."
            return Outcome("in_season", words, None, None, self.at_least, 0, why)
        seasonal = seasonal_items(case.tables.items, NORTHERN, self.column or None)
        if not seasonal.columns:
            why = "No column of the items holds words of the calendar."
            return Outcome("in_season", words, None, None, self.at_least, 0, why)
        ids = case.tables.items[ITEM].cast(pa.string()).to_pylist()
        out = {
            name: own
            for name, own, gone in zip(
                ids, seasonal.words, seasonal.out_of_season(month), strict=True
            )
            if gone
        }
        wrong = [
            (user, item) for user, items in case.lists.items() for item in items if item in out
        ]
        share = 1 - len(wrong) / max(_slots(case), 1)
        name = MONTHS[month - 1]
        found = (
            f"In {name}, {share:.1%} are not; "
            f"{plural(len(wrong), 'slot shows', 'slots show')} another season."
        )
        examples = [
            Example(u, i, f"{', '.join(out[i])} in {name}", case.lists[u])
            for u, i in _one_each(wrong)
        ]
        return Outcome("in_season", words, share >= self.at_least, share, self.at_least,
                       _slots(case), found, tuple(examples))  # fmt: skip


@dataclass(frozen=True, slots=True)
class PopularShare:
    """The most popular items do not take all slots.

    Parameters
    ----------
    at_most
        Share of the slots.
    of_items
        Which share of the items counts as popular, by events in training.
    """

    at_most: float = 0.8
    of_items: float = 0.1

    def check(self, case: Case) -> Outcome:
        """Count slots with popular items."""
        ids = case.known.items.ids
        popular = {str(item) for item in ids[: max(1, round(self.of_items * len(ids)))]}
        taken = sum(item in popular for items in case.lists.values() for item in items)
        share = taken / max(_slots(case), 1)
        words = f"the most popular {self.of_items:.0%} of the items take {self.at_most:.0%} or less"
        found = f"These {len(popular):,} items take {share:.1%} of the slots."
        return Outcome("popular_share", words, share <= self.at_most, share, self.at_most,
                       _slots(case), found)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListsDiffer:
    """Different people get different lists.

    Parameters
    ----------
    at_most
        Share of a list that another person's has too, on average over pairs.
    """

    at_most: float = 0.7

    def check(self, case: Case) -> Outcome:
        """Compare each list with the next one."""
        people = [user for user in case.people if case.lists[user]]
        pairs = list(pairwise(people))
        shared = [overlap(case.lists[one], case.lists[other]) for one, other in pairs]
        words = f"two people's lists have {self.at_most:.0%} in common or less, on average"
        if not pairs:
            return Outcome(
                "lists_differ", words, None, None, self.at_most, 0, "Less than two lists."
            )
        mean = float(np.mean(shared))
        return Outcome("lists_differ", words, mean <= self.at_most, mean, self.at_most, len(pairs),
                       f"They have {mean:.1%} in common.")  # fmt: skip


def overlap(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return the share of the longer list that both have; 1 for two empty ones."""
    longest = max(len(one), len(other))
    return len(set(one) & set(other)) / longest if longest else 1.0


def _one_each(wrong: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pick some slots to show, of as many different people."""
    first: dict[str, str] = {}
    for user, item in wrong:
        first.setdefault(user, item)
    return list(first.items())[:MOST]


def _slots(case: Case) -> int:
    return sum(map(len, case.lists.values()))


def _having(case: Case, what: str, wanted: Wanted, *, every: bool = True) -> set[str]:
    """Return the ids that have one of the wanted values, in each column or in any."""
    found: list[set[str]] = []
    for name, values in wanted.items():
        keys = {plain(value) for value in values}
        found.append({i for i, own in _values(case, what, name) if keys & own})
    return set.intersection(*found) if every else set.union(*found)


def _lacking(case: Case, wanted: Wanted) -> set[str]:
    found: set[str] = set()
    for name, values in wanted.items():
        keys = {plain(value) for value in values}
        found |= {i for i, own in _values(case, "items", name) if not keys & own}
    return found


def _values(case: Case, what: str, name: str) -> list[tuple[str, set[str]]]:
    table = case.tables.users if what == "users" else case.tables.items
    own = members(column_of(table, name, what))
    ids = table[USER if what == "users" else ITEM].cast(pa.string()).to_pylist()  # type: ignore[index]
    return [(i, {plain(v) for v in values or ()}) for i, values in zip(ids, own, strict=True)]


def _named(wanted: Wanted) -> str:
    return " and ".join(f"{name} = {'/'.join(values)}" for name, values in wanted.items())
