"""Events that were delivered more than once, exactly or nearly."""

from __future__ import annotations

from collections.abc import Iterator

from scipy import special

from openkitchen.errors import plural
from openkitchen.schema.columns import CUSTOMER, EVENT_ID, ITEM, USER
from openkitchen.sources.findings.event_log import EventLog
from openkitchen.sources.findings.examples import Found, Want, among
from openkitchen.sources.findings.finding import Finding, counted
from openkitchen.sources.findings.steps import ALPHA
from openkitchen.sources.findings.track import Track

__all__ = ["double_findings", "doubled_key_findings"]

_NEAR_SECONDS = 2
_BESIDE_SECONDS = 60
_FEWEST = 10
_LEAST_SHARE = 0.001
_TIMES = 5.0


def double_findings(log: EventLog, track: Track) -> Iterator[Found]:
    """Find repeated events.

    An event id that occurs twice is certain. Without ids, events of one actor, item and type
    at the same moment (or at most two seconds apart) are counted, and held against how many there
    would be by chance: as many for each second as at three to sixty seconds apart. Doubles are
    told when there are five times as many, by a Poisson test, in 0.1% of the rows or more.
    """
    yield from _same_id(log, track)
    if not log.by_day:
        yield from _same_moment(log, track)


def doubled_key_findings(track: Track) -> Iterator[Found]:
    """Find deliveries of people or of a catalogue in which an id stands twice."""
    if track.source.role not in ("people", "catalogue"):
        return
    for ours in (USER, CUSTOMER, ITEM):
        for part in track.parts:
            found = track.as_ours(ours, part)
            if found is None or found[1].filled == found[1].distinct:
                continue
            theirs, profile = found
            twice = [value for value, n in profile.common.items() if n > 1]
            again = profile.filled - profile.distinct
            finding = Finding(
                "duplicated_ids",
                "problem",
                track.source.name,
                theirs,
                f"in {part.label}",
                f"{counted('row', again)} too many for the ids of {theirs!r} in {part.label}",
                "certain",
                {"rows": again, "share": round(again / profile.rows, 6)},
                "The last row of each id counts. Ask the provider which one is right.",
            )
            shown = (theirs, *tuple(part.columns)[:4])
            yield Found(finding, (Want(part.receipt, shown, theirs, among(twice[:1]), 3),))
            break


def _same_id(log: EventLog, track: Track) -> Iterator[Found]:
    told = log.ask(
        "SELECT count(*), sum(n - 1), sum(CASE WHEN deliveries > 1 THEN n - 1 ELSE 0 END), "
        "min(id), min(first) FROM (SELECT id, count(*) AS n, count(DISTINCT delivery) AS "
        "deliveries, min(delivery) AS first FROM events WHERE id IS NOT NULL GROUP BY id "
        "HAVING count(*) > 1) AS doubled"
    )[0]
    if not told[0]:
        return
    again, across = int(str(told[1])), int(str(told[2]))
    example = log.ask(
        "SELECT id, min(delivery), max(delivery) FROM events WHERE id IS NOT NULL GROUP BY id "
        "HAVING count(*) > 1 ORDER BY id LIMIT 1"
    )[0]
    theirs = _theirs(track, EVENT_ID)
    places = dict.fromkeys(int(str(place)) for place in example[1:])
    finding = Finding(
        "duplicated_events",
        "problem",
        track.source.name,
        theirs,
        "in all deliveries",
        f"{again:,} of {plural(log.rows, 'row')} {'repeats' if again == 1 else 'repeat'} an "
        "event that was delivered before"
        + (f"; {across:,} of them in another file" if across else ""),
        "certain",
        {"rows": again, "share": round(again / log.rows, 6), "in another file": across},
        "The step `interactions` counts each event id once. Figures made straight from the files "
        "are too high.",
    )
    columns = (*(_theirs(track, name) for name in ("timestamp", log.actor_column, ITEM)), theirs)
    yield Found(
        finding,
        tuple(Want(log.receipts[at], columns, theirs, among([str(example[0])])) for at in places),
    )


_NEAR_ADVICE = "Ask whether a page reports itself twice. The step `interactions` counts both."
_BARE_ADVICE = "The step `interactions` counts them once."
_NUMBERED_ADVICE = (
    "Where their event ids differ, the step `interactions` counts each. If it is one event sent "
    "again, leave the event id out of `columns`: then equal rows count once."
)


def _same_moment(log: EventLog, track: Track) -> Iterator[Found]:
    told = log.ask(
        "SELECT count(*) FILTER (gap = 0), count(*) FILTER (gap > 0 AND gap <= "
        f"{_NEAR_SECONDS}), count(*) FILTER (gap > {_NEAR_SECONDS} AND gap <= {_BESIDE_SECONDS}) "
        "FROM (SELECT epoch(moment - lag(moment) OVER w) AS gap, id, lag(id) OVER w AS other "
        "FROM events WHERE moment IS NOT NULL AND actor IS NOT NULL "
        "WINDOW w AS (PARTITION BY actor, item, kind ORDER BY moment)) AS gaps "
        "WHERE id IS NULL OR other IS NULL OR id <> other"
    )[0]
    same, near, beside = (int(str(n)) for n in told)
    numbered = int(str(log.ask("SELECT count(id) FROM events")[0][0])) > 0
    rate = max(beside, 1) / (_BESIDE_SECONDS - _NEAR_SECONDS)
    for count, expected, kind, what in (
        (same, rate, "duplicated_events", "at the same moment"),
        (near, rate * _NEAR_SECONDS, "near_duplicates", "at most two seconds apart"),
    ):
        p = float(special.pdtrc(count - 1, expected))
        if count < max(_FEWEST, _TIMES * expected, _LEAST_SHARE * log.rows) or p >= ALPHA:
            continue
        finding = Finding(
            kind,
            "problem",
            track.source.name,
            "",
            "in all deliveries",
            f"{plural(count, 'row repeats', 'rows repeat')} actor, item and type of another "
            f"one {what}; by chance there "
            f"would be about {expected:.1f}",
            "very likely" if kind == "duplicated_events" else "likely",
            {"rows": count, "share": round(count / log.rows, 6), "by chance": round(expected, 2)},
            _NEAR_ADVICE
            if kind == "near_duplicates"
            else (_NUMBERED_ADVICE if numbered else _BARE_ADVICE),
            p_value=p,
        )
        yield Found(finding, _wants(log, track, kind))


def _wants(log: EventLog, track: Track, kind: str) -> tuple[Want, ...]:
    limit = "gap = 0" if kind == "duplicated_events" else f"gap > 0 AND gap <= {_NEAR_SECONDS}"
    actor, delivery = log.ask(
        "SELECT actor, delivery FROM (SELECT actor, delivery, id, epoch(moment - lag(moment) OVER "
        "w) AS gap, lag(id) OVER w AS other FROM events WHERE moment IS NOT NULL AND actor IS NOT "
        "NULL WINDOW w AS (PARTITION BY actor, item, kind ORDER BY moment)) AS gaps "
        f"WHERE {limit} AND (id IS NULL OR other IS NULL OR id <> other) "
        "ORDER BY delivery, actor LIMIT 1"
    )[0]
    theirs = _theirs(track, log.actor_column)
    columns = (*(_theirs(track, name) for name in ("timestamp", ITEM, "event_type")), theirs)
    receipt = log.receipts[int(str(delivery))]
    return (Want(receipt, columns, theirs, among([str(actor)]), 6),)


def _theirs(track: Track, ours: str) -> str:
    return next(iter(track.names.get(ours, ())), ours)
