"""Expectations as people write them, in a short YAML file.

::

    people: 200
    list_length: 10
    expectations:
      - rules_hold
      - {expect: never, users: {diet: vegan}, items_without: {diet_tags: vegan}}
      - {expect: in_season, at_least: 0.9}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Protocol

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.experiments.behaviour.case import Case
from openkitchen.experiments.behaviour.newcomers import NewcomerVariety
from openkitchen.experiments.behaviour.on_histories import AlikePeople, OneEvent, SimilarEvent
from openkitchen.experiments.behaviour.on_lists import (
    FullLists,
    InSeason,
    ListsDiffer,
    Never,
    NoRepeats,
    PopularShare,
    RulesHold,
)
from openkitchen.experiments.behaviour.outcome import Outcome

__all__ = ["KINDS", "Expectation", "Stated", "stated_of"]


class Expectation(Protocol):
    """What can be checked on a case."""

    def check(self, case: Case) -> Outcome:
        """Say whether it holds."""
        ...


KINDS: Final[Mapping[str, type[Any]]] = {
    "rules_hold": RulesHold,
    "never": Never,
    "no_repeats": NoRepeats,
    "full_lists": FullLists,
    "in_season": InSeason,
    "newcomer_variety": NewcomerVariety,
    "one_event": OneEvent,
    "alike_people": AlikePeople,
    "similar_event": SimilarEvent,
    "popular_share": PopularShare,
    "lists_differ": ListsDiffer,
}
"""Kind, as written after ``expect:`` → what checks it; its settings are the class's fields."""

_KEYS = ("people", "list_length", "expectations")


@dataclass(frozen=True, slots=True)
class Stated:
    """A set of expectations.

    Parameters
    ----------
    expectations
        What is expected.
    people
        How many people's lists to look at.
    k
        Length of the lists.
    """

    expectations: tuple[Expectation, ...]
    people: int = 200
    k: int = 10


def stated_of(given: Any) -> Stated:
    """Read what a YAML file states.

    Parameters
    ----------
    given
        The mapping.

    Raises
    ------
    SettingsError
        When a value cannot be read.
    UnknownName
        When there is no such kind, or it has no such setting.
    """
    facts = _mapping(given, "what is expected of lists")
    for key in facts:
        if key not in _KEYS:
            raise UnknownName("key", str(key), _KEYS)
    entries = facts.get("expectations") or []
    if not isinstance(entries, list) or not entries:
        raise SettingsError(
            "nothing is expected of the lists", hint="Write expectations: [rules_hold, no_repeats]."
        )
    return Stated(
        tuple(_expectation(entry) for entry in entries),
        _whole(facts.get("people", 200), "people"),
        _whole(facts.get("list_length", 10), "list_length"),
    )


def _expectation(entry: Any) -> Expectation:
    facts = {"expect": entry} if isinstance(entry, str) else dict(_mapping(entry, "expectations"))
    kind = str(facts.pop("expect", ""))
    if kind not in KINDS:
        raise UnknownName("expectation", kind, KINDS)
    settings = {field.name: field for field in fields(KINDS[kind])}
    read = {}
    for name, value in facts.items():
        if name not in settings:
            raise UnknownName(f"setting of {kind}", str(name), settings)
        read[name] = _value(kind, name, value, str(settings[name].type))
    made: Expectation = KINDS[kind](**read)
    if isinstance(made, Never) and not (made.items or made.items_without):
        raise SettingsError(
            "never names no items", hint="Write items: {contains: meat}, or items_without: …"
        )
    return made


def _value(kind: str, name: str, value: Any, wanted: str) -> Any:
    """Read a setting as its field wants it."""
    if wanted == "Wanted":
        columns = _mapping(value, f"{kind}: {name}")
        return {
            str(column): tuple(str(one) for one in (v if isinstance(v, list) else [v]))
            for column, v in columns.items()
        }
    if wanted == "str" and isinstance(value, str):
        return value
    number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    if wanted == "int" and number and float(value).is_integer():
        return int(value)
    if wanted == "float" and number and value <= 1:
        return float(value)
    hint = {"float": "Write a share from 0 to 1.", "int": "Write a whole number."}
    raise SettingsError(f"{kind}: {name} = {value!r}", hint=hint.get(wanted, "Write a name."))


def _mapping(given: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise SettingsError(f"{what}: {given!r} is no mapping", hint="Write it as {key: value}.")
    return given


def _whole(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise SettingsError(f"{name} = {value!r}", hint="Write a whole number from 1.")
    return value
