"""How much an event counts as evidence: by its type and by its value.

    v(event) = given weight × weight of its type × (value / typical value of its type)^p

with the ratio held between 1/8 and 8, so that no single amount drowns the rest. An event
of weight zero is in no history and nothing is learned from it; it was seen all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.models.events import Events

__all__ = ["EventWeights", "make_event_weights", "parse_event_weights"]

Floats = npt.NDArray[np.float64]

_MOST = 8.0


@dataclass(frozen=True)
class EventWeights:
    """Weights by type and value, for events coded with the same labels.

    Parameters
    ----------
    by_kind
        Weight of each type of event, by code; the last one is for events without a type.
    typical
        Typical value of each type, likewise.
    power
        What the ratio to the typical value is raised to; 0: values do not matter.
    """

    by_kind: tuple[float, ...] = (1.0,)
    typical: tuple[float, ...] = (1.0,)
    power: float = 0.0

    def weights(self, events: Events) -> Floats:
        """Return the final weight of each event."""
        weight = events.weight
        if any(one != 1.0 for one in self.by_kind):
            weight = weight * np.asarray(self.by_kind)[events.kind]
        if self.power:
            ratio = events.value / np.asarray(self.typical)[events.kind]
            ratio = np.clip(np.nan_to_num(ratio, nan=1.0), 1 / _MOST, _MOST)
            weight = weight * ratio**self.power
        return weight

    def counting(self, events: Events) -> Events:
        """Return the events that weigh something, their weights as given."""
        some = self.weights(events) > 0.0
        return events if some.all() else events.select(some)

    def weigh(self, events: Events) -> Events:
        """Return the events that weigh something, with their final weights."""
        weight = self.weights(events)
        weighed = events if weight is events.weight else replace(events, weight=weight)
        return weighed if (weight > 0.0).all() else weighed.select(weight > 0.0)

    def like(self, kinds: Sequence[str], other: EventWeights, others: Sequence[str]) -> bool:
        """Whether these say the same as others, of the types that both know by name."""
        names = (*kinds, ""), (*others, "")
        mine, theirs = (
            dict(zip(name, zip(one.by_kind, one.typical, strict=True), strict=True))
            for name, one in zip(names, (self, other), strict=True)
        )
        shared = mine.keys() & theirs.keys()
        return self.power == other.power and all(mine[n] == theirs[n] for n in shared)


def make_event_weights(
    told: Sequence[str], power: float, events: Events, kinds: Sequence[str]
) -> EventWeights:
    """Bind weights of types to the codes of these data.

    Parameters
    ----------
    told
        ``type:weight``; a type that is not named weighs 1. A named type may be missing, as
        in the data of a quiet week.
    power
        See `EventWeights`.
    events
        Tell the typical value of each type: the median of its values above zero.
    kinds
        Names of the types, by code.

    Raises
    ------
    UnknownName
        When the data have types and none of those that are named.
    """
    named = parse_event_weights(told)
    if named and kinds and not named.keys() & set(kinds):
        raise UnknownName("event type", next(iter(named)), list(kinds))
    by_kind = (*(named.get(kind, 1.0) for kind in kinds), 1.0)
    typical = (1.0,) * len(by_kind)
    if power:
        typical = tuple(_typical(events, code) for code in [*range(len(kinds)), -1])
    return EventWeights(by_kind, typical, power)


def parse_event_weights(told: Sequence[str]) -> dict[str, float]:
    """Read ``type:weight`` pairs.

    Raises
    ------
    SettingsError
        When one cannot be read.
    """
    read: dict[str, float] = {}
    for pair in told:
        name, colon, number = pair.rpartition(":")
        try:
            read[name] = float(number)
        except ValueError:
            colon = ""
        if not colon or not name or not 0 <= read[name] < float("inf"):
            raise SettingsError(
                f"no weight of an event type: {pair!r}",
                hint="Write the type, a colon and zero or a positive number: purchase:3",
            )
    return read


def _typical(events: Events, code: int) -> float:
    values = events.value[events.kind == code]
    values = values[values > 0]
    return float(np.median(values)) if len(values) else 1.0
