"""Values that stand for something else: default dates, fillers, test accounts, constants."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial

import pyarrow.compute as pc
from scipy import special

from openkitchen.errors import plural
from openkitchen.sources.findings.dates import written_days
from openkitchen.sources.findings.examples import Found, Test, Want, among
from openkitchen.sources.findings.finding import Certainty, Finding, counted
from openkitchen.sources.findings.id_sets import IDS
from openkitchen.sources.findings.profile import FILLERS, TESTERS, Profile
from openkitchen.sources.findings.steps import ALPHA
from openkitchen.sources.findings.track import Part, Track

__all__ = ["DEFAULT_DAYS", "value_findings"]

DEFAULT_DAYS = (
    *("0000-00-00", "0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01"),
    *("1904-01-01", "1970-01-01", "1980-01-01", "1999-12-31", "2000-01-01", "2099-12-31"),
    *("2999-12-31", "9999-12-31"),
)
"""Days that systems write where they know none."""

_NEVER = 1901
_NEIGHBOURS = 30
_TIMES = 5.0
_LEAST_ROWS = 50
_LEAST_TESTS, _MOST_TESTS = 2, 0.05
_LEAST_WAYS = 3
_PATTERNS = {
    "date year-month-day": r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}$",
    "date with dots": r"^\d{1,2}\.\d{1,2}\.\d{2,4}",
    "date with slashes": r"^\d{1,2}/\d{1,2}/\d{2,4}",
}
_TEST = re.compile(TESTERS)
_OF_PEOPLE = re.compile(
    r"name|mail|user|cust|visitor|account|login|contact|(^|[_ ])id", re.IGNORECASE
)


def value_findings(track: Track) -> Iterator[Found]:
    """Look at the values of each column over all deliveries together."""
    for column in track.headers:
        there = [(part, part.columns[column]) for part in track.parts if column in part.columns]
        yield from _default_days(column, there, track)
        yield from _fillers(column, there, track)
        yield from _tests(column, there, track)
        yield from _mixed_dates(column, there, track)
        yield from _constant(column, there, track)


def _default_days(column: str, there: list[tuple[Part, Profile]], track: Track) -> Iterator[Found]:
    """Find days that systems write for no day.

    Days before 1901 and after 2098, and the day 0, are defaults whenever they occur in a
    column that otherwise holds others. The rest must be five times as frequent as the thirty
    days on either side, by a Poisson test: people are born on 1 January 1970 too.
    """
    counts: Counter[str] = Counter()
    for _, profile in there:
        counts.update(profile.days)
    total = sum(counts.values())
    for day in DEFAULT_DAYS:
        n = counts.get(day, 0)
        if not n or n == total:
            continue
        never = not _NEVER <= int(day[:4]) <= 2098
        expected = _expected(day, counts)
        p = float(special.pdtrc(n - 1, max(expected, 0.05))) * len(DEFAULT_DAYS)
        if never or (n >= 3 and n >= _TIMES * expected and p < ALPHA):
            finding = Finding(
                "default_dates",
                "problem",
                track.source.name,
                column,
                _where(there, day),
                f"the day {day} stands in {counted('row', n)} of {column!r}; its neighbours occur "
                f"{expected:.2g} times each",
                "certain" if never else "very likely",
                {"rows": n, "share": round(n / total, 6), "expected": round(expected, 3)},
                "Treat it as no date: add it to `missing` of the source, or ask for the true one.",
                p_value=None if never else p,
            )
            yield Found(finding, _wants(column, there, partial(_has_day, day), _on(day)))


def _expected(day: str, counts: Mapping[str, int]) -> float:
    try:
        centre = date.fromisoformat(day)
        around = [centre + timedelta(n) for n in range(-_NEIGHBOURS, _NEIGHBOURS + 1) if n]
    except (ValueError, OverflowError):
        return 0.0
    return sum(counts.get(one.isoformat(), 0) for one in around) / len(around)


def _fillers(column: str, there: list[tuple[Part, Profile]], track: Track) -> Iterator[Found]:
    """Find words for *no value* in id columns, where they would be one very busy id."""
    if track.ours_of(column) not in IDS:
        return
    counts = _marked(there)
    rows = sum(p.filled for _, p in there)
    distinct = max(p.distinct for _, p in there)
    for value, n in counts.items():
        usual = rows / max(distinct, 1)
        if value.strip().lower() not in FILLERS or n < max(3, 2 * usual):
            continue
        finding = Finding(
            "filler_ids",
            "problem",
            track.source.name,
            column,
            _where(there, value),
            f"{value!r} stands in {plural(n, 'row')} of {column!r} as if it were an id",
            "very likely",
            {"rows": n, "share": round(n / rows, 6), "rows of a usual id": round(usual, 2)},
            f"Add {value!r} to `missing` of {track.source.name!r} in sources.yml; else all these "
            "rows are one and the same.",
        )
        yield Found(finding, _wants(column, there, partial(_has_value, value), among([value])))


def _tests(column: str, there: list[tuple[Part, Profile]], track: Track) -> Iterator[Found]:
    """Find accounts of testers: by words such as *test* that stand alone in a name or id."""
    if not _OF_PEOPLE.search(column) or track.source.role == "catalogue":
        return
    counts = _marked(there)
    hits = {value: n for value, n in counts.items() if _TEST.search(value)}
    distinct = max(p.distinct for _, p in there)
    if len(hits) < 1 or len(hits) > max(_MOST_TESTS * distinct, _LEAST_TESTS):
        return
    finding = Finding(
        "test_accounts",
        "problem",
        track.source.name,
        column,
        "in all deliveries",
        f"{counted('value', len(hits))} of {column!r} may be accounts of testers: "
        f"{', '.join(map(repr, list(hits)[:5]))}",
        "likely",
        {"values": len(hits), "rows": sum(hits.values())},
        "Leave them out if they are; what testers click is nobody's taste.",
    )
    test = among(list(hits))
    yield Found(finding, _wants(column, there, lambda p: bool(hits.keys() & p.marked.keys()), test))


def _constant(column: str, there: list[tuple[Part, Profile]], track: Track) -> Iterator[Found]:
    rows = sum(p.rows for _, p in there)
    known = sum(p.filled for _, p in there)
    values = {value for _, p in there for value in p.common}
    if rows < _LEAST_ROWS or len(values) > 1 or (len(track.parts) > 1 and len(there) < 2):
        return
    sure: Certainty = "certain"
    said = f"always {next(iter(values))!r}" if values else "always empty"
    finding = Finding(
        "constant_column",
        "note",
        track.source.name,
        column,
        "in all deliveries",
        f"{column!r} is {said} in {plural(rows, 'row')}",
        sure,
        {"rows": rows, "with a value": known},
        "It tells nothing apart. Ask the provider whether it should.",
    )
    yield Found(finding)


def _mixed_dates(column: str, there: list[tuple[Part, Profile]], track: Track) -> Iterator[Found]:
    """Find dates written in two ways in one delivery: 03/04 may be read as April or as March."""
    for part, profile in there:
        ways = {name: n for name, n in profile.classes.items() if name.startswith("date ")}
        ways.pop("date and time", None)
        if len(ways) < 2 or min(ways.values()) < _LEAST_WAYS:
            continue
        if sum(ways.values()) < 0.9 * profile.distinct:
            continue
        rare = min(ways, key=lambda name: ways[name])
        rows = {name: profile.class_rows[name] for name in ways}
        yield Found(
            Finding(
                "mixed_date_formats",
                "problem",
                track.source.name,
                column,
                f"in {part.label}",
                f"{column!r} holds dates written in {len(ways)} ways: "
                + ", ".join(f"{counted('row', n)} as {name}" for name, n in rows.items()),
                "certain",
                rows,
                "Ask which of them has the day first; declare `format` for a delivery of one kind.",
            ),
            (Want(part.receipt, (column,), column, _matches(_PATTERNS[rare])),),
        )
        return


def _marked(there: list[tuple[Part, Profile]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for _, profile in there:
        counts.update(profile.marked)
    return counts


def _where(there: list[tuple[Part, Profile]], value: str) -> str:
    labels = [part.label for part, p in there if value in p.marked or value in p.days]
    if len(labels) in (0, len(there)):
        return "in all deliveries"
    return f"in {labels[0]}" if len(labels) == 1 else f"in {len(labels):,} of {len(there):,} parts"


def _wants(
    column: str, there: list[tuple[Part, Profile]], has: Callable[[Profile], bool], test: Test
) -> tuple[Want, ...]:
    part = next((part for part, p in there if has(p)), there[0][0])
    shown = tuple(part.columns)[:3]
    return (Want(part.receipt, (*shown, column), column, test, 3),)


def _has_day(day: str, profile: Profile) -> bool:
    return day in profile.days


def _has_value(value: str, profile: Profile) -> bool:
    return value in profile.marked


def _on(day: str) -> Test:
    return lambda values: pc.fill_null(pc.equal(written_days(values), day), False)


def _matches(pattern: str) -> Test:
    return lambda values: pc.match_substring_regex(pc.fill_null(values, ""), pattern)
