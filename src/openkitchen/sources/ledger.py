"""Which receipts count: read from the ledger, never from the order of file names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePosixPath

from openkitchen.sources.contract import DAY_PATTERN, Source
from openkitchen.sources.days import has_declared_days, part_declared
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
    current = _Current()
    for row in receipts:
        if row.source != source.name or row.status not in COUNTED:
            continue
        if row.status == "replaced":
            for old, days in _replaced(source, row, current.like(row)):
                current.take(old, days)
        current.add(row)
    return current.all()


@dataclass(slots=True)
class _Current:
    """Receipts that count, found by what they may share with another.

    Parameters
    ----------
    held
        Place in the order of receiving → the receipt.
    places
        What a receipt may share with another (content, name, a day) → places of those with it.
    place_of
        ``id`` of a receipt → its place.
    """

    held: dict[int, Counted] = field(default_factory=dict)
    places: dict[object, list[int]] = field(default_factory=dict)
    place_of: dict[int, int] = field(default_factory=dict)

    def all(self) -> tuple[Counted, ...]:
        """Return them in the order of receiving."""
        return tuple(self.held[place] for place in sorted(self.held))

    def add(self, row: ReceiptRow) -> None:
        """Add a receipt."""
        place = self.place_of[id(row)] = len(self.place_of)
        self.held[place] = Counted(row)
        for key in _shared(row):
            self.places.setdefault(key, []).append(place)

    def take(self, one: Counted, days: frozenset[date]) -> None:
        """Take days from a receipt; without a day left it goes."""
        place, without = self.place_of[id(one.receipt)], one.without | days
        if frozenset(one.receipt.days) <= without:
            del self.held[place]
        else:
            self.held[place] = replace(one, without=without)

    def like(self, row: ReceiptRow) -> list[Counted]:
        """Return those that share anything with a receipt."""
        places = {place for key in _shared(row) for place in self.places.get(key, ())}
        return [self.held[place] for place in sorted(places & self.held.keys())]


def _shared(row: ReceiptRow) -> set[object]:
    return {row.sha256, row.file, PurePosixPath(row.file).name, *row.days}


def replaced_by(
    source: Source, row: ReceiptRow, current: Sequence[Counted]
) -> tuple[ReceiptRow, ...]:
    """Return the receipts that a new file would replace, in whole or in part."""
    return tuple(old.receipt for old, _ in _replaced(source, row, current))


def _replaced(
    source: Source, row: ReceiptRow, current: Sequence[Counted]
) -> list[tuple[Counted, frozenset[date]]]:
    declared = has_declared_days(source, row.file)
    part = part_declared(source.day, row.file)
    found = []
    for old in current:
        days = frozenset(old.receipt.days)
        both = days & frozenset(row.days)
        same_file = old.receipt.file == row.file and (
            days == frozenset(row.days) or _names_a_day(row.file)
        )
        if old.receipt.sha256 == row.sha256 or same_file or _same_table(old.receipt, row):
            found.append((old, days))
        elif (
            declared
            and both
            and has_declared_days(source, old.receipt.file)
            and part in ("", part_declared(source.day, old.receipt.file))
        ):
            found.append((old, both))
    return found


def _names_a_day(file: str) -> bool:
    """Tell whether a file's name holds a day: it then names one delivery, whatever its events."""
    return re.search(DAY_PATTERN, PurePosixPath(file).name) is not None


def _same_table(old: ReceiptRow, row: ReceiptRow) -> bool:
    """Tell whether a table was read again: it holds all its rows, so the newest reading counts."""
    return is_table_name(row.file) and PurePosixPath(old.file).name == PurePosixPath(row.file).name
