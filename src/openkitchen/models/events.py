"""Interactions as arrays, one user's after the other, each in the order of time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import ColumnsError, InputError
from openkitchen.models.index import Index
from openkitchen.schema import Tables
from openkitchen.schema.columns import DEVICE, EVENT_TYPE, EVENT_VALUE, ITEM, TIME, USER, WEIGHT

__all__ = ["TIE_ORDER", "Events", "Labels", "code_events", "in_days", "index_items", "index_users"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

TIE_ORDER = ("value", "device", "kind", "weight", "item")
"""What orders a user's events of one instant, last first; codes follow the order of names."""

_PER_EVENT = ("item", "time", "weight", "kind", "device", "value")

_MICROSECONDS_A_DAY = 86_400_000_000.0
_MICROSECONDS_A_SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _none() -> Codes:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Labels:
    """The names behind two kinds of codes that events carry.

    Parameters
    ----------
    kinds
        Event types, in order of name.
    devices
        Devices, in order of name.
    """

    kinds: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()

    @classmethod
    def of(cls, interactions: pa.Table) -> Labels:
        """List the event types and devices of a table."""
        return cls(*(_names(interactions, name) for name in (EVENT_TYPE, DEVICE)))


@dataclass(frozen=True)
class Events:
    """Interactions of ``n_users`` users, grouped by user and ordered by time within.

    Parameters
    ----------
    user, item
        Codes, one per event.
    time
        Days since 1970-01-01 UTC; zero throughout when the data carry no dates.
    weight
        How much the event counts as evidence; one unless the data say otherwise.
    start
        Where each user's events begin; ``start[u + 1]`` is where they end
        (length ``n_users + 1``).
    dated
        Whether the times mean anything. If not, the order within a user does not either.
    kind, device
        Codes of the event's type and device, see `Labels`; −1 where not known.
    value
        The event's value, such as a rating or an amount; NaN where it has none.
    """

    user: Codes
    item: Codes
    time: Floats
    weight: Floats
    start: Codes
    dated: bool
    kind: Codes = field(default_factory=_none)
    device: Codes = field(default_factory=_none)
    value: Floats = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        n = len(self.user)
        for name, blank in (("kind", -1), ("device", -1), ("value", np.nan)):
            if len(getattr(self, name)) != n:
                object.__setattr__(self, name, np.full(n, blank))

    def __len__(self) -> int:
        return len(self.user)

    @property
    def n_users(self) -> int:
        """Number of users, those without events included."""
        return len(self.start) - 1

    @property
    def counts(self) -> Codes:
        """Number of events of each user."""
        return np.diff(self.start)

    @property
    def position(self) -> Codes:
        """How many earlier events the same user has, per event."""
        return np.arange(len(self), dtype=np.int64) - self.start[self.user]

    @cached_property
    def end(self) -> float:
        """Time of the last event, in days."""
        return float(self.time.max()) if len(self) else 0.0

    def select(self, mask: npt.NDArray[np.bool_]) -> Events:
        """Return the events where ``mask`` holds; users keep their codes."""
        user = self.user[mask]
        start = np.concatenate([[0], np.cumsum(np.bincount(user, minlength=self.n_users))])
        return self.at(np.flatnonzero(mask), user, start)

    def of_users(self, users: Codes) -> Events:
        """Return the events of these users, who get the codes 0, 1, … in this order.

        The code −1 stands for somebody without events.
        """
        counts = np.where(users < 0, 0, self.start[users + 1] - self.start[users])
        start = np.concatenate([[0], np.cumsum(counts)])
        rows = np.repeat(self.start[users] - start[:-1], counts) + np.arange(start[-1])
        return self.at(rows, np.repeat(np.arange(len(users), dtype=np.int64), counts), start)

    def at(self, rows: Codes, user: Codes, start: Codes) -> Events:
        """Return the events in some places, as the histories of these users."""
        return replace(
            self,
            user=user,
            start=start,
            **{name: getattr(self, name)[rows] for name in _PER_EVENT},
        )


def index_items(tables: Tables) -> Index:
    """List all items by falling number of interactions, then id: the order of ties."""
    column = tables.interactions[ITEM]
    counts = pa.table({"id": column}).group_by("id").aggregate([("id", "count")])
    known = dict(zip(counts["id"].to_pylist(), counts["id_count"].to_pylist(), strict=True))
    if tables.items is not None:
        for item in tables.items[ITEM].to_pylist():
            known.setdefault(item, 0)
    return Index.of("item", sorted(known, key=lambda item: (-known[item], item)))


