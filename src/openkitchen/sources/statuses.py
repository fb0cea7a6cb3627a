"""What a delivered file is to those that came before it: told by the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openkitchen.engine import connect
from openkitchen.errors import listing, plural
from openkitchen.schema.columns import TIME
from openkitchen.sources.contract import Source
from openkitchen.sources.days import part_declared
from openkitchen.sources.ledger import COUNTED, counted, replaced_by
from openkitchen.sources.receipts import days_text
from openkitchen.sources.times import local_days
from openkitchen.store import ReceiptRow

__all__ = ["received_before", "rows_of_days", "with_status"]


def received_before(
    row: ReceiptRow, ledger: Iterable[ReceiptRow], source: Source
) -> tuple[ReceiptRow | None, bool]:
    """Find the receipt of the same content, if one was given that counts or was empty.

    Parameters
    ----------
    row
        The new file; name, sha256 and declared days are known.
    ledger
        The receipts of its source.
    source
        Its source.

    Returns
    -------
    The receipt, and whether it was given (or repeated) for a file of the same name.
    Files with no rows are alike for all days: they are the same only if the day is, or, where
    names state no day, if the name is.
    """
    name = PurePosixPath(row.file).name
    same = [old for old in ledger if old.sha256 == row.sha256]
    first = [
        old
        for old in same
        if old.status in COUNTED or (old.status == "empty" and _same_time(old, row, source))
    ]
    if not first:
        return None, False
    return first[-1], any(
        PurePosixPath(old.file).name == name and old.status != "rejected" for old in same
    )


def with_status(
    row: ReceiptRow, source: Source, ledger: Sequence[ReceiptRow], typed: Path
) -> ReceiptRow:
    """Tell whether a file that was read is new, replaced, late or empty, and say why.

    Parameters
    ----------
    row
        The receipt so far: rows, days and header are known.
    source
        Its source.
    ledger
        The earlier receipts of the source.
    typed
        The folder of typed rows.
    """
    notes = [row.note, _header_note(row, ledger)]
    current = counted(source, ledger)
    if row.rows == 0:
        kept = [c.receipt for c in current if _same_time(c.receipt, row, source, whole=False)]
        notes = ["no rows after the header" if row.header else "no rows", row.note]
        notes += [
            f"the {plural(old.rows, 'row')} of {old.file} {'stays' if old.rows == 1 else 'stay'}"
            for old in kept
        ]
        return replace(row, status="empty", note=_joined(notes))
    old = replaced_by(source, row, current)
    emptied = [e for e in ledger if e.status == "empty" and row.days and _same_time(e, row, source)]
    if old:
        return replace(
            row, status="replaced", note=_joined([_difference(row, old, source, typed), *notes])
        )
    if emptied:
        return replace(
            row, status="replaced", note=_joined([f"{emptied[-1].file} was empty", *notes])
        )
    later = [r for r in ledger if r.status in COUNTED | {"empty"} and _after(r, row)]
    if source.daily and later:
        newest = max(later, key=lambda r: max(r.days))
        notes.insert(0, f"came after {newest.file} ({days_text(newest.days)})")
        return replace(row, status="late", note=_joined(notes))
    return replace(row, status="new", note=_joined(notes))


def _same_time(old: ReceiptRow, row: ReceiptRow, source: Source, *, whole: bool = True) -> bool:
    """Tell whether two files are of the same days (or share one), and of the same part of them."""
    if not row.days and not old.days and whole:
        return PurePosixPath(old.file).name == PurePosixPath(row.file).name
    same = old.days == row.days if whole else bool(set(old.days) & set(row.days))
    return same and part_declared(source.day, old.file) == part_declared(source.day, row.file)


def _after(other: ReceiptRow, row: ReceiptRow) -> bool:
    return bool(other.days and row.days and max(other.days) > max(row.days))


def _difference(row: ReceiptRow, old: Sequence[ReceiptRow], source: Source, typed: Path) -> str:
    if all(each.sha256 == row.sha256 for each in old):
        return "read again under a changed contract"
    own = all(each.file == row.file for each in old)
    names = "what this file held" if own else listing(each.file for each in old)
    before = sum(each.rows for each in old)
    said = f"replaces {names} ({plural(before, 'row')})"
    try:
        new = pq.read_table(typed / row.typed)
        tables = [pq.read_table(typed / each.typed) for each in old]
        added, gone = _count_differing(new, tables, row, source)
    except (OSError, pa.ArrowException):
        return said
    told = (
        f"{said}: {plural(added, 'row is', 'rows are')} new, {gone:,} "
        f"{'is' if gone == 1 else 'are'} gone"
    )
    other = {PurePosixPath(each.file).name for each in old} != {PurePosixPath(row.file).name}
    if other and source.day.source in ("name", "folder") and added == row.rows:
        told += (
            ". No row is in both: if the files of a day add to each other, such as one for each "
            "hour, let a group `part` in the pattern of `day` tell them apart, such as "
            "T(?P<part>\\d{2})"
        )
    return told


def _count_differing(
    new: pa.Table, old: Sequence[pa.Table], row: ReceiptRow, source: Source
) -> tuple[int, int]:
    """Count the rows of the new file that the old ones have not, and the reverse."""
    before = pa.concat_tables([_of_days(t, row, source) for t in old], promote_options="default")
    shared = [name for name in new.column_names if name in before.column_names]
    with connect() as database:
        database.register("new", new.select(shared))
        database.register("old", before.select(shared))
        counts = [
            database.execute(
                f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {other})"
            ).fetchone()
            for one, other in (("new", "old"), ("old", "new"))
        ]
    added, gone = (int(count[0]) if count else 0 for count in counts)
    return added, gone


def rows_of_days(typed: Path, days: Collection[date], timezone: str) -> int:
    """Count the rows of a typed file that are of some days; 0 where it has no times."""
    if not days or TIME not in pq.read_schema(typed).names:
        return 0
    found = local_days(pq.read_table(typed, columns=[TIME])[TIME], timezone)
    return int(pc.sum(pc.is_in(found, pa.array(list(days), pa.date32()))).as_py() or 0)


def _of_days(table: pa.Table, row: ReceiptRow, source: Source) -> pa.Table:
    if TIME not in table.column_names or not row.days:
        return table
    days = local_days(table[TIME], source.timezone)
    return table.filter(pc.is_in(days, pa.array(row.days, pa.date32())))


def _header_note(row: ReceiptRow, ledger: Sequence[ReceiptRow]) -> str:
    earlier = [old for old in ledger if old.status in COUNTED and old.header]
    if not earlier or earlier[-1].header == row.header:
        return ""
    before = earlier[-1].header
    new = [name for name in row.header if name not in before]
    gone = [name for name in before if name not in row.header]
    if not new and not gone:
        return f"columns in another order than in {earlier[-1].file}; they are found by name"
    parts = [f"new: {listing(new)}"] if new else []
    parts += [f"gone: {listing(gone)}"] if gone else []
    return f"columns changed since {earlier[-1].file}: {', '.join(parts)}"


def _joined(notes: Iterable[str]) -> str:
    return "; ".join(note for note in notes if note)
