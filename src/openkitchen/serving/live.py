"""What happened since the model was trained: events of now, joined with the trained histories.

Both the native API and the Personalize dialect ask here, so that they see the same history
and the same moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from openkitchen.models import Known
from openkitchen.models.contract import Moment
from openkitchen.models.editing import interactions_of
from openkitchen.models.index import Index
from openkitchen.schema.columns import EVENT_TYPE, EVENT_VALUE, ITEM, TIME, USER, WEIGHT
from openkitchen.store import EventRow, Store, events_of

__all__ = ["Live", "Standing"]

_MICROSECONDS_A_DAY = 86_400e6
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """A user's history as it is now.

    Parameters
    ----------
    history
        Interactions to score instead of the trained ones; ``None``: the trained ones.
    at
        The moment of scoring; ``None``: the end of the data.
    last_event
        Id of the last event that counts; 0 without any.
    """

    history: pa.Table | None = None
    at: Moment = None
    last_event: int = 0

    @property
    def has_events(self) -> bool:
        """Whether anything happened since the model was trained."""
        return self.history is not None


@dataclass(frozen=True)
class Live:
    """Events of one scope that a trained model has not seen.

    Parameters
    ----------
    store
        Where the events are.
    scope
        What they count for.
    after
        Id of the last event that the model was trained on.
    weights
        Event type to weight; types that are not named count as nothing. Empty: all count 1.
    least
        Event type to the least value that counts; that of ``""`` for types without one.
    """

    store: Store
    scope: str
    after: int = 0
    weights: Mapping[str, float] = field(default_factory=dict)
    least: Mapping[str, float] = field(default_factory=dict)

    def events(self, user_id: str, up_to: int | None = None) -> list[EventRow]:
        """Return a user's events that count, in the order in which they happened."""
        found = events_of(self.store, self.scope, user_id, after=self.after, up_to=up_to)
        return [event for event in found if event.item_id is not None and self.counts(event)]

    def counts(self, event: EventRow) -> bool:
        """Return whether an event counts as evidence."""
        kind = event.event_type or ""
        if self.weights and self.weights.get(kind, 0.0) <= 0:
            return False
        least = self.least.get(kind, self.least.get(""))
        return least is None or (event.event_value is not None and event.event_value >= least)

    def standing(self, known: Known, user_id: str, up_to: int | None = None) -> Standing:
        """Join a user's trained history with the events since.

        The moment of scoring is that of the user's latest event, or the end of the data if
        that is later. Data without dates stay so: then the order of events counts for nothing.

        Parameters
        ----------
        known
            What the model was trained on.
        user_id
            The user.
        up_to
            Leave out events with a higher id.
        """
        events = self.events(user_id, up_to)
        codes = known.items.find([str(event.item_id) for event in events])
        fresh = [e for e, code in zip(events, codes.tolist(), strict=True) if code >= 0]
        if not fresh:
            return Standing()
        own = known.events.of_users(known.users.find([user_id]))
        only = Index.of("user", [user_id])
        trained = interactions_of(replace(known, users=only, events=own))
        seen = set(zip(*(trained[name].to_pylist() for name in (ITEM, TIME)), strict=True))
        fresh = [e for e in fresh if (e.item_id, e.happened_at) not in seen]
        if not fresh:
            return Standing()
        dated = known.events.dated or not len(known.events)
        added = pa.Table.from_pylist(
            [self._row(event, user_id, dated=dated) for event in fresh], trained.schema
        )
        last = max(event.id or 0 for event in fresh)
        latest = max(_micros(event.happened_at) for event in fresh)
        end = max(round(known.events.end * _MICROSECONDS_A_DAY), latest)
        history = pa.concat_tables([trained, added])
        return Standing(history, end / 1e6 if dated else None, last)

    def _row(self, event: EventRow, user_id: str, *, dated: bool) -> dict[str, Any]:
        return {
            USER: user_id,
            ITEM: event.item_id,
            TIME: event.happened_at if dated else None,
            WEIGHT: self._weight(event),
            EVENT_TYPE: event.event_type,
            EVENT_VALUE: event.event_value,
        }

    def _weight(self, event: EventRow) -> float:
        return self.weights.get(event.event_type or "", 1.0)


def _micros(moment: datetime) -> int:
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
