"""Interactions made day by day: in bounded memory, and of changed days alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openkitchen.cores import each
from openkitchen.engine import DUCKDB, ParquetRows, engine_in_use, run_model
from openkitchen.prepare.copies import copies_of
from openkitchen.prepare.daily_rows import UNDATED, DailyRows
from openkitchen.prepare.day_runs import (
    DISTINCT,
    FINAL,
    OPEN_SESSIONS,
    Tables,
    distinct_of,
    finished,
)
from openkitchen.prepare.interactions import models_named, prepare_interactions, tables_for
from openkitchen.prepare.kept_days import KeptDay, KeptDays, KeptFile, load_kept_days
from openkitchen.prepare.moved import Moved, Settled, exchanged, find_moved, ordered, settle
from openkitchen.prepare.settings import read_settings
from openkitchen.schema.columns import MAP_VERSION, USER
from openkitchen.sources import Received
from openkitchen.sources.dated_rows import DatedRows, Day, digest

__all__ = ["interactions_by_day"]

Progress = Callable[[str, int, int], None]

_ROWS_AT_ONCE = 500_000
_DAY_MINUTES = 24 * 60
_BASE = 16


def interactions_by_day(
    received: Received,
    identity_map: pa.Table,
    settings: Mapping[str, object],
    progress: Progress | None = None,
) -> tuple[pa.Table | DailyRows, pa.Table]:
    """Turn the events of all sources into interactions, as `prepare_interactions` does.

    Where the events lie in files and the engine names a folder for it, some days are worked
    on at a time, and what they become is kept. The next call works only on days with events
    that came, went or belong to another user since, and on the days that sessions and copies of
    events bind to them. The rows are the same either way.

    Parameters
    ----------
    received, identity_map, settings
        As `prepare_interactions`.
    progress
        Told of the days that are done.

    Returns
    -------
    The interactions and the funnel. The interactions are `DailyRows` when they were made
    day by day, and a table otherwise: on Spark, with rows in memory, and when sessions
    may pause for a day or more.

    Raises
    ------
    SettingsError
        As `prepare_interactions`.
    """
    wanted, engine = read_settings(settings), engine_in_use()
    given = tables_for(received, identity_map, wanted)
    events = given["received_events"]
    if (
        engine.kept is None
        or engine.name != DUCKDB
        or wanted.session_gap_minutes >= _DAY_MINUTES
        or not isinstance(events, ParquetRows)
        or not events.parts
    ):
        return prepare_interactions(received, identity_map, settings)
    kept = engine.kept / "interactions"
    kept.mkdir(parents=True, exist_ok=True)
    work = _Work(given, DatedRows(events), load_kept_days(kept), progress)
    return work.rows(), work.funnel()


@dataclass
class _Work:
    """The making of all days."""

    given: Tables
    events: DatedRows
    kept: KeptDays
    progress: Progress | None = None
    days: dict[Day, KeptDay] = field(default_factory=dict)
    opened: dict[Day, pa.Table] = field(default_factory=dict)
    moved: Moved = field(default_factory=Moved)

    @cached_property
    def counts(self) -> dict[Day, int]:
        """Day → events received; in the order of time, those without a time first."""
        model, events = models_named(["received_days"])[0], self.events.rows
        rows = run_model(model, {"received_events": events}).to_pylist()
        return {row["visited_on"]: row["events"] for row in rows}

    @cached_property
    def base(self) -> str:
        """Digest of what the interactions of all days rest on."""
        names = ["settings", "event_weights", "named_bots"]
        if self._table("settings")["drop_unknown_items"][0].as_py():
            names.append("catalogue")
        tables = [_sorted(self._table(name)) for name in names]
        return digest(_texts(FINAL), self.bots, *tables)[:_BASE]

    @cached_property
    def bots(self) -> list[str]:
        """The bots of all days."""
        return sorted({bot for day in self.days.values() for bot in day.bots})

    def rows(self) -> DailyRows:
        """Make what must be made, and keep it."""
        made = self._make_distinct()
        self._finish(made)
        self.kept.days = {_name(day): one for day, one in self.days.items()}
        opened = [self.opened[day] for day in sorted(day for day in self.opened if day)]
        self.kept.save(
            self._table("identity_map"), pa.concat_tables([OPEN_SESSIONS.empty_table(), *opened])
        )
        files = [
            (name, self.kept.path(one.interactions))
            for name, one in self.kept.days.items()
            if one.interactions is not None
        ]
        version = self._table("map_version")[MAP_VERSION][0].as_py()
        return DailyRows(version, tuple(files))

    def funnel(self) -> pa.Table:
        """Return how many events each step left over."""
        days = list(self.days.values())
        left = [
            sum(self.counts.values()),
            sum(day.events.rows for day in days),
            sum(day.human for day in days),
            sum(day.known for day in days),
            sum(day.interactions.rows for day in days if day.interactions is not None),
        ]
        steps = self._table("steps").select(["step", "meaning"])
        return steps.append_column("rows", pa.array(left, pa.int64()))

    def _make_distinct(self) -> set[Day]:
        """Bring the distinct events of all days up to date; return the days made anew."""
        copies = copies_of(self.events, self.kept.folder.parent / "copies")
        self.moved = self._find_moved(copies)
        made_of, stale = {}, set()
        for day in self.counts:
            those = copies.filter(_is(copies["visited_on"], day))
            limit = self._table("settings")["bot_events_a_day"][0].as_py()
            made_of[day] = digest(_texts(DISTINCT), self.events.made_of(day), those, limit)
            old = self.kept.days.get(_name(day))
            fresh = old is not None and old.made_of == made_of[day] and day not in self.moved.anew
            if old is not None and fresh and self.kept.intact(old.events):
                self.days[day] = old
            else:
                stale.add(day)
        for chunk in self._chunks(stale):
            found = distinct_of(chunk, self.events, copies, self.given)
            rows = [found.rows.get(_name(day), found.schema.empty_table()) for day in chunk]
            for day, file in zip(chunk, each(self.kept.write, rows), strict=True):
                self.days[day] = KeptDay(made_of[day], file, found.bots.get(day, ()))
            self._tell("distinct events", chunk)
        differ = [day for day in self.counts if day not in stale and self.moved.differs(_name(day))]
        self.days |= zip(differ, each(self._exchanged_events, differ), strict=True)
        self.days = {day: self.days[day] for day in self.counts}
        return stale

    def _find_moved(self, copies: pa.Table) -> Moved:
        """Find the events of ids that stand for other users than before."""
        earlier, latest = self.kept.identity_map, self._table("identity_map")
        if earlier is None or earlier.equals(latest):
            return Moved()
        return find_moved(earlier, copies, self.given)

    def _exchanged_events(self, day: Day) -> KeptDay:
        """Give the events of a day that moved to the users that they belong to now."""
        name, old = _name(day), self.days[day]
        before, now = (rows.get(name) for rows in (self.moved.before, self.moved.now))
        rows = exchanged(pq.ParquetFile(self.kept.path(old.events)).read(), self.moved.users, now)
        senders = pc.unique(
            pa.concat_tables([one for one in (before, now) if one is not None])["actor"]
        )
        sent = rows.filter(pc.is_in(rows["actor"], senders)).group_by("actor")
        counts = sent.aggregate([("actor", "count")])
        limit = self._table("settings")["bot_events_a_day"][0].as_py()
        bots = set(counts.filter(pc.greater(counts["actor_count"], limit))["actor"].to_pylist())
        bots |= set(old.bots) - set(senders.to_pylist())
        return replace(old, events=self.kept.write(rows), bots=tuple(sorted(bots)))

    def _finish(self, made: Collection[Day]) -> None:
        """Bring the interactions of all days up to date."""
        days = list(self.counts)
        at = 0
        moved: list[date] = []
        while at < len(days):
            day = days[at]
            if day not in made and self._stands(day):
                if day is not None:
                    moved += [day] if self._moves(day) else []
                    self._carry(day)
                at += 1
                continue
            chunk = next(self._chunks(self._surely_stale(days[at:], made)))
            self._make(chunk)
            self._tell("interactions", chunk)
            at += len(chunk)
        for day, file in zip(moved, each(self._exchanged_interactions, moved), strict=True):
            self.days[day] = replace(self.days[day], interactions=file)

    @cached_property
    def settled(self) -> Settled:
        """What the events of the users who changed become."""
        return settle(self.moved, {**self.given, "day_bots": self._bots_table()})

    def _stands(self, day: Day) -> bool:
        """Say whether a day's interactions are as they were, but for users who changed."""
        old, before = self.days[day], self.opened.get(day)
        if day is not None and self.moved:
            before = self._with_sessions(before, self._their_known_sessions(day))
        stands = old.ended_with == self._ended_with(day, before)
        return stands and self.kept.intact(old.interactions)

    def _moves(self, day: date) -> bool:
        """Say whether the interactions of users who changed are others on a day that stands."""
        if not self.moved:
            return False
        before, now = self._their_known_sessions(day), self.settled.opened(day)
        return self.moved.differs(_name(day)) or not before.equals(now)

    def _carry(self, day: date) -> None:
        """Take over a day, and the sessions that go on from it."""
        after = day + timedelta(1)
        self.opened[after] = self._known_sessions(after)
        if not self.moved:
            return
        self.opened[after] = self._with_sessions(self.opened[after], self.settled.opened(after))
        old = self.days[day]
        human, known = self.settled.left(day, old.human, old.known)
        ended = self._ended_with(day, self.opened.get(day))
        self.days[day] = replace(old, ended_with=ended, human=human, known=known)

    def _exchanged_interactions(self, day: date) -> KeptFile | None:
        """Give the interactions of a day that moved to the users that they belong to now."""
        now, file = self.settled.now.interactions.get(_name(day)), self.days[day].interactions
        if file is None:
            return self._written(now)
        rows = exchanged(pq.ParquetFile(self.kept.path(file)).read(), self.moved.users, now)
        return self._written(ordered(rows))

    def _their_known_sessions(self, day: date) -> pa.Table:
        known = self._known_sessions(day)
        return known.filter(pc.is_in(known[USER], self.moved.users))

    def _known_sessions(self, day: date) -> pa.Table:
        """Return the sessions that might have gone on into a day when all was made last."""
        known = self.kept.open_sessions
        if known is None:
            return OPEN_SESSIONS.empty_table()
        return known.filter(_is(known["reaches"], day))

    def _with_sessions(self, rows: pa.Table | None, theirs: pa.Table) -> pa.Table:
        """Put the open sessions of the users who changed in the place of others of theirs."""
        rows = OPEN_SESSIONS.empty_table() if rows is None else rows
        return exchanged(rows, self.moved.users, theirs).sort_by(USER)

    def _surely_stale(self, days: Sequence[Day], made: Collection[Day]) -> list[Day]:
        """Return the first day and those after it that must be made whatever becomes of it."""
        for at, day in enumerate(days[1:], start=1):
            if day not in made and self.days[day].ended_with.startswith(self.base):
                return list(days[:at])
        return list(days)

    def _make(self, chunk: Sequence[Day]) -> None:
        before = self.opened.get(chunk[0])
        files = [self.kept.path(self.days[day].events) for day in chunk]
        made = finished(
            chunk,
            files,
            before,
            self._since(before, chunk[0]),
            {**self.given, "day_bots": self._bots_table()},
        )
        rows = [made.interactions.get(_name(day)) for day in chunk]
        for day, file in zip(chunk, each(self._written, rows), strict=True):
            human, known = made.left.get(day, (0, 0))
            if day is not None:
                after, opened = day + timedelta(1), made.open_sessions
                self.opened[after] = opened.filter(_is(opened["reaches"], after))
            ended = self._ended_with(day, self.opened.get(day))
            self.days[day] = replace(
                self.days[day], ended_with=ended, interactions=file, human=human, known=known
            )

    def _written(self, rows: pa.Table | None) -> KeptFile | None:
        return None if rows is None or not rows.num_rows else self.kept.write(rows)

    def _since(self, before: pa.Table | None, first: Day) -> list[Path]:
        """Return the distinct events of the days since the open sessions began."""
        if before is None or not before.num_rows or first is None:
            return []
        began = pc.min(before["began"]).as_py().date()
        return [
            self.kept.path(one.events)
            for day, one in self.days.items()
            if day is not None and began <= day < first
        ]

    def _bots_table(self) -> pa.Table:
        return pa.table({"actor": pa.array(self.bots, pa.string())})

    def _ended_with(self, day: Day, before: pa.Table | None) -> str:
        rows = None if before is None or not before.num_rows else before
        return f"{self.base}{digest(self.days[day].made_of, rows)}"

    def _chunks(self, days: Collection[Day]) -> Iterator[list[Day]]:
        """Put neighbouring days together, up to a number of events; no other day lies between."""
        chunk: list[Day] = []
        size = 0
        for day, count in self.counts.items():
            full = size + count > _ROWS_AT_ONCE or None in chunk
            if chunk and (day not in days or full):
                yield chunk
                chunk, size = [], 0
            if day in days:
                chunk.append(day)
                size += count
        if chunk:
            yield chunk

    def _table(self, name: str) -> pa.Table:
        found = self.given[name]
        assert isinstance(found, pa.Table)  # noqa: S101 - only the events lie in files
        return found

    def _tell(self, what: str, chunk: Sequence[Day]) -> None:
        if self.progress:
            done = list(self.counts).index(chunk[-1]) + 1
            self.progress(f"{what} by day", done, len(self.counts))


def _name(day: Day) -> str:
    return UNDATED if day is None else day.isoformat()


def _is(column: pa.ChunkedArray, day: Day) -> pa.ChunkedArray:
    return pc.fill_null(pc.equal(column, pa.scalar(day, pa.date32())), False)


def _texts(names: Sequence[str]) -> list[str]:
    return [model.read_text(encoding="utf-8") for model in models_named(names)]


def _sorted(table: pa.Table) -> pa.Table:
    return table.sort_by([(name, "ascending") for name in table.column_names])
