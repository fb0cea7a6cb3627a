"""A kitchen: a loaded bundle with what is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import pyarrow as pa

from openkitchen.explain.terms import Scored
from openkitchen.models import Ease, GlassBox, Popularity, load
from openkitchen.reporting import Titles

__all__ = ["Facts", "Kitchen", "Served", "kitchen_of", "open_kitchen"]

Served = GlassBox | Ease | Popularity

_SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What a bundle holds.

    Parameters
    ----------
    kind
        The kind of model.
    users, items, interactions
        Counts.
    first, last
        The days that the interactions cover (UTC); ``None`` when they carry no dates.
    settings
        The model's settings by name.
    """

    kind: str
    users: int
    items: int
    interactions: int
    first: date | None
    last: date | None
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kitchen:
    """Everything that answers come from; read by many requests at once, changed by none.

    Parameters
    ----------
    model
        The fitted model.
    name
        What people call it.
    titles
        Titles of the items.
    facts
        Counts and settings.
    report
        The written report, if there is one.
    """

    model: Served
    name: str
    titles: Titles
    facts: Facts
    report: Path | None = None

    @property
    def scored(self) -> Scored:
        """The model, as explanations take it."""
        return cast("Scored", self.model)

    @property
    def user_table(self) -> pa.Table | None:
        """What is known about users; ``None`` when nothing is."""
        return self.model.tables.users if self.model.tables is not None else None

    @property
    def item_table(self) -> pa.Table | None:
        """What is known about items; ``None`` when nothing is."""
        return self.model.tables.items if self.model.tables is not None else None

    def knows_user(self, user_id: str) -> bool:
        """Whether the model was fitted with this user."""
        return bool(self.model.known.users.find([user_id])[0] >= 0)


def open_kitchen(bundle: Path, *, report: Path | None = None, name: str = "") -> Kitchen:
    """Load a bundle.

    Parameters
    ----------
    bundle
        The folder that ``openkitchen fit`` or ``openkitchen run`` wrote.
    report
        The client's report; it may be written later.
    name
        What people call it; the bundle's folder by default.

    Raises
    ------
    BundleError
        When there is no bundle, when it is damaged or of a newer format.
    """
    return kitchen_of(load(bundle), report=report, name=name or Path(bundle).resolve().name)


def kitchen_of(model: Served, *, report: Path | None = None, name: str = "kitchen") -> Kitchen:
    """Make a kitchen of a fitted model that is at hand."""
    table = model.tables.items if model.tables is not None else None
    return Kitchen(model, name, Titles.of(table), _facts(model), report)


def _facts(model: Served) -> Facts:
    known = model.known
    events = known.events
    dated = events.dated and len(events) > 0
    settings = getattr(model, "settings", None)
    return Facts(
        kind=model.name,
        users=len(known.users),
        items=len(known.items),
        interactions=len(events),
        first=_day(float(events.time.min())) if dated else None,
        last=_day(float(events.time.max())) if dated else None,
        settings={} if settings is None else asdict(settings),
    )


def _day(days: float) -> date:
    return datetime.fromtimestamp(days * _SECONDS_A_DAY, UTC).date()
