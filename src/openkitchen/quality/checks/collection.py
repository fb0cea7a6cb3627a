"""Checks on what was delivered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from openkitchen.errors import listing
from openkitchen.quality.checks.judging import judged, not_here, stated
from openkitchen.quality.issue import Evidence, Verdict
from openkitchen.quality.scene import Scene
from openkitchen.schema.columns import USER
from openkitchen.sources.calendar import SourceCalendar

__all__ = [
    "changing_columns", "machine_traffic", "missing_deliveries", "mistaken_ids", "promised_history",
    "rejected_rows", "scarce_data", "undocumented_columns", "wrong_clocks",
]  # fmt: skip

_HERE = {"received", "late", "replaced"}
_DAYS_A_MONTH = 365.25 / 12
_CALENDAR = Evidence("the calendar", "openkitchen sources calendar")
_FINDINGS = Evidence("the findings", "openkitchen sources findings")
_FEW = 3


def promised_history(scene: Scene) -> Verdict:
    """How much of the promised history never came, of the source that lacks most."""
    lacking = {}
    for one in scene.calendar.sources:
        due = _promised_days(one)
        if due:
            lacking[one.source] = 1 - sum(one.days.get(day) in _HERE for day in due) / len(due)
    if not lacking:
        return not_here("No source that delivers daily has a promise in sources.yml.", _CALENDAR)
    worst = max(lacking, key=lambda name: lacking[name])
    found = f"{lacking[worst]:.0%} of the days that {worst} promised are not here."
    return judged(lacking[worst], 0.1, 0.5, found, _CALENDAR)


def _promised_days(one: SourceCalendar) -> list[date]:
    """Return the days that a daily source should hold, up to the last day that came."""
    promise = one.promise
    if promise is None or promise.cadence != "daily" or not one.days:
        return []
    last = min(promise.end or max(one.days), max(one.days))
    first = promise.start
    if promise.retention_months is not None:
        kept = timedelta(days=round(promise.retention_months * _DAYS_A_MONTH))
        first = max(first, last - kept + timedelta(1))
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def missing_deliveries(scene: Scene) -> Verdict:
    """How many deliveries are missing between the first and the last that came."""
    shares = {}
    for one in scene.calendar.sources:
        due = _due(one)
        if due:
            gone = [day for day, here in due.items() if not here]
            shares[one.source] = (len(gone) / len(due), gone)
    if not shares:
        return not_here("No source has a promise of daily or weekly files.", _CALENDAR)
    worst = max(shares, key=lambda name: shares[name][0])
    share, gone = shares[worst]
    if not share:
        return judged(0.0, 0.0, 0.05, "No delivery is missing in between.", _CALENDAR)
    found = f"{share:.1%} of the deliveries of {worst} are missing: {listing(map(str, gone), 5)}."
    return judged(share, 0.0, 0.05, found, _CALENDAR)


def _due(one: SourceCalendar) -> dict[date, bool]:
    """Return each day (or week) due between the first and the last, and whether it came."""
    here = sorted(day for day, state in one.days.items() if state in _HERE)
    if one.promise is None or len(here) < 2:
        return {}
    step = {"daily": 1, "weekly": 7}.get(one.promise.cadence)
    if step is None:
        return {}
    due = {}
    for n in range(0, (here[-1] - here[0]).days + 1, step):
        day = here[0] + timedelta(n)
        due[day] = any(day <= one_day < day + timedelta(step) for one_day in here)
    return due


def rejected_rows(scene: Scene) -> Verdict:
    """Which share of the delivered rows could not be read."""
    shares = {
        one.source: one.rejected / (one.rows + one.rejected)
        for one in scene.calendar.sources
        if one.rows + one.rejected
    }
    if not shares:
        return not_here("Nothing has been received.", _CALENDAR)
    worst = max(shares, key=lambda name: shares[name])
    found = f"{shares[worst]:.2%} of the rows of {worst} were rejected."
    kept = Evidence("rejected rows with their reasons", "data/02_intermediate")
    return judged(shares[worst], 0.001, 0.01, found, kept)


def _found(scene: Scene, kinds: Collection[str], fine: str) -> Verdict:
    """Judge by findings of some kinds: problems are broken, notes are to be watched."""
    told = [one for one in scene.findings.findings if one.kind in kinds]
    problems = [one for one in told if one.severity == "problem"]
    if not told:
        return stated("fine", fine, _FINDINGS)
    first = (problems or told)[0]
    said = f"{first.source}: {first.message}"
    more = len(problems or told) - 1
    text = f"{said}{f' (and {more:,} more)' if more else ''}."
    return stated("broken" if problems else "watch", text[:1].upper() + text[1:], _FINDINGS)


def changing_columns(scene: Scene) -> Verdict:
    """Whether columns were renamed, dropped, retyped or rescaled on the way."""
    kinds = {
        *("renamed_column", "dropped_column", "added_column", "reordered_columns"),
        *("type_change", "unit_jump", "mixed_date_formats"),
    }
    return _found(scene, kinds, "The columns are the same in all deliveries.")


def mistaken_ids(scene: Scene) -> Verdict:
    """Whether one id stands in the column of another."""
    return _found(scene, {"mislabelled_ids"}, "Each id column holds its own kind of ids.")


def wrong_clocks(scene: Scene) -> Verdict:
    """Whether devices or files tell the wrong time."""
    return _found(scene, {"future_clocks", "hours_off", "default_dates"}, "No clock is off.")


def undocumented_columns(scene: Scene) -> Verdict:
    """Which share of the columns in use nobody has explained."""
    rules = [
        (name, rule.theirs, bool(rule.meaning.strip()))
        for name, source in scene.sources.items()
        for rule in source.columns
    ]
    bare = [f"{name}.{theirs}" for name, theirs, told in rules if not told]
    place = Evidence("the contract", "conf/base/sources.yml")
    if not rules:
        return not_here("No source declares columns.", place)
    share = len(bare) / len(rules)
    found = f"{len(bare):,} of {len(rules):,} columns have no meaning in sources.yml"
    text = f"{found}: {listing(bare, 5)}." if bare else f"{found}."
    return judged(share, 0.0, 0.2, text, place)


def machine_traffic(scene: Scene) -> Verdict:
    """Which share of the events was repeated or made by machines."""
    rows = scene.funnel["rows"].to_pylist()
    received, human = rows[0], rows[2]
    share = 1 - human / received if received else 0.0
    found = f"{share:.1%} of {received:,} events are repetitions or come from machines."
    return judged(share, 0.05, 0.2, found, Evidence("the funnel in the report", "report.html"))


def scarce_data(scene: Scene) -> Verdict:
    """How many people have too few events to learn a taste from."""
    counts = _events_per_user(scene.interactions)
    share = float((counts < _FEW).mean()) if len(counts) else 1.0
    found = (
        f"{share:.0%} of {len(counts):,} people have fewer than {_FEW} interactions; the middle "
        f"one has {int(np.median(counts)) if len(counts) else 0}."
    )
    return judged(
        share, 0.4, 0.7, found, Evidence("cold start", "openkitchen experiment cold-start")
    )


def _events_per_user(interactions: pa.Table) -> np.ndarray:
    return interactions.group_by(USER).aggregate([([], "count_all")])["count_all"].to_numpy()
