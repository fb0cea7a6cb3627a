"""Which items a filter lets through: (all of INCLUDE) less (all of EXCLUDE)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from openkitchen.serving.personalize.faults import invalid
from openkitchen.serving.personalize.filters.expression import (
    ANYTHING,
    Clause,
    Condition,
    Expression,
    Field,
)

__all__ = ["Catalogue", "Seen", "allowed", "holds"]

Flags = npt.NDArray[np.bool_]

_EVENT_TYPE = "event_type"
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Catalogue(Protocol):
    """Items with their fields."""

    @property
    def places(self) -> Mapping[str, int]:
        """Place of each item id."""
        ...

    def column(self, name: str) -> Sequence[Any]:
        """Return a field of all items, in the order of their places; case is free."""
        ...

    def flags(self, condition: Condition, make: Callable[[], Flags]) -> Flags:
        """Return what was made for a condition before, or make it."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose list is filtered.

    Parameters
    ----------
    user
        The fields of the current user, by name in lower case.
    interactions
        Fields of each interaction of that user, by name in lower case, ``item_id`` among them.
    """

    user: Mapping[str, Any]
    interactions: Sequence[Mapping[str, Any]]


def allowed(expression: Expression, items: Catalogue, seen: Seen) -> Flags:
    """Return which items are let through, in the order of their places.

    Without any INCLUDE, everything is included. A clause whose IF does not hold counts
    for nothing.
    """
    size = len(items.places)
    included, excluded = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    includes = False
    for clause in expression.clauses:
        if clause.what != "ItemID":
            raise invalid("A filter of UserID cannot be applied to recommended items")
        if clause.only_if and not _any_group(clause.only_if, seen.user, seen):
            continue
        includes = includes or clause.include
        target = included if clause.include else excluded
        target |= _matching(clause, items, seen)
    return (included if includes else ~included) & ~excluded


def _matching(clause: Clause, items: Catalogue, seen: Seen) -> Flags:
    found = np.zeros(len(items.places), dtype=np.bool_)
    for group in clause.any_of:
        flags = np.ones(len(items.places), dtype=np.bool_)
        about_events = [c for c in group if c.field.dataset == "Interactions"]
        if about_events:
            flags &= _interacted(about_events, items, seen)
        for condition in group:
            if condition.field.dataset == "Items":
                flags &= _having(condition, items, seen)
            elif condition.field.dataset != "Interactions":
                flags &= holds(_told(condition, seen), seen.user.get(condition.field.name.lower()))
        found |= flags
    return found


def _interacted(conditions: Sequence[Condition], items: Catalogue, seen: Seen) -> Flags:
    flags = np.zeros(len(items.places), dtype=np.bool_)
    told = [_without_case(_told(condition, seen)) for condition in conditions]
    for event in seen.interactions:
        place = items.places.get(str(event.get("item_id")))
        if place is not None and all(holds(c, _of_event(event, c)) for c in told):
            flags[place] = True
    return flags


def _without_case(condition: Condition) -> Condition:
    """Let the case of letters count for nothing in types of events, and there alone."""
    if condition.field.name.lower() != _EVENT_TYPE:
        return condition
    values = (v.lower() if isinstance(v, str) else v for v in condition.values)
    return replace(condition, values=tuple(values))


def _of_event(event: Mapping[str, Any], condition: Condition) -> Any:
    name = condition.field.name.lower()
    value = event.get(name)
    return value.lower() if name == _EVENT_TYPE and isinstance(value, str) else value


def _having(condition: Condition, items: Catalogue, seen: Seen) -> Flags:
    told = _told(condition, seen)
    column = items.column(told.field.name)
    return items.flags(
        told, lambda: np.fromiter((holds(told, v) for v in column), np.bool_, len(column))
    )


def _any_group(
    groups: Collection[Sequence[Condition]], fields: Mapping[str, Any], seen: Seen
) -> bool:
    return any(
        all(holds(_told(c, seen), fields.get(c.field.name.lower())) for c in group)
        for group in groups
    )


def _told(condition: Condition, seen: Seen) -> Condition:
    """Put the current user's own values in place of ``CurrentUser.FIELD``."""
    if not any(isinstance(value, Field) for value in condition.values):
        return condition
    values: list[Any] = []
    for value in condition.values:
        if isinstance(value, Field):
            if value.dataset != "CurrentUser":
                raise invalid(f"{value} cannot be compared with; CurrentUser can")
            values += _parts(seen.user.get(value.name.lower()))
        else:
            values.append(value)
    return replace(condition, values=tuple(values))


def holds(condition: Condition, value: Any) -> bool:
    """Return whether a field's value meets a condition.

    A text holds several values where it has ``|``; IN asks for one of them. What is not
    known is in no list, and neither above nor below anything.
    """
    own = _parts(value)
    if condition.operator in {"in", "not in", "="}:
        wanted = condition.values
        found = any(w == ANYTHING or any(_same(o, w) for o in own) for w in wanted)
        found = found and (bool(own) or ANYTHING in wanted)
        return found != (condition.operator == "not in")
    if not condition.values:
        return False
    other = condition.values[0]
    compare = _COMPARED[condition.operator]
    numbers = [(_number(o), _number(other)) for o in own]
    return any(a is not None and b is not None and compare(a, b) for a, b in numbers)


def _parts(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    if isinstance(value, str):
        return value.split("|") if "|" in value else [value]
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _same(own: Any, wanted: Any) -> bool:
    if own == wanted and isinstance(own, bool) == isinstance(wanted, bool):
        return True
    if isinstance(own, bool) or isinstance(wanted, bool):
        return str(own).lower() == str(wanted).lower()
    if isinstance(own, str) and isinstance(wanted, str):
        return False
    return _number(own) is not None and _number(own) == _number(wanted)


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
