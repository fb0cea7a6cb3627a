"""Columns that were renamed, dropped, added or put in another order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openkitchen.errors import plural
from openkitchen.sources.findings.alike import alike
from openkitchen.sources.findings.examples import Found, Want, filled
from openkitchen.sources.findings.finding import Certainty, Finding
from openkitchen.sources.findings.track import Part, Track
from openkitchen.sources.mapping import bare_name

__all__ = ["header_findings"]

_ALIKE = 0.6
_SURE = 0.9

Pair = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True)
class _Absence:
    """Files in a row, from the first to the last, that lack a column."""

    column: str
    first: int
    last: int


def header_findings(track: Track) -> Iterator[Found]:
    """Compare the headers of a source's deliveries, one after the other.

    A column that is gone and a new one are the same, renamed, when the new one begins where
    the old one ends, and their names differ in spelling alone, or their values are alike
    (`alike`, 0.6 or more) and each is the other's best match.
    """
    files = _by_file(track.parts)
    if len(files) < 2:
        return
    yield from _reordered(files, track)
    absences = [gap for column in track.headers for gap in _absences(column, files)]
    pairs = _pairs(absences, files, track)
    renamed = set()
    for old, new, first, last in pairs:
        renamed |= {old, new}
        yield _renamed(old, new, first, last, files, track)
    starts = {gap.column for gap in absences if gap.first == 0}
    for gap in absences:
        if gap.column in renamed:
            continue
        if gap.first == 0 and gap.last < len(files) - 1:
            yield _added(gap, files, track)
        elif gap.column not in starts:
            yield _dropped(gap, files, track)


def _by_file(parts: Sequence[Part]) -> list[Part]:
    """Return the first part of each delivery that has rows."""
    return list({part.receipt.id: part for part in reversed(parts) if part.rows}.values())[::-1]


def _absences(column: str, files: Sequence[Part]) -> list[_Absence]:
    gaps: list[_Absence] = []
    for at, part in enumerate(files):
        if column in part.columns:
            continue
        if gaps and gaps[-1].last == at - 1:
            gaps[-1] = _Absence(column, gaps[-1].first, at)
        else:
            gaps.append(_Absence(column, at, at))
    return gaps


def _pairs(absences: Sequence[_Absence], files: Sequence[Part], track: Track) -> list[Pair]:
    """Match columns that are gone with columns that are there in the same files alone."""
    scored = []
    for gone in absences:
        if gone.first == 0:
            continue
        held = range(gone.first, gone.last + 1)
        for new in files[gone.first].columns:
            there = [at for at, part in enumerate(files) if new in part.columns]
            if there != list(held):
                continue
            score = _score(gone.column, new, held, files, track)
            if score >= _ALIKE:
                scored.append((score, gone.column, new, gone.first, gone.last))
    pairs: list[Pair] = []
    taken: set[str] = set()
    for _, old, new, first, last in sorted(scored, key=lambda one: -one[0]):
        if old not in taken and new not in taken:
            taken |= {old, new}
            pairs.append((old, new, first, last))
    return sorted(pairs, key=lambda pair: pair[2])


def _score(old: str, new: str, held: range, files: Sequence[Part], track: Track) -> float:
    """Return how alike two columns are, 0 to 1; more if the names or the contract say the same."""
    if bare_name(old) == bare_name(new):
        return 2.0
    if track.ours_of(old) and track.ours_of(old) == track.ours_of(new):
        return 1.5
    before = [p.columns[old] for p in files if old in p.columns]
    after = [files[at].columns[new] for at in held]
    return alike(before, after)


def _renamed(
    old: str, new: str, first: int, last: int, files: Sequence[Part], track: Track
) -> Found:
    score = _score(old, new, range(first, last + 1), files, track)
    declared = score > 1
    known = track.ours_of(new)
    lost = bool(track.ours_of(old)) and not known
    sure: Certainty = "certain" if declared else "very likely" if score >= _SURE else "likely"
    read = f"as {known}" if known else f"as nothing: {_since(first, last, files)}"
    finding = Finding(
        "renamed_column",
        "problem" if lost else "note",
        track.source.name,
        old,
        _span(first, last, files),
        f"{old!r} is called {new!r} {_span(first, last, files)}; it is read {read}",
        sure,
        {"new name": new, "alike": 1.0 if declared else round(score, 3)},
        f"Add {{theirs: {new}, ours: {track.ours_of(old)}}} to the columns of "
        f"{track.source.name!r} in sources.yml, and receive the files again."
        if lost
        else "Nothing is lost; tell whoever reads these files by name.",
    )
    return Found(
        finding,
        (
            Want(files[first - 1].receipt, (old,), old, filled, 1),
            Want(files[first].receipt, (new,), new, filled, 1),
        ),
    )


def _dropped(gap: _Absence, files: Sequence[Part], track: Track) -> Found:
    ours = track.ours_of(gap.column)
    finding = Finding(
        "dropped_column",
        "problem" if ours else "note",
        track.source.name,
        gap.column,
        _span(gap.first, gap.last, files),
        f"{gap.column!r} is missing {_span(gap.first, gap.last, files)}, and no new column "
        "looks like it",
        "certain",
        {"files": gap.last - gap.first + 1},
        "Ask the provider whether it was dropped or renamed."
        + (f" Until then {_empty(ours, gap, files)}." if ours else ""),
    )
    before = files[gap.first - 1]
    return Found(finding, (Want(before.receipt, (gap.column,), gap.column, filled, 1),))


def _refused(first: int, last: int, files: Sequence[Part]) -> bool:
    return all(files[at].receipt.status == "rejected" for at in range(first, last + 1))


def _since(first: int, last: int, files: Sequence[Part]) -> str:
    if _refused(first, last, files):
        return "these files were refused, and have no typed rows"
    return "it is empty in the typed rows since"


def _empty(ours: str, gap: _Absence, files: Sequence[Part]) -> str:
    if _refused(gap.first, gap.last, files):
        return "these files are refused"
    return f"{ours!r} is empty for these days"


def _added(gap: _Absence, files: Sequence[Part], track: Track) -> Found:
    first = gap.last + 1
    finding = Finding(
        "added_column",
        "note",
        track.source.name,
        gap.column,
        _span(first, len(files) - 1, files),
        f"{gap.column!r} is new {_span(first, len(files) - 1, files)}",
        "certain",
        {"files": len(files) - first},
        "Ask the provider what it means; map it in sources.yml if it is of use.",
    )
    return Found(finding, (Want(files[first].receipt, (gap.column,), gap.column, filled, 1),))


def _reordered(files: Sequence[Part], track: Track) -> Iterator[Found]:
    shared = {c for c in files[0].columns if all(c in part.columns for part in files)}
    orders = [tuple(c for c in part.columns if c in shared) for part in files]
    usual = max(orders, key=orders.count)
    odd = [at for at, order in enumerate(orders) if order != usual]
    for first, last in _neighbours(odd):
        moved = [b for a, b in zip(usual, orders[first], strict=True) if a != b]
        finding = Finding(
            "reordered_columns",
            "note",
            track.source.name,
            moved[0],
            _span(first, last, files),
            f"the columns {', '.join(map(repr, moved))} stand in another order "
            f"{_span(first, last, files)}",
            "certain",
            {"moved": len(moved), "files": last - first + 1},
            "Nothing is lost here: columns are found by name. Warn everyone who reads these "
            "files by position; there the values are swapped silently.",
        )
        columns = tuple(dict.fromkeys(moved))
        yield Found(finding, (Want(files[first].receipt, columns, moved[0], filled, 1),))


def _neighbours(places: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for at in places:
        if runs and runs[-1][1] == at - 1:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs


def _span(first: int, last: int, files: Sequence[Part]) -> str:
    if first == last and last < len(files) - 1:
        return f"in {files[first].receipt.file}"
    if last == len(files) - 1:
        return f"from {files[first].receipt.file} on"
    if first == 0:
        return f"up to {files[last].receipt.file}"
    return f"in {plural(last - first + 1, 'file')} from {files[first].receipt.file}"
