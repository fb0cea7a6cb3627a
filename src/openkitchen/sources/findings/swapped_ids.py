"""Ids of another kind in some deliveries: two columns swapped, or one filled with the other's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from openkitchen.sources.findings.examples import Found, Want, filled
from openkitchen.sources.findings.finding import Finding
from openkitchen.sources.findings.id_sets import IdColumn
from openkitchen.sources.findings.profile import Hashes, Profile
from openkitchen.sources.findings.series import span
from openkitchen.sources.findings.steps import ALPHA

__all__ = ["swapped_id_findings"]

_FEWEST = 8
_APART = 0.4


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A part whose column looks like another column: the shares of its values."""

    at: int
    own: float
    other: float
    usual_own: float
    usual_other: float
    p_value: float
    by: str


def swapped_id_findings(column: IdColumn, columns: Sequence[IdColumn]) -> Iterator[Found]:
    """Find deliveries in which an id column holds ids of another kind.

    The distinct ids of a delivery are looked up among those of all its other deliveries (and of
    the other sources with the same id), and among those of each other kind of id. It is
    mislabelled when so few are its own and so many the other's that chance explains neither:
    two binomial tests against half the usual share of own ids, and twice the usual share (at
    least 5%) of the other's, with Bonferroni's correction for the number of deliveries. Ids
    that never return are compared by shape (length and kinds of characters) in the same way,
    where the two kinds have different shapes. Of sessions, which never return, the second test
    is enough. Numbers may count up through the lengths and the values of other numbers: compared
    by shape, or with sessions, both columns of a delivery must hold the other's ids. Of several
    columns with the same kind of id, the one that holds most of them is named.
    """
    told: dict[tuple[str, int, int], tuple[float, Found]] = {}
    for other in columns:
        if other.ours == column.ours:
            continue
        suspects = [one for one in _suspects(column, other, columns) if one]
        if column.numbers and other.numbers:
            suspects = _both_ways(suspects, column, other, columns)
        if not suspects or len(suspects) > 0.5 * sum(p is not None for p in column.profiles):
            continue
        for run in _neighbours(suspects):
            place = other.ours, run[0].at, run[-1].at
            share = run[0].other + (other.track is column.track)
            if place not in told or share > told[place][0]:
                told[place] = share, _found(column, other, run)
    yield from (found for _, found in told.values())


def _both_ways(
    suspects: Sequence[_Suspect], column: IdColumn, other: IdColumn, columns: Sequence[IdColumn]
) -> list[_Suspect]:
    """Keep those that prove something among numbers, which may count up through others."""
    back: set[int] = set()
    if other.track is column.track:
        back = {one.at for one in _suspects(other, column, columns) if one}
    passing = column.passing or other.passing
    return [one for one in suspects if one.at in back or not (passing or one.by == "shape")]


def _suspects(
    column: IdColumn, other: IdColumn, columns: Sequence[IdColumn]
) -> Iterator[_Suspect | None]:
    others = [c for c in columns if c.ours == column.ours and c is not column]
    elsewhere = _together([c.every for c in others])
    known = [p for p in column.profiles if p is not None and p.distinct >= _FEWEST]
    if len(known) + len(others) < 2:
        return
    own, foreign = _how_often(column), _how_often(other)
    usual = column.shapes, other.shapes
    shares, shapes = [], []
    for at, profile in enumerate(column.profiles):
        beside = other.profiles[at] if other.track is column.track else None
        shares.append(_by_values(profile, beside, own, foreign, elsewhere) if profile else None)
        shapes.append(_by_shape(profile, *usual) if profile else None)
    tests = max(len(known), 1)
    for at, profile in enumerate(column.profiles):
        if profile is None or profile.distinct < _FEWEST:
            continue
        yield _judge(
            at, profile.distinct, shares, tests, "values", passing=column.passing
        ) or _judge(at, profile.distinct, shapes, tests, "shape")


def _how_often(column: IdColumn) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """Return the ids of a column, ordered, and in how many parts each occurs."""
    every = [p.hashes for p in column.profiles if p is not None]
    return np.unique(np.concatenate(every), return_counts=True)


