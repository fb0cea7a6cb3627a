"""The two runs of SQL over some days: to distinct events, and on to interactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openkitchen.engine import FILES, ParquetPart, ParquetRows, run_models
from openkitchen.prepare.copies import COPIES
from openkitchen.prepare.daily_rows import by_day
from openkitchen.prepare.interactions import models_named
from openkitchen.schema.columns import MAP_VERSION, TIME, USER
from openkitchen.sources.dated_rows import DatedRows, Day

__all__ = [
    "DISTINCT",
    "FINAL",
    "IS_COPY",
    "OPEN_SESSIONS",
    "Distinct",
    "Finished",
    "Tables",
    "distinct_of",
    "finished",
    "finished_rows",
    "left_of",
]

DISTINCT = ("known_events", "distinct_events", "day_bots")
"""Models of the first run."""

FINAL = (
    *("human_events", "catalogue_events", "session_starts", "session_events", "interactions"),
    *("open_sessions", "day_funnel"),
)
"""Models of the second."""

OPEN_SESSIONS = pa.schema(
    [
        ("reaches", pa.date32()),
        (USER, pa.string()),
        ("began", pa.timestamp("us")),
        ("last_seen", pa.timestamp("us")),
    ]
)
"""Columns of ``open_sessions.sql``."""

IS_COPY = f"""
    EXISTS (
        SELECT 1 FROM {COPIES} AS copies
        WHERE copies.source = part.source AND copies.event_id = part.event_id
            AND copies.visited_on = CAST(part."{TIME}" AS DATE)
    )"""
"""Whether a row is one of them, as `DatedRows.between` asks."""

Tables = Mapping[str, pa.Table | ParquetRows]

_LOOKED_BACK = f"""
    SELECT {FILES}.* FROM {FILES}
    INNER JOIN open_before
        ON open_before.{USER} = {FILES}.{USER} AND {FILES}."{TIME}" >= open_before.began"""


@dataclass(frozen=True, slots=True)
class Distinct:
    """What the first run made of some days.

    Parameters
    ----------
    schema
        Of distinct events.
    rows
        Day → its distinct events, in the order of time; no entry for a day without any.
    bots
        Day → visitors that it shows to be bots.
    """

    schema: pa.Schema
    rows: Mapping[str, pa.Table]
    bots: Mapping[Day, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Finished:
    """What the second run made of some days.

    Parameters
    ----------
    interactions
        Day → its rows, without the version of the map; no entry for a day without any.
    open_sessions
        Those that may go on into a later day than the first.
    left
        Day → events left without bots, and without unknown items.
    """

    interactions: Mapping[str, pa.Table]
    open_sessions: pa.Table
    left: Mapping[Day, tuple[int, int]]


def distinct_of(
    days: Sequence[Day], events: DatedRows, copies: pa.Table, given: Tables
) -> Distinct:
    """Give events their users, and leave each once.

    Parameters
    ----------
    days
        All days that have events between the first and the last of them.
    events
        What was received.
    copies
        As ``later_copies.sql`` has them.
    given
        The tables of `tables_for`.
    """
    tables = {**given, "received_events": events.between(days[0], days[-1], but=IS_COPY)}
    models = models_named(DISTINCT)
    results = run_models(models, {COPIES: copies, **tables}, ["distinct_events", "day_bots"])
    found = results["distinct_events"]
    bots: dict[Day, tuple[str, ...]] = {}
    for row in results["day_bots"].to_pylist():
        bots[row["visited_on"]] = (*bots.get(row["visited_on"], ()), row["actor"])
    ordered = found.take(pc.sort_indices(found[TIME]))
    return Distinct(found.schema, dict(by_day(ordered)), bots)


def finished(
    days: Sequence[Day],
    files: Sequence[Path],
    before: pa.Table | None,
    earlier: Sequence[Path],
    given: Tables,
) -> Finished:
    """Leave out bots and unknown items, tell sessions, and weigh.

    Parameters
    ----------
    days
        All days that have events between the first and the last of them.
    files
        Their distinct events.
    before
        The sessions that may go on into the first day, as ``open_sessions.sql`` has them.
    earlier
        Distinct events of the days in which those began, and since.
    given
        The tables of `tables_for`, with the bots of all days as ``day_bots``.
    """
    parts = [ParquetPart(tuple(files), f"SELECT * FROM {FILES}")]
    looks_back = before is not None and before.num_rows > 0
    if looks_back:
        parts.append(ParquetPart(tuple(earlier), _LOOKED_BACK))
    events = ParquetRows(pq.read_schema(files[0]), tuple(parts))
    made = finished_rows(events, {**({"open_before": before} if looks_back else {}), **given})
    if not looks_back or days[0] is None:
        return made
    first, opened = days[0].isoformat(), made.open_sessions
    return Finished(
        {day: rows for day, rows in made.interactions.items() if day >= first},
        opened.filter(pc.greater(opened["reaches"], pa.scalar(days[0], pa.date32()))),
        made.left,
    )


def finished_rows(events: pa.Table | ParquetRows, given: Tables) -> Finished:
    """Do as `finished` does with distinct events that nothing goes before.

    Parameters
    ----------
    events
        As ``distinct_events.sql`` gives them.
    given
        The tables of `tables_for`, with the bots of all days as ``day_bots``.
    """
    results = run_models(
        models_named(FINAL),
        {**given, "distinct_events": events},
        ["interactions", "open_sessions", "day_funnel"],
        stored=["catalogue_events", "session_starts"],
    )
    rows = results["interactions"].drop_columns([MAP_VERSION])
    return Finished(dict(by_day(rows)), results["open_sessions"], _left(results["day_funnel"]))


def left_of(events: pa.Table, given: Tables) -> dict[Day, tuple[int, int]]:
    """Say how many of some distinct events are left of each day; see `Finished`."""
    models = models_named(["human_events", "catalogue_events", "day_funnel"])
    tables = {**given, "distinct_events": events}
    return _left(run_models(models, tables, ["day_funnel"])["day_funnel"])


def _left(funnel: pa.Table) -> dict[Day, tuple[int, int]]:
    return {row["visited_on"]: (row["human"], row["known"]) for row in funnel.to_pylist()}
