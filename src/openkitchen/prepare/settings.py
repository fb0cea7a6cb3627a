"""What can be set about the preparation of interactions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

import pyarrow as pa

from openkitchen.errors import SettingsError, listing

__all__ = ["ANY_EVENT", "PrepareSettings", "read_settings"]

ANY_EVENT = "*"
"""Stands for all event types that have no weight of their own."""

_KEEP, _DROP = "keep", "drop"


@dataclass(frozen=True, slots=True)
class PrepareSettings:
    """How events become interactions.

    Parameters
    ----------
    event_weights
        Event type → how much such an event counts as evidence of interest. ``*`` stands
        for all others (1 unless given). Events of weight 0 are left out.
    session_gap_minutes
        A pause longer than this begins a new session.
    bot_events_a_day
        A visitor with more events than this on any day (UTC) is taken for a bot.
    bots
        Visitors that are known to be no people, whatever they do; users, where events have no
        visitor.
    unknown_items
        ``keep`` or ``drop`` events with items that are not in the catalogue.
    """

    event_weights: Mapping[str, float] = field(default_factory=dict)
    session_gap_minutes: float = 30.0
    bot_events_a_day: float = 1000.0
    bots: tuple[str, ...] = ()
    unknown_items: str = _KEEP

    def __post_init__(self) -> None:
        for name, weight in self.event_weights.items():
            _demand_number(f"event_weights.{name}", weight, least=0.0)
        _demand_number("session_gap_minutes", self.session_gap_minutes, least=1.0)
        _demand_number("bot_events_a_day", self.bot_events_a_day, least=1.0)
        if self.unknown_items not in {_KEEP, _DROP}:
            raise SettingsError(
                f"unknown_items = {self.unknown_items!r}", hint=f"Write {_KEEP} or {_DROP}."
            )

    @property
    def drops_unknown(self) -> bool:
        """Whether events with items outside the catalogue are left out."""
        return self.unknown_items == _DROP

    def tables(self) -> dict[str, pa.Table]:
        """Return the settings as the small tables that the SQL models join."""
        weights = {ANY_EVENT: 1.0} | {k: float(v) for k, v in self.event_weights.items()}
        return {
            "event_weights": pa.table(
                {
                    "event_type": pa.array(list(weights), pa.string()),
                    "weight": pa.array(list(weights.values()), pa.float64()),
                }
            ),
            "settings": pa.table(
                {
                    "session_gap_seconds": [round(self.session_gap_minutes * 60)],
                    "bot_events_a_day": [float(self.bot_events_a_day)],
                    "drop_unknown_items": [self.drops_unknown],
                }
            ),
            "named_bots": pa.table({"id": pa.array(self.bots, pa.string())}),
        }


def read_settings(given: Mapping[str, object]) -> PrepareSettings:
    """Read the settings of the step ``prepare`` as they stand in a parameters file.

    Raises
    ------
    SettingsError
        A name is unknown, or a value impossible.
    """
    if not isinstance(given, Mapping):
        raise SettingsError(
            f"prepare = {given!r}", hint="Write its settings below it, such as unknown_items: keep."
        )
    known = [one.name for one in fields(PrepareSettings)]
    for name in given:
        if name not in known:
            raise SettingsError(
                f"prepare has no setting {name!r}", hint=f"There are {listing(known)}."
            )
    values = {name: value for name, value in given.items() if value is not None}
    weights = values.get("event_weights", {})
    if not isinstance(weights, Mapping):
        raise SettingsError(
            f"event_weights = {weights!r}", hint="Write it as {view: 1.0, save: 3.0, '*': 1.0}."
        )
    values["event_weights"] = {str(name): weight for name, weight in weights.items()}
    values["bots"] = _ids(values.get("bots", ()))
    return PrepareSettings(**values)  # type: ignore[arg-type]


def _ids(given: object) -> tuple[str, ...]:
    hint = "Write a list of ids, in quotation marks where they are digits alone: ['0123', robot]."
    if not isinstance(given, Iterable) or isinstance(given, (str, Mapping)):
        raise SettingsError(f"bots = {given!r}", hint=hint)
    ids = tuple(given)
    for one in ids:
        if not isinstance(one, str) or not one:
            raise SettingsError(f"bots has {one!r}", hint=hint)
    return ids


def _demand_number(name: str, value: object, *, least: float) -> None:
    right = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not right or not math.isfinite(value) or value < least:  # type: ignore[arg-type, operator]
        raise SettingsError(f"{name} = {value!r}", hint=f"Write a number of at least {least:g}.")
