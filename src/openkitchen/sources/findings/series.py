"""Columns whose values change from one delivery to the next: written otherwise, or missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from openkitchen.sources.findings.examples import Found, Want, filled, unfilled
from openkitchen.sources.findings.finding import Finding
from openkitchen.sources.findings.profile import CLASSES, Profile
from openkitchen.sources.findings.steps import Run, odd_runs
from openkitchen.sources.findings.track import Part, Track

__all__ = ["Gap", "gap_findings", "gaps_in", "span", "type_findings", "usual_part"]

_FEW_PARTS = 6
_LEAST_GAP, _LEAST_GAP_OF_FEW = 0.1, 0.3
_LEAST_SHIFT = 0.5
_LEAST_VALUES = 20
_ELSE = "another way"
_LEAST_FILLED, _EXPECTED, _ROWS_A_VISIT = 3, 15, 5


@dataclass(frozen=True, slots=True)
class Gap:
    """Deliveries in which values of a column are missing.

    Parameters
    ----------
    column
        The provider's name.
    run
        Which deliveries, and how much is missing there and usually.
    """

    column: str
    run: Run

    def covers(self, at: int) -> bool:
        """Tell whether a part is among the deliveries."""
        return self.run.first <= at <= self.run.last


def gap_findings(track: Track, gaps: Iterable[Gap] | None = None) -> Iterator[Found]:
    """Tell deliveries in which values are suddenly missing: those of `gaps_in`, or some."""
    for gap in gaps_in(track) if gaps is None else gaps:
        yield _gap(gap.column, gap.run, track)


def gaps_in(track: Track) -> Iterator[Gap]:
    """Find deliveries in which values are suddenly missing.

    The share of rows without a value must be higher than usual by 0.1 (by 0.3 where there
    are fewer than six deliveries) and by more than chance and the usual change explain; see
    `openkitchen.sources.findings.steps.odd_runs`. A delivery without any value is told, too,
    where half the usual share would have filled fifteen rows.
    """
    for column in track.headers:
        series = track.series(column)
        there = [p for p in series if p is not None and p.rows]
        if len(there) < 2:
            continue
        least = _LEAST_GAP if len(there) >= _FEW_PARTS else _LEAST_GAP_OF_FEW
        shares = np.array([p.missing if p is not None and p.rows else np.nan for p in series])
        errors = np.array([_error(p.missing, p.rows) if p is not None else np.nan for p in series])
        runs = [run for run in odd_runs(shares, errors, least) if run.level > run.usual]
        runs += [
            one for one in _emptied(series) if not any(r.first <= one.first <= r.last for r in runs)
        ]
        for run in runs:
            yield Gap(column, run)


def _emptied(series: Sequence[Profile | None]) -> Iterator[Run]:
    """Yield the parts without any value, where the others would lead us to expect many."""
    there = [(at, p) for at, p in enumerate(series) if p is not None and p.rows]
    filled = [1 - p.missing for _, p in there if p.filled]
    if len(filled) < _LEAST_FILLED or len(filled) < 0.5 * len(there):
        return
    for at, profile in there:
        expected = profile.rows * float(np.median(filled)) / 2
        if not profile.filled and expected >= _EXPECTED:
            usual = 1 - float(np.median(filled))
            yield Run(at, at, 1.0, usual, float(np.exp(-2 * expected / _ROWS_A_VISIT)))


def _gap(column: str, run: Run, track: Track) -> Found:
    where, first = span(run.first, run.last, track.parts), track.parts[run.first]
    finding = Finding(
        "missing_values",
        "problem",
        track.source.name,
        column,
        where,
        f"{column!r} has no value in {run.level:.0%} of the rows {where}; usually in "
        f"{run.usual:.0%}",
        "very likely",
        {"missing": round(run.level, 4), "usual": round(run.usual, 4)},
        "Ask the provider what happened on these days, and for the files anew.",
        p_value=run.p_value,
    )
    shown = tuple(first.columns)[:4]
    return Found(finding, (Want(first.receipt, (*shown, column), column, unfilled),))


def type_findings(track: Track) -> Iterator[Found]:
    """Find columns that are written as another type in some deliveries.

    The share of distinct values of one class (whole number, decimal, date with dots …) must
    move by half, beyond chance; or the file itself states another type (Parquet). Distinct
    values are counted, for the rows of one person are no independent evidence.
    """
    for column in track.headers:
        series = track.series(column)
        stated = _stated_otherwise(series)
        told = (stated, "") if stated else _written_otherwise(series)
        if told is not None:
            yield _type_changed(column, *told, track)


def _written_otherwise(series: Sequence[Profile | None]) -> tuple[Run, str] | None:
    """Return the run that is farthest from usual, and the class that is."""
    known = [p if p is not None and p.filled >= _LEAST_VALUES else None for p in series]
    if sum(p is not None for p in known) < 2:
        return None
    best: tuple[Run, str] | None = None
    for name in CLASSES:
        share = np.array([np.nan if p is None else p.share(name) for p in known])
        if np.nanmax(share) - np.nanmin(share) < _LEAST_SHIFT:
            continue
        errors = np.array(
            [np.nan if p is None else _error(p.share(name), p.distinct) for p in known]
        )
        for run in odd_runs(share, errors, _LEAST_SHIFT):
            if best is None or abs(run.level - run.usual) > abs(best[0].level - best[0].usual):
                best = run, name
    return best


def _stated_otherwise(series: Sequence[Profile | None]) -> Run | None:
    stated = [p.stated if p is not None else "" for p in series]
    known = [s for s in stated if s]
    if len(set(known)) < 2:
        return None
    usual = max(known, key=known.count)
    odd = [at for at, s in enumerate(stated) if s and s != usual]
    last = odd[0]
    while last + 1 in odd:
        last += 1
    return Run(odd[0], last, 1.0, 0.0, 0.0)


def _type_changed(column: str, run: Run, name: str, track: Track) -> Found:
    series = track.series(column)
    odd = series[run.first]
    usual_at = usual_part(run, series)
    usual = series[usual_at]
    assert odd is not None  # noqa: S101 - a run is of known values
    assert usual is not None  # noqa: S101
    new, old = odd.stated or odd.main_class, usual.stated or usual.main_class
    if new == old:
        new, old = odd.main_class, usual.main_class
    moved = new
    if new == old and name:
        moved = name
        new, old = (name, _ELSE) if run.level > run.usual else (_ELSE, name)
    where = span(run.first, run.last, track.parts)
    finding = Finding(
        "type_change",
        "problem",
        track.source.name,
        column,
        where,
        f"{column!r} is written {_turned(run, _as(new), _as(old), track.parts)}",
        "certain" if odd.stated and run.p_value == 0 else "very likely",
        {
            "usual type": old,
            "type here": new,
            f"share of {moved} here": round(odd.share(moved), 3),
            f"share of {moved} usually": round(usual.share(moved), 3),
        },
        "Ask the provider which is right. Ids written in two ways do not match each other; "
        "dates written in two ways may be read as other days.",
        p_value=run.p_value,
    )
    parts = track.parts
    return Found(
        finding,
        (
            Want(parts[usual_at].receipt, (column,), column, filled, 1),
            Want(parts[run.first].receipt, (column,), column, filled),
        ),
    )


def _as(kind: str) -> str:
    return f"in {kind}" if kind == _ELSE else f"as {kind}"


def _turned(run: Run, here: str, elsewhere: str, parts: Sequence[Part]) -> str:
    """Say where a column is written in which way, without saying which of them is right."""
    if run.first and run.last == len(parts) - 1:
        since = span(run.first, run.last, parts)
        return f"{elsewhere} up to {parts[run.first - 1].label}, {here} {since}"
    if not run.first and run.last < len(parts) - 1:
        rest = span(run.last + 1, len(parts) - 1, parts)
        return f"{here} up to {parts[run.last].label}, {elsewhere} {rest}"
    return f"{here} {span(run.first, run.last, parts)}, {elsewhere} elsewhere"


def usual_part(run: Run, series: Sequence[Profile | None]) -> int:
    """Return the position of a part outside a run in which the column has values."""
    outside = [
        at
        for at, p in enumerate(series)
        if p is not None and p.filled and not run.first <= at <= run.last
    ]
    return min(outside, key=lambda at: abs(at - run.first), default=run.first)


def span(first: int, last: int, parts: Sequence[Part]) -> str:
    """Say in words which deliveries a run covers."""
    if first == last:
        return f"in {parts[first].label}"
    if last == len(parts) - 1:
        return f"from {parts[first].label} on"
    return f"from {parts[first].label} to {parts[last].label}"


def _error(share: float, n: int) -> float:
    """Return the standard error of a share, with half a case added to either side."""
    share = (share * n + 0.5) / (n + 1)
    return float(np.sqrt(share * (1 - share) / max(n, 1)))
