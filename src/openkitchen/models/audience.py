"""Whom to score: users with the histories that count for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp

from openkitchen.errors import UnknownName
from openkitchen.models.clocks import without_running_ahead
from openkitchen.models.contract import Moment
from openkitchen.models.events import (
    Events,
    Labels,
    code_events,
    in_days,
    index_items,
    index_users,
)
from openkitchen.models.index import Index
from openkitchen.schema import Tables
from openkitchen.schema.columns import TIME, USER

__all__ = ["Audience", "Known", "find_items", "gather", "know", "until"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """Users, items and histories that a model was fitted on.

    Parameters
    ----------
    users, items
        The ids; items by falling popularity, then id.
    events
        The interactions, by user and time.
    labels
        Names of the types and devices that the events carry as codes.
    """

    users: Index
    items: Index
    events: Events
    labels: Labels = field(default_factory=Labels)


@dataclass(frozen=True)
class Audience:
    """Users to be scored.

    Parameters
    ----------
    ids
        Their ids, known or not.
    codes
        Their codes among the known users, −1 for strangers.
    events
        Their histories; user codes here are places in ``ids``.
    now
        The moment of scoring of each, in days since 1970-01-01.
    told
        Whether that moment was stated: only then its hour and day of the week mean
        anything.
    device
        Codes of the devices that the lists are for; not known when ``None``.
    """

    ids: Sequence[str]
    codes: Codes
    events: Events
    now: Floats
    told: bool = False
    device: Codes | None = None

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def latest(self) -> Floats:
        """Time of each user's latest event, in days; the moment of scoring without any."""
        latest = self.now.copy()
        busy = self.events.counts > 0
        latest[busy] = self.events.time[self.events.start[1:][busy] - 1]
        return latest

    def seen(self, n_items: int) -> sp.csr_array:
        """Return users × items with a one for each item in the history."""
        matrix = sp.csr_array(
            (np.ones(len(self.events)), (self.events.user, self.events.item)),
            shape=(len(self), n_items),
        )
        matrix.sum_duplicates()
        return matrix

    def blocks(self, size: int) -> Iterator[Audience]:
        """Yield the audience in parts of at most ``size`` users."""
        for start in range(0, len(self), size):
            stop = min(start + size, len(self))
            places = np.arange(start, stop, dtype=np.int64)
            yield replace(
                self,
                ids=self.ids[start:stop],
                codes=self.codes[start:stop],
                events=self.events.of_users(places),
                now=self.now[start:stop],
                device=None if self.device is None else self.device[start:stop],
            )


def know(tables: Tables) -> Known:
    """Index the users and items of the tables and code their interactions.

    An event whose clock is far ahead of all others counts as one of their last moment: see
    `without_running_ahead`.
    """
    users, items = index_users(tables), index_items(tables)
    rows = tables.interactions
    labels = Labels.of(rows)
    if TIME in rows.column_names:
        rows = without_running_ahead(rows)
    return Known(users, items, code_events(rows, users, items, labels), labels)


def gather(
    known: Known,
    users: Sequence[str] | None,
    history: pa.Table | None = None,
    at: Moment = None,
) -> Audience:
    """Look up users and their histories.

    Parameters
    ----------
    known
        What the model was fitted on.
    users
        Ids; all known users, or all users of ``history``, when ``None``.
    history
        Interactions to use instead of the trained ones.
    at
        The moment of scoring; what came after it is left out. ``None``: the end of the
        data, or, for a given ``history``, right after each user's latest event.
    """
    if users is None:
        users = known.users.array.to_pylist() if history is None else _distinct(history)
    users = [str(user) for user in users]
    codes = known.users.find(users)
    if history is not None:
        told = Index.of("user", list(dict.fromkeys(users)))  # somebody may be asked for twice
        coded = code_events(history, told, known.items, known.labels)
        events = coded.of_users(told.find(users))
        if not events.dated:  # no time went by since
            moment = known.events.end if at is None else in_days(at)
            events = replace(events, time=np.full(len(events), moment))
            return Audience(users, codes, events, np.full(len(users), moment), at is not None)
        if at is None:
            return _at_their_own_time(users, codes, events)
    else:
        events = known.events.of_users(codes)
        if at is None:
            return _at(users, codes, events, known.events.end)
    return replace(_at(users, codes, until(events, at), in_days(at)), told=True)


def _at(users: Sequence[str], codes: Codes, events: Events, day: float) -> Audience:
    now = day if events.dated or not len(events) else events.end  # undated: no time went by
    return Audience(users, codes, events, np.full(len(users), now))


def _at_their_own_time(users: Sequence[str], codes: Codes, events: Events) -> Audience:
    somewhen = _at(users, codes, events, events.end)
    return replace(somewhen, now=somewhen.latest)


def until(events: Events, at: Moment) -> Events:
    """Return the events up to a moment; all of them for ``None`` or undated events."""
    if at is None or not events.dated or in_days(at) >= events.end:
        return events
    early = events.time <= in_days(at)
    return events if early.all() else events.select(early)


def find_items(known: Known, items: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return the codes of items.

    Raises
    ------
    UnknownName
        When one is unknown.
    """
    codes = known.items.find(list(items))
    if (codes < 0).any():
        missing = str(list(items)[int(np.argmin(codes))])
        raise UnknownName("item", missing, list(known.items.ids))
    return codes


def _distinct(history: pa.Table) -> list[str]:
    distinct: list[str] = sorted(pc.unique(history[USER].cast(pa.string())).drop_null().to_pylist())
    return distinct
