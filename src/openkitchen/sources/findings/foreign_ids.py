"""Id columns whose values do not meet those of the same id elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.schema.columns import CUSTOMER, USER, VISITOR
from openkitchen.sources.findings.examples import Found, Want, filled
from openkitchen.sources.findings.finding import Finding
from openkitchen.sources.findings.id_sets import IdColumn, id_columns, overlap
from openkitchen.sources.findings.swapped_ids import swapped_id_findings
from openkitchen.sources.findings.track import Track

__all__ = ["id_findings"]

Test = Callable[[pa.Array], pa.Array]

_UNKNOWN = ("unknown_ids", "ids_do_not_overlap")
_FEWEST = 30
_HARDLY = 0.05
_HALF = 0.5
_FOREIGN = 0.005
_FEW_FOREIGN = 5


def id_findings(tracks: Sequence[Track]) -> Iterator[Found]:
    """Compare each id column with the same id and with other ids, across deliveries and sources.

    With fewer than 30 distinct ids on either side nothing is said. Of a source that must be
    known to another (a people or catalogue source lists all of its kind; elsewhere the smaller
    set is looked up in the larger one) fewer than half of the ids found is a finding. If
    they are found among another kind of id instead, the column is mislabelled; if they are
    found once case, blanks, leading words, leading zeros and ``.0`` are left out, they are
    only written differently; so are those of one column of which at least five, and 0.5%, are
    there both in small letters and in capitals. Users whom no other source knows are looked up
    among the customers of a people source. Two logs need not know each other's visitors: where
    hardly any is in both, that is a note. Sessions, which no other source has to know, are
    compared with the other ids of each delivery alone.
    """
    every = id_columns(tracks)
    columns = [column for column in every if not column.passing]
    for column in every:
        swapped = list(swapped_id_findings(column, every))
        yield from swapped
        if column.passing:
            continue
        yield from _spelt_twice(column)
        told = _elsewhere(column, columns)
        if swapped and told is not None and told.finding.kind == "mislabelled_ids":
            continue  # told delivery by delivery
        foreign = list(_some_foreign(column, columns))
        if told is not None and not (foreign and told.finding.kind in _UNKNOWN):
            yield told
        else:
            yield from foreign


def _spelt_twice(column: IdColumn) -> Iterator[Found]:
    """Find ids of one column that are there in small letters and in capitals."""
    count = column.twice_spelt
    if count < max(_FEW_FOREIGN, _FOREIGN * len(column.every)):
        return
    yield _found(
        "ids_written_differently",
        column,
        f"{count:,} of {len(column.every) - count:,} ids in {column.name!r} are there in small "
        "letters and in capitals; each counts as two",
        {"ids": len(column.every), "written twice": count},
        f"If they are one, write `format: lower` (or upper) at {column.theirs!r} in sources.yml, "
        "and receive the files again.",
        (column, column),
        tests=(_small, _capital),
    )


def _elsewhere(column: IdColumn, columns: Sequence[IdColumn]) -> Found | None:
    best: tuple[float, IdColumn] | None = None
    alone = not any(one.ours == column.ours and one.track is not column.track for one in columns)
    for other in columns:
        accounts = alone and other.complete and {column.ours, other.ours} == {USER, CUSTOMER}
        if not (other.ours == column.ours or accounts):
            continue
        if other.track is column.track or column.complete:
            continue
        if min(len(column.every), len(other.every)) < _FEWEST:
            continue
        if not other.complete and len(other.every) < len(column.every):
            continue
        share = overlap(column.every, other.every)
        if best is None or share > best[0]:
            best = (share, other)
    if best is None or best[0] >= _HALF:
        return None
    share, other = best
    written = overlap(column.normal, other.normal)
    if written >= max(_HALF, 2 * share):
        return _written_otherwise(column, other, share, written)
    wrong = [(overlap(column.every, c.every), c) for c in columns if c.ours != column.ours]
    found = max(wrong, key=lambda one: one[0], default=(0.0, column))
    if found[0] >= max(_HALF, 2 * share) and not found[1].dense:
        return _mislabelled(column, other, found[1], share, found[0])
    return _unknown(column, other, share)


def _some_foreign(column: IdColumn, columns: Sequence[IdColumn]) -> Iterator[Found]:
    """Find a part of the values that are ids of another kind, in all deliveries alike.

    A source that lists all of its kind is not judged by others: where its ids stand in another
    column, that column is at fault.
    """
    if column.complete:
        return
    own = [c.every for c in columns if c.ours == column.ours and c.track is not column.track]
    if not own or len(column.every) < _FEWEST:
        return
    rest = np.setdiff1d(column.every, np.concatenate(own))
    for other in columns:
        if other.ours == column.ours or other.dense or not len(rest):
            continue
        foreign = np.intersect1d(rest, other.every)
        if len(foreign) < max(_FEW_FOREIGN, _FOREIGN * len(column.every)):
            continue
        parts = [p.hashes for p in column.profiles if p is not None]
        often = np.mean([np.isin(p, foreign).any() for p in parts])
        if often <= _HALF and len(parts) > 1:
            continue  # told delivery by delivery
        yield _partly(column, other, foreign)


def _written_otherwise(column: IdColumn, other: IdColumn, share: float, written: float) -> Found:
    return _found(
        "ids_written_differently",
        column,
        f"only {share:.0%} of the ids in {column.name!r} are in {other.name!r} as they are "
        f"written, and {written:.0%} once case, blanks, leading words and zeros and a trailing "
        "'.0' are left out",
        {"found as written": round(share, 4), "found when normalised": round(written, 4)},
        f"Write both alike: `format: lower` at {column.theirs!r} in sources.yml, or a form such "
        'as `format: "A-{} = B{}"`; then receive the files again.',
        (column, other),
    )


def _mislabelled(
    column: IdColumn, own: IdColumn, wrong: IdColumn, share: float, found: float
) -> Found:
    return _found(
        "mislabelled_ids",
        column,
        f"{column.name!r} is declared {column.ours}, and {found:.0%} of its values are in "
        f"{wrong.name!r} ({wrong.ours}), {share:.0%} in {own.name!r} ({own.ours})",
        {
            "found in": wrong.name,
            "share found there": round(found, 4),
            "share found in its own": round(share, 4),
        },
        f"The column seems to hold {wrong.ours}. Correct the contract in sources.yml, or ask the "
        "provider.",
        (column, wrong, own),
    )


def _unknown(column: IdColumn, other: IdColumn, share: float) -> Found:
    hardly = share < _HARDLY
    if hardly and column.ours == VISITOR and column.of_log and other.of_log:
        return _found(
            "ids_do_not_overlap",
            column,
            f"{share:.0%} of the visitors in {column.name!r} are in {other.name!r}",
            {"ids": len(column.every), "ids there": len(other.every), "share found": share},
            "Right where two providers number visitors each in their own way, as of an app and a "
            "site: then only logins tell that two are one person.",
            (column, other),
            "note",
        )
    return _found(
        "ids_do_not_overlap" if hardly else "unknown_ids",
        column,
        f"{share:.0%} of the ids in {column.name!r} are in {other.name!r}, which should know them",
        {
            "ids": len(column.every),
            "ids there": len(other.every),
            "share found": round(share, 4),
        },
        "Compare the example rows: another numbering, another time, or half of the people "
        "missing? Nothing that is joined over this column holds for the others.",
        (column, other),
        "problem" if hardly or other.complete else "note",
    )


def _partly(column: IdColumn, other: IdColumn, foreign: object) -> Found:
    count = len(foreign)  # type: ignore[arg-type]
    share = count / len(column.every)
    return _found(
        "mislabelled_ids",
        column,
        f"{count:,} of {len(column.every):,} ids in {column.name!r} ({column.ours}) "
        f"{'is an id' if count == 1 else 'are ids'} of "
        f"{other.name!r} ({other.ours}) instead",
        {"foreign ids": count, "share": round(share, 4), "found in": other.name},
        "Ask the provider which part of the system writes these rows; they join strangers.",
        (column, other),
    )


def _found(
    kind: str,
    column: IdColumn,
    message: str,
    figures: dict[str, float | int | str],
    advice: str,
    shown: Sequence[IdColumn],
    severity: str = "problem",
    tests: Sequence[Test] = (filled, filled, filled),
) -> Found:
    finding = Finding(
        kind,
        "note" if severity == "note" else "problem",
        column.track.source.name,
        column.theirs,
        "in all deliveries",
        message,
        "very likely",
        figures,
        advice,
    )
    wants = []
    for one, test in zip(shown, tests, strict=False):
        at = next(i for i, p in enumerate(one.profiles) if p is not None)
        theirs = one.track.as_ours(one.ours, one.track.parts[at])
        if theirs is not None:
            receipt = one.track.parts[at].receipt
            wants.append(Want(receipt, (theirs[0],), theirs[0], test))
    return Found(finding, tuple(wants))


def _small(column: pa.Array) -> pa.Array:
    return pc.fill_null(pc.utf8_is_lower(column), False)


def _capital(column: pa.Array) -> pa.Array:
    return pc.fill_null(pc.utf8_is_upper(column), False)