def index_users(tables: Tables) -> Index:
    """List all users, by id."""
    known = set(pc.unique(tables.interactions[USER]).to_pylist())
    if tables.users is not None:
        known |= set(tables.users[USER].to_pylist())
    return Index.of("user", sorted(known))


def code_events(
    interactions: pa.Table, users: Index, items: Index, labels: Labels | None = None
) -> Events:
    """Turn an interactions table into events.

    Interactions of users or items that the indexes do not know are left out. Events of
    one user at one instant are ordered by item, so that the order of rows never matters.
    Event types and devices that ``labels`` do not name count as not known.

    Raises
    ------
    ColumnsError
        When ``user_id``, ``item_id`` or ``timestamp`` is missing.
    InputError
        When a weight is negative or no number.
    """
    missing = [name for name in (USER, ITEM, TIME) if name not in interactions.column_names]
    if missing:
        raise ColumnsError.missing(missing, interactions.column_names)
    user, item = users.find(interactions[USER]), items.find(interactions[ITEM])
    times = interactions[TIME].cast(pa.timestamp("us"), safe=False)
    dated = interactions.num_rows > 0 and times.null_count == 0
    time = np.zeros(len(user))
    if dated:
        time = times.cast(pa.int64()).to_numpy().astype(np.float64) / _MICROSECONDS_A_DAY
    labels = labels or Labels()
    rest = {
        "weight": _weights(interactions),
        "kind": _codes(interactions, EVENT_TYPE, labels.kinds),
        "device": _codes(interactions, DEVICE, labels.devices),
        "value": _values(interactions),
    }
    keep = np.flatnonzero((user >= 0) & (item >= 0))
    per_event: dict[str, Any] = {"item": item, "time": time, **rest}
    per_event = {name: values[keep] for name, values in per_event.items()}
    user = user[keep]
    order = np.lexsort((*(per_event[name] for name in TIE_ORDER), per_event["time"], user))
    start = np.concatenate([[0], np.cumsum(np.bincount(user, minlength=len(users)))])
    per_event = {name: values[order] for name, values in per_event.items()}
    return Events(user=user[order], start=start, dated=dated, **per_event)


def in_days(at: datetime | float) -> float:
    """Turn a moment (naive UTC datetime, or epoch seconds) into days since 1970-01-01.

    It goes by whole microseconds, as events do: a moment is never before its own event.
    """
    if isinstance(at, datetime):
        since = at.replace(tzinfo=at.tzinfo or UTC) - _EPOCH
        return (since // timedelta(microseconds=1)) / _MICROSECONDS_A_DAY
    return round(at * _MICROSECONDS_A_SECOND) / _MICROSECONDS_A_DAY


def _weights(interactions: pa.Table) -> Floats:
    if WEIGHT not in interactions.column_names:
        return np.ones(interactions.num_rows)
    column = pc.fill_null(interactions[WEIGHT].cast(pa.float64()), 1.0)
    weight: Floats = column.to_numpy()
    wrong = np.flatnonzero(~(np.isfinite(weight) & (weight >= 0)))
    if len(wrong):
        raise InputError(
            f"interaction {wrong[0] + 1:,} weighs {weight[wrong[0]]:g}",
            column=WEIGHT,
            expected="zero or a positive number",
            hint="Leave out events that speak against an item, or give them the weight 0.",
        )
    return weight


def _values(interactions: pa.Table) -> Floats:
    if EVENT_VALUE not in interactions.column_names:
        return np.full(interactions.num_rows, np.nan)
    column = pc.fill_null(interactions[EVENT_VALUE].cast(pa.float64()), np.nan)
    values: Floats = column.to_numpy()
    return np.where(np.isfinite(values), values, np.nan)


def _codes(interactions: pa.Table, name: str, labels: tuple[str, ...]) -> Codes:
    if name not in interactions.column_names or not labels:
        return np.full(interactions.num_rows, -1, dtype=np.int64)
    found = pc.index_in(interactions[name].cast(pa.string()), pa.array(labels, pa.string()))
    return pc.fill_null(found, -1).to_numpy().astype(np.int64)


def _names(interactions: pa.Table, name: str) -> tuple[str, ...]:
    if name not in interactions.column_names:
        return ()
    return tuple(sorted(pc.unique(interactions[name].cast(pa.string())).drop_null().to_pylist()))
