"""Which receipts count: read from the ledger, never from the order of file names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from openkitchen.sources.contract import Source
from openkitchen.sources.days import has_declared_days
from openkitchen.sources.table_address import is_table_name
from openkitchen.store import ReceiptRow

__all__ = ["COUNTED", "Counted", "counted", "replaced_by"]

COUNTED = frozenset({"new", "late", "replaced"})


@dataclass(frozen=True, slots=True)
class Counted:
    """A receipt whose rows count.

    Parameters
    ----------
    receipt
        The receipt.
    without
        Days of it that a later file replaced; their rows do not count.
    """

    receipt: ReceiptRow
    without: frozenset[date] = frozenset()


def counted(source: Source, receipts: Iterable[ReceiptRow]) -> tuple[Counted, ...]:
    """Return the receipts of a source whose rows count, in the order of receiving.

    A file that replaces another takes its place for the days that both cover; files that
    were resent, empty or rejected add nothing.
    """
    current: list[Counted] = []
    for row in receipts:
        if row.source != source.name or row.status not in COUNTED:
            continue
        if row.status == "replaced":
            gone = {id(old): days for old, days in _replaced(source, row, current)}
            current = [
                replace(old, without=old.without | gone.get(id(old), frozenset()))
                for old in current
                if not _nothing_left(old, gone.get(id(old)))
            ]
        current.append(Counted(row))
    return tuple(current)


def replaced_by(
    source: Source, row: ReceiptRow, current: Sequence[Counted]
) -> tuple[ReceiptRow, ...]:
    """Return the receipts that a new file would replace, in whole or in part."""
    return tuple(old.receipt for old, _ in _replaced(source, row, current))


def _replaced(
    source: Source, row: ReceiptRow, current: Sequence[Counted]
) -> list[tuple[Counted, frozenset[date]]]:
    declared = has_declared_days(source, row.file)
    found = []
    for old in current:
        days = frozenset(old.receipt.days)
        both = days & frozenset(row.days)
        same_file = old.receipt.file == row.file and days == frozenset(row.days)
        if old.receipt.sha256 == row.sha256 or same_file or _same_table(old.receipt, row):
            found.append((old, days))
        elif declared and both and has_declared_days(source, old.receipt.file):
            found.append((old, both))
    return found


def _same_table(old: ReceiptRow, row: ReceiptRow) -> bool:
    """Tell whether a table was read again: it holds all its rows, so the newest reading counts."""
    return is_table_name(row.file) and PurePosixPath(old.file).name == PurePosixPath(row.file).name


def _nothing_left(old: Counted, gone: frozenset[date] | None) -> bool:
    return gone is not None and frozenset(old.receipt.days) <= old.without | gone
