"""Actors that no person could be: too fast, too regular, never asleep."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from openkitchen.errors import plural
from openkitchen.sources.findings.event_log import EventLog
from openkitchen.sources.findings.examples import Found, Want, among
from openkitchen.sources.findings.finding import Finding, counted
from openkitchen.sources.findings.track import Track

__all__ = ["bot_findings", "bots_in"]

_MANY, _TOO_MANY = 200, 1000
_OUTLYING = 6.0
_LEAST_SPREAD = 0.5
_AWAKE, _AWAKE_EVENTS = 20, 100
_FAST_MOMENTS, _FAST_GAP = 100, 1.0
_REGULAR_GAPS, _REGULAR = 40, 0.1
_LONGEST_GAP = 12 * 3600
_COMMON = 0.05
_LISTED = 20


def bot_findings(log: EventLog, track: Track) -> Iterator[Found]:
    """Find bots among the actors.

    On some day an actor has events in 20 different hours or more, and a hundred events
    (nobody sleeps so little; a shared id does); or a hundred moments with a median pause of one
    second or less; or more than 1,000 events; or at least 200, and more than six robust standard
    deviations of log counts above the median actor, with one of: 15 hours awake, more
    different items than pauses of ten seconds. Or, over all days, forty pauses of which the
    middle 80% differ by a tenth at most: a clock, no person. Where more than 5% of busy actors
    are so regular, the page itself reports by the clock, and regularity says nothing.
    """
    if found := bots_in(log):
        yield _told(found, log, track)


def bots_in(log: EventLog) -> dict[str, str]:
    """Return the actors that are no people, each with what shows it."""
    if log.by_day or not log.rows:
        return {}
    found = _by_day(log)
    for actor, sign in _regular(log).items():
        found.setdefault(actor, sign)
    return found


def _by_day(log: EventLog) -> dict[str, str]:
    rows = log.ask(
        "SELECT actor, day, sum(n) AS events, count(*) AS moments, count(DISTINCT hour) AS hours, "
        "median(gap) AS gap FROM (SELECT actor, CAST(moment AS DATE) AS day, "
        "date_trunc('hour', moment) AS hour, n, epoch(moment - lag(moment) OVER (PARTITION BY "
        "actor, CAST(moment AS DATE) ORDER BY moment)) AS gap FROM (SELECT actor, moment, "
        "count(*) AS n FROM events WHERE actor IS NOT NULL AND moment IS NOT NULL "
        "GROUP BY actor, moment) AS moments) AS paused GROUP BY actor, day"
    )
    if not rows:
        return {}
    counts = np.log([float(str(row[2])) for row in rows])
    centre = float(np.median(counts))
    spread = max(1.4826 * float(np.median(np.abs(counts - centre))), _LEAST_SPREAD)
    outlying = np.exp(centre + _OUTLYING * spread)
    found: dict[str, str] = {}
    for actor, _, events, moments, hours, gap in sorted(rows, key=lambda row: str(row[:2])):
        n, m, h = (int(str(value)) for value in (events, moments, hours))
        pause = float(str(gap)) if gap is not None else np.inf
        sign = ""
        if n > _TOO_MANY:
            sign = f"{plural(n, 'event')} in a day"
        elif h >= _AWAKE and n >= _AWAKE_EVENTS:
            sign = f"{n:,} events in {h} different hours of a day"
        elif m >= _FAST_MOMENTS and pause <= _FAST_GAP:
            sign = f"{m:,} moments in a day, {pause:.2g} s apart"
        elif n >= max(_MANY, outlying) and h >= _AWAKE - 5:
            sign = f"{n:,} events in {h} hours of a day"
        if sign and str(actor) not in found:
            found[str(actor)] = sign
    return found


def _regular(log: EventLog) -> dict[str, str]:
    rows = log.ask(
        "SELECT actor, count(gap), quantile_cont(gap, 0.1), median(gap), quantile_cont(gap, 0.9) "
        "FROM (SELECT actor, epoch(moment - lag(moment) OVER (PARTITION BY actor ORDER BY moment)) "
        "AS gap FROM (SELECT DISTINCT actor, moment FROM events WHERE actor IS NOT NULL AND "
        "moment IS NOT NULL) AS moments) AS paused WHERE gap IS NOT NULL GROUP BY actor "
        f"HAVING count(gap) >= {_REGULAR_GAPS} ORDER BY actor"
    )
    found = {}
    for actor, n, low, middle, high in rows:
        a, b, c = (float(str(value)) for value in (low, middle, high))
        if 1 < b < _LONGEST_GAP and c - a <= _REGULAR * b:
            found[str(actor)] = f"{n} pauses of {b:,.0f} s, nearly all alike"
    return {} if len(found) > max(_COMMON * len(rows), 3) else found


def _told(found: dict[str, str], log: EventLog, track: Track) -> Found:
    listed = ", ".join("'" + actor.replace("'", "''") + "'" for actor in found)
    rows = int(str(log.ask(f"SELECT count(*) FROM events WHERE actor IN ({listed})")[0][0]))
    first = next(iter(found))
    quoted = first.replace("'", "''")
    delivery = int(str(log.ask(f"SELECT min(delivery) FROM events WHERE actor = '{quoted}'")[0][0]))
    names = list(found.items())[:_LISTED]
    finding = Finding(
        "bots",
        "problem",
        track.source.name,
        next(iter(track.names.get(log.actor_column, (log.actor_column,)))),
        "in all deliveries",
        f"{counted('actor', len(found))} with {counted('row', rows)} ({rows / log.rows:.1%}) are "
        "no people: " + "; ".join(f"{actor}: {sign}" for actor, sign in names[:3]),
        "very likely",
        {"actors": len(found), "rows": rows, "share": round(rows / log.rows, 6)}
        | {f"actor {actor}": sign for actor, sign in names},
        f"List them in parameters.yml, as prepare: {{bots: ['{first}', …]}}, and they are left "
        "out; prepare: {bot_events_a_day: …} leaves out whoever has more events in a day. Or ask "
        "the provider to leave them out.",
    )
    theirs = finding.column
    columns = (*(track.names.get(n, (n,))[0] for n in ("timestamp", "item_id")), theirs)
    return Found(finding, (Want(log.receipts[delivery], columns, theirs, among([first]), 5),))
