"""Clocks that are wrong: times in the future, times outside their day, whole hours off."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from openkitchen.sources.days import has_declared_days
from openkitchen.sources.findings.event_log import EventLog
from openkitchen.sources.findings.examples import Found, Want, filled
from openkitchen.sources.findings.finding import Example, Finding, counted
from openkitchen.sources.findings.steps import ALPHA
from openkitchen.sources.findings.track import Track, in_several_files
from openkitchen.sources.times import end_of
from openkitchen.store import ReceiptRow

__all__ = ["clock_findings", "shifted_hours"]

_GRACE = timedelta(hours=1)
_SHOWN = 3
_FEWEST_FILES, _FEWEST_HOURS = 5, 50
_FARTHER = 3.0
_USUAL = 0.85
_RAW = 160

Counts = npt.NDArray[np.float64]


def clock_findings(log: EventLog, track: Track, typed: Path) -> Iterator[Found]:
    """Find clocks that are ahead, and deliveries that are whole hours off.

    A row is in the future when it was rejected as such, or is later than an hour after the
    end of the day that its file covers, or than the moment of receiving. A delivery is hours
    off when its events by the local hour (each actor once an hour) fit the usual day far better
    once they are moved: see `shifted_hours`. Days that come in many files are held against days.
    """
    yield from _future(log, track, typed)
    if not log.by_day:
        yield from _hours_off(log, track)


def _future(log: EventLog, track: Track, typed: Path) -> Iterator[Found]:
    rejected = [row for receipt in log.receipts for row in _rejected(receipt, typed)]
    later, actors, most = 0, set[str](), 0.0
    for at, receipt in enumerate(log.receipts):
        limit = receipt.received_at + _GRACE
        if receipt.days and has_declared_days(track.source, receipt.file):
            limit = min(limit, end_of(max(receipt.days), track.source.timezone) + _GRACE)
        found = log.ask(
            f"SELECT actor, count(*), max(moment) FROM events WHERE delivery = {at} AND moment > "
            f"TIMESTAMP '{limit:%Y-%m-%d %H:%M:%S}' GROUP BY actor"
        )
        later += sum(int(str(row[1])) for row in found)
        actors |= {str(row[0]) for row in found}
        most = max([most, *((row[2] - limit).total_seconds() / 3600 + 1 for row in found)])  # type: ignore[operator]
    count = later + len(rejected)
    if not count:
        return
    rows = log.rows + len(rejected)
    finding = Finding(
        "future_clocks",
        "problem",
        track.source.name,
        next(iter(track.names.get("timestamp", ("timestamp",)))),
        "in all deliveries",
        f"{counted('row', count)} dated after the day that their file covers, or after it was "
        f"received; {len(rejected):,} of them were rejected",
        "certain",
        {
            "rows": count,
            "share": round(count / rows, 6),
            "rejected": len(rejected),
            "taken in": later,
            "actors among those taken in": len(actors),
            "most hours late among those": round(most, 1),
        },
        "Some devices' clocks are ahead. Ask the provider for the time of the server beside that "
        "of the device. If every file is affected, look at `timezone` in sources.yml first.",
        tuple(rejected[:_SHOWN]),
    )
    yield Found(finding)


def _rejected(receipt: ReceiptRow, typed: Path) -> list[Example]:
    if not receipt.rejected or not receipt.typed:
        return []
    path = (typed / receipt.typed).with_suffix("").with_suffix(".rejected.csv")
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as opened:
        return [
            Example(row["file"], int(row["line"]), {row["column"]: row["raw"][:_RAW]})
            for row in csv.DictReader(opened)
            if "in the future" in row["reason"]
        ]


def _hours_off(log: EventLog, track: Track) -> Iterator[Found]:
    together = in_several_files(track.source, log.receipts)
    what = "CAST(local AS DATE)" if together else "delivery"
    rows = log.ask(
        f"SELECT {what} AS what, CAST(date_part('hour', local) AS INTEGER), count(DISTINCT actor "
        "|| CAST(date_trunc('hour', local) AS VARCHAR)), min(delivery) FROM events "
        "WHERE local IS NOT NULL GROUP BY ALL ORDER BY what"
    )
    places = {key: at for at, key in enumerate(dict.fromkeys(row[0] for row in rows))}
    counts = np.zeros((len(places), 24))
    first = dict[int, int]()
    for key, hour, n, delivery in rows:
        counts[places[key], int(str(hour))] = float(str(n))
        first[places[key]] = min(first.get(places[key], 1 << 62), int(str(delivery)))
    days = [str(key) for key in places]
    for at, hours, p in shifted_hours(counts):
        receipt = log.receipts[first[at]]
        name = f"the files of {days[at]}" if together else receipt.file
        finding = Finding(
            "hours_off",
            "problem",
            track.source.name,
            next(iter(track.names.get("timestamp", ("timestamp",)))),
            f"in {name}",
            f"the events of {name} fit the usual day when they are moved by {-hours:+d} hours",
            "very likely",
            {"hours off": hours, "actor-hours": int(counts[at].sum())},
            "Another time zone, or a clock that was not set? Ask the provider; sessions and "
            "seasons of the day are wrong until then.",
            p_value=p,
        )
        yield Found(finding, (Want(receipt, (finding.column,), finding.column, filled, _SHOWN),))


def shifted_hours(counts: Counts) -> list[tuple[int, int, float]]:
    """Find deliveries whose hours of the day are moved.

    A delivery's hours are held against those of all others. It is moved by k hours when its
    likelihood under the usual day, moved by k, is more than 24 m / α times that under the
    usual day as it is: were nothing moved, Markov's inequality allows that in a share α of
    m clean deliveries at most. Days also differ among themselves (weekends), so that it must
    further be three times as far from the usual day (Kullback–Leibler) as 85% of the
    deliveries, and as near as those once moved.

    Parameters
    ----------
    counts
        Shape (deliveries, 24): actors by the hour.

    Returns
    -------
    Position, hours by which it is ahead (−11 to 12), and a bound on the chance.
    """
    busy = np.flatnonzero(counts.sum(axis=1) >= _FEWEST_HOURS)
    if len(busy) < _FEWEST_FILES:
        return []
    usual = {at: _day(np.median(_shares(counts[busy[busy != at]]), axis=0)) for at in busy}
    away = {at: _distance(counts[at], usual[at]) for at in busy}
    common = float(np.quantile(list(away.values()), _USUAL))
    found = []
    for at in busy:
        moved = [_distance(np.roll(counts[at], -k), usual[at]) for k in range(24)]
        k = int(np.argmin(moved))
        gain = (moved[0] - moved[k]) * counts[at].sum()
        bound = 24 * len(busy) * float(np.exp(-min(gain, 700)))
        if k and bound < ALPHA and moved[0] > _FARTHER * common and moved[k] <= 1.5 * common:
            found.append((int(at), k if k <= 12 else k - 24, bound))
    return found


def _shares(counts: Counts) -> Counts:
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def _day(shares: Counts) -> Counts:
    smooth = shares + 0.002
    return np.asarray(smooth / smooth.sum())


def _distance(counts: Sequence[float] | Counts, usual: Counts) -> float:
    shares = np.asarray(counts) / np.sum(counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.nansum(np.where(shares > 0, shares * np.log(shares / usual), 0.0)))
