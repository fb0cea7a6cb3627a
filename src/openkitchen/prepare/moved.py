"""What becomes of events that belong to other users since: their rows alone are made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.engine import run_model, run_models
from openkitchen.prepare.copies import COPIES
from openkitchen.prepare.daily_rows import by_day
from openkitchen.prepare.day_runs import (
    DISTINCT,
    OPEN_SESSIONS,
    Finished,
    Tables,
    finished_rows,
    left_of,
)
from openkitchen.prepare.interactions import models_named
from openkitchen.schema.columns import (
    DEVICE,
    EVENT_TYPE,
    ITEM,
    SESSION,
    SOURCE,
    TIME,
    USER,
    WEIGHT,
)
from openkitchen.sources.dated_rows import Day

__all__ = ["Moved", "Settled", "exchanged", "find_moved", "ordered", "settle"]

_FEW = 1_000
_MOST = 0.05
_WHO = ("changed_ids", "moved_users", "moved_ids")
_EVENTS = ("moved_events", "shared_days")
_ORDER = (TIME, USER, ITEM, EVENT_TYPE, WEIGHT, SESSION, DEVICE, SOURCE)
_NOBODY = pa.array([], pa.string())


@dataclass(frozen=True, slots=True)
class Moved:
    """The users whose events are others than before, with their distinct events.

    Parameters
    ----------
    users
        User ids, as the map before or the map now has them.
    before, now
        Day → distinct events of these users, by the map before and by the map now; of all days
        with a time.
    anew
        Days that must be made anew as a whole.
    """

    users: pa.Array = field(default_factory=lambda: _NOBODY)
    before: Mapping[str, pa.Table] = field(default_factory=dict)
    now: Mapping[str, pa.Table] = field(default_factory=dict)
    anew: frozenset[Day] = frozenset()

    def __bool__(self) -> bool:
        """Say whether there are such users."""
        return len(self.users) > 0

    def differs(self, day: str) -> bool:
        """Say whether the users' events of a day are others than before."""
        return not _alike(self.before.get(day), self.now.get(day))


@dataclass(frozen=True, slots=True)
class Settled:
    """What the events of these users become.

    Parameters
    ----------
    now
        As `openkitchen.prepare.day_runs.finished` gives it, for these users alone.
    left_before
        Day → events that were left without bots, and without unknown items, by the map before.
    """

    now: Finished
    left_before: Mapping[Day, tuple[int, int]]

    def left(self, day: Day, human: int, known: int) -> tuple[int, int]:
        """Bring the numbers of a day's events up to date."""
        old, new = self.left_before.get(day, (0, 0)), self.now.left.get(day, (0, 0))
        return human - old[0] + new[0], known - old[1] + new[1]

    def opened(self, day: Day) -> pa.Table:
        """Return the users' sessions that may go on into a day."""
        rows = self.now.open_sessions
        return rows.filter(pc.equal(rows["reaches"], pa.scalar(day, pa.date32())))


def find_moved(earlier: pa.Table, copies: pa.Table, given: Tables) -> Moved:
    """Find the events of all users whose ids are others than before.

    A day on which one of their ids shares an event id with other ids is bound as a whole; so is one
    on which the change settles whether an event is theirs or somebody else's, and so are events
    without a time. Where very many users changed, all days that they touch are bound: to
    make these as a whole is quicker then.

    Parameters
    ----------
    earlier
        The identity map before.
    copies
        Copies of events of earlier days, as ``later_copies.sql`` has them.
    given
        The tables of `tables_for`.
    """
    maps = {"map_before": earlier, "identity_map": given["identity_map"]}
    found = run_models(models_named(_WHO), maps, _WHO)
    changed, users = found["changed_ids"], found["moved_users"][USER].combine_chunks()
    if not changed.num_rows:
        return Moved()
    if len(users) > max(_FEW, _MOST * earlier.num_rows):
        days = run_model(models_named(["touched_days"])[0], {**given, "changed_ids": changed})
        return Moved(anew=_days(days))
    tables = {**given, COPIES: copies, "moved_ids": found["moved_ids"]}
    theirs = run_models(models_named(_EVENTS), tables, _EVENTS)
    events, anew = theirs["moved_events"], _days(theirs["shared_days"])
    if events[TIME].null_count:
        anew |= {None}
    dated = events.filter(pc.is_valid(events[TIME]))
    (before, others_before), (now, others_now) = (
        _distinct(dated, users, {**given, "identity_map": each}) for each in maps.values()
    )
    days = {*others_before, *others_now}
    settled = {day for day in days if not _alike(others_before.get(day), others_now.get(day))}
    return Moved(users, before, now, anew | {date.fromisoformat(day) for day in settled})


def settle(moved: Moved, given: Tables) -> Settled:
    """Bring the events of users who changed to their interactions.

    Parameters
    ----------
    moved
        As `find_moved` returns it.
    given
        The tables of `tables_for`, with the bots of all days as ``day_bots``.
    """
    now = (
        finished_rows(_together(moved.now), given)
        if moved.now
        else Finished({}, OPEN_SESSIONS.empty_table(), {})
    )
    return Settled(now, left_of(_together(moved.before), given) if moved.before else {})


def exchanged(rows: pa.Table, users: pa.Array, theirs: pa.Table | None) -> pa.Table:
    """Put the rows of some users in the place of those that they had; what follows is unordered."""
    rest = rows.filter(pc.invert(pc.is_in(rows[USER], users)))
    return rest if theirs is None else pa.concat_tables([rest, theirs.cast(rest.schema)])


def ordered(rows: pa.Table) -> pa.Table:
    """Order interactions as ``interactions.sql`` does: nulls first, but for items."""
    told, keys = rows, []
    for name in _ORDER:
        if rows[name].null_count:
            place = pc.is_null(rows[name]) if name == ITEM else pc.is_valid(rows[name])
            told = told.append_column(f"place of {name}", place)
            keys.append((f"place of {name}", "ascending"))
        keys.append((name, "ascending"))
    return rows.take(pc.sort_indices(told, keys))


def _distinct(
    events: pa.Table, users: pa.Array, given: Tables
) -> tuple[dict[str, pa.Table], dict[str, pa.Table]]:
    """Leave events of each day once; return those of some users, and those of all others."""
    found = run_models(
        models_named(DISTINCT[:2]), {**given, "received_events": events}, ["distinct_events"]
    )["distinct_events"]
    names = [TIME, *(name for name in found.column_names if name != TIME)]
    rows = found.sort_by([(name, "ascending") for name in names])
    theirs = pc.is_in(rows[USER], users)
    return dict(by_day(rows.filter(theirs))), dict(by_day(rows.filter(pc.invert(theirs))))


def _days(rows: pa.Table) -> frozenset[Day]:
    return frozenset(rows["visited_on"].to_pylist())


def _together(rows: Mapping[str, pa.Table]) -> pa.Table:
    return pa.concat_tables(rows.values())


def _alike(one: pa.Table | None, other: pa.Table | None) -> bool:
    return one is other or (one is not None and other is not None and one.equals(other))
