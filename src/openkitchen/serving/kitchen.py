"""A kitchen: a loaded bundle with what is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pyarrow as pa

from openkitchen.explain.terms import Scored
from openkitchen.models import load
from openkitchen.models.audience_model import AudienceModel
from openkitchen.reporting import Titles
from openkitchen.schema import Tables
from openkitchen.serving.live import Live, Standing
from openkitchen.serving.workshop import Workshop

__all__ = ["Facts", "Kitchen", "kitchen_of", "open_kitchen"]

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
    live
        Events since the model was trained; ``None`` where none are taken in.
    bundle
        The folder that it was loaded from; ``None`` for a model that was at hand.
    workshop
        What is made of it once, for many requests.
    number
        Of the publication that put it here; 0: it is served from where it was fitted.
    """

    model: AudienceModel
    name: str
    titles: Titles
    facts: Facts
    report: Path | None = None
    live: Live | None = None
    bundle: Path | None = None
    workshop: Workshop = field(default_factory=Workshop, repr=False, compare=False)
    number: int = 0

    @property
    def scored(self) -> Scored:
        """The model, as explanations take it."""
        return cast("Scored", self.model)

    @property
    def tables(self) -> Tables | None:
        """The attribute tables; ``None`` when the model keeps none."""
        return self.model.tables

    @property
    def user_table(self) -> pa.Table | None:
        """What is known about users; ``None`` when nothing is."""
        return None if self.tables is None else self.tables.users

    @property
    def item_table(self) -> pa.Table | None:
        """What is known about items; ``None`` when nothing is."""
        return None if self.tables is None else self.tables.items

    def knows_user(self, user_id: str) -> bool:
        """Whether the model was fitted with this user, or events of the user came in since."""
        if self.model.known.users.find([user_id])[0] >= 0:
            return True
        return self.standing(user_id).has_events

    def standing(self, user_id: str, up_to: int | None = None) -> Standing:
        """Return a user's history as it is now, or as it was after an event."""
        if self.live is None:
            return Standing()
        return self.live.standing(self.model.known, user_id, up_to)


def open_kitchen(
    bundle: Path, *, report: Path | None = None, name: str = "", number: int = 0
) -> Kitchen:
    """Load a bundle.

    Parameters
    ----------
    bundle
        The folder that ``openkitchen fit`` or ``openkitchen run`` wrote.
    report
        The client's report; it may be written later.
    name
        What people call it; the bundle's folder by default.
    number
        Of the publication, if it is one.

    Raises
    ------
    BundleError
        When there is no bundle, when it is damaged or of a newer format.
    """
    folder = Path(bundle).resolve()
    made = kitchen_of(load(bundle), report=report, name=name or folder.name)
    return replace(made, number=number, bundle=folder)


def kitchen_of(
    model: AudienceModel, *, report: Path | None = None, name: str = "kitchen"
) -> Kitchen:
    """Make a kitchen of a fitted model that is at hand; see `OutsideModel` for any other."""
    tables = model.tables
    titles = Titles.of(None if tables is None else tables.items)
    return Kitchen(model, name, titles, _facts(model), report)


def _facts(model: AudienceModel) -> Facts:
    known = model.known
    events = known.events
    dated = events.dated and len(events) > 0
    return Facts(
        kind=model.name,
        users=len(known.users),
        items=len(known.items),
        interactions=len(events),
        first=_day(float(events.time.min())) if dated else None,
        last=_day(float(events.time.max())) if dated else None,
        settings=_settings_of(model),
    )


def _settings_of(model: AudienceModel) -> Mapping[str, object]:
    settings: Any = getattr(getattr(model, "fitted", model), "settings", None)
    if settings is None or isinstance(settings, Mapping):
        return settings or {}
    return asdict(settings)


def _day(days: float) -> date:
    return datetime.fromtimestamp(days * _SECONDS_A_DAY, UTC).date()
