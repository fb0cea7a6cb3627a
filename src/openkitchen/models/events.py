"""Interactions as arrays, one user's after the other, each in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import ColumnsError, InputError
from openkitchen.models.index import Index
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, TIME, USER, WEIGHT

__all__ = ["Events", "code_events", "in_days", "index_items", "index_users"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_MICROSECONDS_A_DAY = 86_400_000_000.0
_MICROSECONDS_A_SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
    """

    user: Codes
    item: Codes
    time: Floats
    weight: Floats
    start: Codes
    dated: bool

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

    @property
    def end(self) -> float:
        """Time of the last event, in days."""
        return float(self.time.max()) if len(self) else 0.0

    def select(self, mask: npt.NDArray[np.bool_]) -> Events:
        """Return the events where ``mask`` holds; users keep their codes."""
        return _grouped(
            self.user[mask],
            self.item[mask],
            self.time[mask],
            self.weight[mask],
            self.n_users,
            self.dated,
        )

    def of_users(self, users: Codes) -> Events:
        """Return the events of these users, who get the codes 0, 1, … in this order.

        The code −1 stands for somebody without events.
        """
        counts = np.append(self.counts, 0)[users]
        start = np.concatenate([[0], np.cumsum(counts)])
        rows = np.repeat(self.start[users] - start[:-1], counts) + np.arange(start[-1])
        owner = np.repeat(np.arange(len(users), dtype=np.int64), counts)
        return Events(owner, self.item[rows], self.time[rows], self.weight[rows], start, self.dated)


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


def code_events(interactions: pa.Table, users: Index, items: Index) -> Events:
    """Turn an interactions table into events.

    Interactions of users or items that the indexes do not know are left out. Events of
    one user at one instant are ordered by item, so that the order of rows never matters.

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
    weight = _weights(interactions)
    keep = (user >= 0) & (item >= 0)
    return _grouped(user[keep], item[keep], time[keep], weight[keep], len(users), dated)


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


def _grouped(
    user: Codes, item: Codes, time: Floats, weight: Floats, n_users: int, dated: bool
) -> Events:
    order = np.lexsort((weight, item, time, user))
    start = np.concatenate([[0], np.cumsum(np.bincount(user, minlength=n_users))])
    return Events(user[order], item[order], time[order], weight[order], start, dated)
