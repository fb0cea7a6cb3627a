"""How long events and served lists are kept, and letting go of what is older."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from openkitchen.errors import SettingsError
from openkitchen.store import Store, forget_events, forget_served, scrub

__all__ = ["LISTS_DAYS", "Pruned", "Retention", "prune"]

LISTS_DAYS = 30.0


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept.

    Parameters
    ----------
    events_days
        Days that events are kept after they happened; ``None``: for good. Events that are
        let go of count no more in the lists, unless a model learned from them.
    lists_days
        Days that served lists are kept, and can be explained by their id.

    Raises
    ------
    SettingsError
        When a number of days is negative.
    """

    events_days: float | None = None
    lists_days: float = LISTS_DAYS

    def __post_init__(self) -> None:
        for days in (self.events_days, self.lists_days):
            if days is not None and not 0 <= days < 1e6:
                raise SettingsError(f"{days:g} days", hint="Give a number of days from 0.")


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many events and served lists were let go of."""

    events: int
    lists: int


def prune(store: Store, retention: Retention, now: datetime | None = None) -> Pruned:
    """Let go of what is older than it may be.

    Parameters
    ----------
    store
        The database.
    retention
        How long things are kept.
    now
        The moment; the clock's time by default.
    """
    now = now or datetime.now(UTC)
    lists = forget_served(store, now - timedelta(days=retention.lists_days))
    events = 0
    if retention.events_days is not None:
        events = forget_events(store, now - timedelta(days=retention.events_days))
    if lists or events:
        scrub(store)
    return Pruned(events, lists)
