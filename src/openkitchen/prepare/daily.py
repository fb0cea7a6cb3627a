"""Interactions made day by day: in bounded memory, and of changed days alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.engine import DUCKDB, ParquetRows, engine_in_use, run_model
from openkitchen.prepare.daily_rows import UNDATED, DailyRows
from openkitchen.prepare.dated_rows import DatedRows, Day, digest
from openkitchen.prepare.day_runs import (
    DISTINCT,
    FINAL,
    OPEN_SESSIONS,
    Tables,
    distinct_of,
    finished,
)
from openkitchen.prepare.interactions import models_named, prepare_interactions, tables_for
from openkitchen.prepare.kept_days import KeptDay, KeptDays, load_kept_days
from openkitchen.prepare.settings import read_settings
from openkitchen.schema.columns import MAP_VERSION
from openkitchen.sources import Received

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
    engine.kept.mkdir(parents=True, exist_ok=True)
    work = _Work(given, DatedRows(events), load_kept_days(engine.kept), progress)
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

    @cached_property
    def counts(self) -> dict[Day, int]:
        """Day → events received; in the order of time, those without a time first."""
        model, events = models_named(["received_days"])[0], self.events.rows
        rows = run_model(model, {"received_events": events}).to_pylist()
        return {row["visited_on"]: row["events"] for row in rows}

    @cached_property
    def base(self) -> str:
        """Digest of what the interactions of all days rest on."""
        names = ["settings", "event_weights"]
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
        model, events = models_named(["later_copies"])[0], self.events.rows
        copies = run_model(model, {"received_events": events})
        touched = self._touched()
        made_of, stale = {}, set()
        for day in self.counts:
            those = copies.filter(_is(copies["visited_on"], day))
            limit = self._table("settings")["bot_events_a_day"][0].as_py()
            made_of[day] = digest(_texts(DISTINCT), self.events.made_of(day), those, limit)
            old = self.kept.days.get(_name(day))
            fresh = old is not None and old.made_of == made_of[day] and day not in touched
            if old is not None and fresh and self.kept.intact(old.events):
                self.days[day] = old
            else:
                stale.add(day)
        for chunk in self._chunks(stale):
            found = distinct_of(chunk, self.events, copies, self.given)
            for day in chunk:
                rows = found.rows.get(_name(day), found.schema.empty_table())
                self.days[day] = KeptDay(
                    made_of[day], self.kept.write(rows), found.bots.get(day, ())
                )
            self._tell("distinct events", chunk)
        self.days = {day: self.days[day] for day in self.counts}
        return stale

    def _finish(self, made: Collection[Day]) -> None:
        """Bring the interactions of all days up to date."""
        days = list(self.counts)
        at = 0
        while at < len(days):
            if days[at] not in made and self._stands(days[at]):
                self._keep(days[at])
                at += 1
                continue
            chunk = next(self._chunks(self._surely_stale(days[at:], made)))
            self._make(chunk)
            self._tell("interactions", chunk)
            at += len(chunk)

    def _stands(self, day: Day) -> bool:
        old = self.days[day]
        return old.ended_with == self._ended_with(day) and self.kept.intact(old.interactions)

    def _keep(self, day: Day) -> None:
        """Take over the sessions that go on from a day which stays as it is."""
        known = self.kept.open_sessions
        if known is not None and day is not None:
            after = day + timedelta(1)
            self.opened[after] = known.filter(_is(known["reaches"], after))

    def _surely_stale(self, days: Sequence[Day], made: Collection[Day]) -> list[Day]:
        """Return the first day and those after it that must be made whatever becomes of it."""
        for at, day in enumerate(days[1:], start=1):
            if day not in made and self.days[day].ended_with.startswith(self.base):
                return list(days[:at])
        return list(days)

    def _make(self, chunk: Sequence[Day]) -> None:
        before = self.opened.get(chunk[0])
        bots = pa.table({"actor": pa.array(self.bots, pa.string())})
        files = [self.kept.path(self.days[day].events) for day in chunk]
        made = finished(
            chunk, files, before, self._since(before, chunk[0]), {**self.given, "day_bots": bots}
        )
        for day in chunk:
            human, known = made.left.get(day, (0, 0))
            rows = made.interactions.get(_name(day))
            file = None if rows is None else self.kept.write(rows)
            if day is not None:
                after, opened = day + timedelta(1), made.open_sessions
                self.opened[after] = opened.filter(_is(opened["reaches"], after))
            ended = self._ended_with(day)
            self.days[day] = replace(
                self.days[day], ended_with=ended, interactions=file, human=human, known=known
            )

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

    def _ended_with(self, day: Day) -> str:
        before = self.opened.get(day)
        rows = None if before is None or not before.num_rows else before
        return f"{self.base}{digest(self.days[day].made_of, rows)}"

    def _touched(self) -> set[Day]:
        """Return the days with events of ids that stand for other users than before."""
        earlier, latest = self.kept.identity_map, self._table("identity_map")
        if earlier is None or earlier.equals(latest):
            return set()
        maps = {"map_before": earlier, "identity_map": latest}
        changed = run_model(models_named(["changed_ids"])[0], maps)
        if not changed.num_rows:
            return set()
        tables = {"received_events": self.events.rows, "changed_ids": changed}
        found = run_model(models_named(["touched_days"])[0], tables)
        return set(found["visited_on"].to_pylist())

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