def _by_values(
    profile: Profile,
    beside: Profile | None,
    own: tuple[Hashes, npt.NDArray[np.int64]],
    foreign: tuple[Hashes, npt.NDArray[np.int64]],
    elsewhere: Hashes,
) -> tuple[float, float]:
    """Return the shares of a part's ids that are known elsewhere: as its own, as the other's.

    Its own: in other sources, or in the column's other parts, and there no less often than in
    the other column. The other's: more often in the parts of the other column, the one beside it
    left out. So one swapped delivery does not make every id look like both.
    """
    values = profile.hashes
    mine = _counts(values, own) - 1
    there = _counts(values, foreign)
    if beside is not None:
        there = there - _counts(values, (beside.hashes, None))
    known = _counts(values, (elsewhere, None)) > 0
    again = known | ((mine > 0) & (mine >= there))
    return float(again.mean()), float(((there > mine) & ~known).mean())


def _counts(
    values: Hashes, of: tuple[Hashes, npt.NDArray[np.int64] | None]
) -> npt.NDArray[np.int64]:
    """Return how often each value counts in an ordered set; 0 where it is not there."""
    keys, counts = of
    if not len(keys):
        return np.zeros(len(values), np.int64)
    at = np.minimum(np.searchsorted(keys, values), len(keys) - 1)
    return np.where(keys[at] == values, 1 if counts is None else counts[at], 0)


def _together(sets: Sequence[Hashes]) -> Hashes:
    return np.unique(np.concatenate(sets)) if sets else np.array([], np.uint64)


def _by_shape(
    profile: Profile, own: Mapping[int, float], foreign: Mapping[int, float]
) -> tuple[float, float] | None:
    """Return the shares of a part's ids whose shape is usual in its own column, in the other's."""
    if sum(min(share, foreign.get(shape, 0.0)) for shape, share in own.items()) > _APART:
        return None
    ours = {shape for shape, share in own.items() if share > foreign.get(shape, 0.0)}
    theirs = {shape for shape, share in foreign.items() if share > own.get(shape, 0.0)}
    counted = profile.shapes.items()
    return (
        sum(n for shape, n in counted if shape in ours) / profile.distinct,
        sum(n for shape, n in counted if shape in theirs) / profile.distinct,
    )


def _judge(
    at: int,
    n: int,
    shares: Sequence[tuple[float, float] | None],
    tests: int,
    by: str,
    *,
    passing: bool = False,
) -> _Suspect | None:
    here = shares[at]
    rest = [s for i, s in enumerate(shares) if s is not None and i != at]
    if here is None or not rest:
        return None
    own, other = here
    usual_own = float(np.median([s[0] for s in rest]))
    usual_other = float(np.median([s[1] for s in rest]))
    if other <= own:
        return None
    few = 0.0 if passing else special.bdtr(round(own * n), n, usual_own / 2)
    many = special.bdtrc(round(other * n) - 1, n, min(max(2 * usual_other, 0.05), 1.0))
    p = float(max(few, many)) * tests
    if p >= ALPHA:
        return None
    return _Suspect(at, own, other, usual_own, usual_other, p, by)


def _neighbours(suspects: Sequence[_Suspect]) -> list[list[_Suspect]]:
    runs: list[list[_Suspect]] = []
    for one in suspects:
        if runs and runs[-1][-1].at == one.at - 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _found(column: IdColumn, other: IdColumn, run: Sequence[_Suspect]) -> Found:
    parts, first = column.track.parts, run[0]
    where = span(first.at, run[-1].at, parts)
    how = "are known from" if first.by == "values" else "are written like"
    finding = Finding(
        "mislabelled_ids",
        "problem",
        column.track.source.name,
        column.theirs,
        where,
        f"{column.theirs!r} holds the ids of {other.name!r} {where}: {first.other:.0%} of the "
        f"values {how} that column, {first.own:.0%} its own (usually {first.usual_own:.0%})",
        "very likely",
        {
            "found in": other.name,
            "share found there": round(first.other, 4),
            "share found there usually": round(first.usual_other, 4),
            "share found in its own": round(first.own, 4),
            "share found in its own usually": round(first.usual_own, 4),
            "compared by": first.by,
        },
        "Ask the provider for the file with the columns in their places; until then these rows "
        "join strangers. Reject the delivery, or map the columns of it by hand.",
        p_value=max(one.p_value for one in run),
    )
    shown = [column.theirs]
    if other.track is column.track:
        shown.append(other.theirs)
    receipt = parts[first.at].receipt
    usual = next(
        (p.receipt for i, p in enumerate(parts) if i < first.at or i > run[-1].at), receipt
    )
    return Found(
        finding,
        (
            Want(usual, tuple(shown), column.theirs, filled, 1),
            Want(receipt, tuple(shown), column.theirs, filled),
        ),
    )
