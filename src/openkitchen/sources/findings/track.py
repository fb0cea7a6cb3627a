"""The deliveries of a source in order, with a profile of every column of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import OpenKitchenError, plural
from openkitchen.schema.columns import TIME
from openkitchen.sources.contract import Source
from openkitchen.sources.faults import one_array
from openkitchen.sources.findings.originals import examined, open_original, rows_of
from openkitchen.sources.findings.profile import Profile, profile_of
from openkitchen.sources.id_forms import in_form
from openkitchen.sources.ids import ID_COLUMNS
from openkitchen.sources.mapping import find_columns
from openkitchen.sources.times import local_days
from openkitchen.sources.values import read_values
from openkitchen.store import ReceiptRow

__all__ = ["Part", "Track", "in_several_files", "rows_of_part", "track_of"]

_MOST_PARTS = 400
_FILES_A_DAY = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A delivery, one day of a delivery that covers several, or a day that came in many files.

    Parameters
    ----------
    receipt
        Of the delivery; of several, the one with most rows.
    label
        Its name in words.
    columns
        Their column → its profile, in the order of the header.
    rows
        How many rows it has.
    day
        Which day of its deliveries it is; empty where it is a whole delivery.
    receipts
        Of all its deliveries, if there are several.
    """

    receipt: ReceiptRow
    label: str
    columns: Mapping[str, Profile]
    rows: int
    day: str = ""
    receipts: tuple[ReceiptRow, ...] = ()

    @property
    def deliveries(self) -> tuple[ReceiptRow, ...]:
        """The receipts of its deliveries."""
        return self.receipts or (self.receipt,)


@dataclass(frozen=True, slots=True)
class Track:
    """The deliveries of one source.

    Parameters
    ----------
    source
        The source.
    parts
        In order of the days that they cover.
    names
        Our column → their columns that stand for it, by the contract.
    unread
        Files that could not be read, with the reason.
    """

    source: Source
    parts: tuple[Part, ...]
    names: Mapping[str, tuple[str, ...]]
    unread: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """All column names, in the order in which they were first seen."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.columns))

    def series(self, column: str) -> list[Profile | None]:
        """Return the profile of a column in each part; ``None`` where it is absent."""
        return [part.columns.get(column) for part in self.parts]

    def ours_of(self, column: str) -> str:
        """Return our name of a column; empty when the contract does not name it."""
        return next((ours for ours, theirs in self.names.items() if column in theirs), "")

    def as_ours(self, ours: str, part: Part) -> tuple[str, Profile] | None:
        """Return the column of a part that stands for ours, and its profile."""
        for name in self.names.get(ours, ()):
            if name in part.columns:
                return name, part.columns[name]
        return None


def track_of(
    source: Source,
    receipts: Sequence[ReceiptRow],
    raw: Path,
    database: duckdb.DuckDBPyConnection,
) -> Track:
    """Read the kept originals of a source's deliveries, one at a time, and look at each column.

    Where days come in several files each, such as one for each hour, the files of a day are
    looked at as one: an hour is not like another, and a day is like the day before.
    """
    parts: list[Part] = []
    unread: list[str] = []
    ordered = examined(source, receipts)
    together = in_several_files(source, ordered)
    held: dict[str, list[_Piece]] = {}
    for receipt in ordered:
        try:
            table, _, stated = rows_of(open_original(raw, receipt, source), source.missing)
        except OpenKitchenError as error:
            unread.append(f"{receipt.file}: {error.message}")
            continue
        cut = by_day(source, receipt, table)
        first = min(receipt.days).isoformat() if receipt.days else ""
        ended = sorted(day for day in held if day < first)
        parts += [_part(held.pop(day), source, database) for day in ended]
        for day, rows in cut:
            piece = _Piece(receipt, day, rows, stated, whole=len(cut) == 1 and not day)
            if together and (of := day or first):
                held.setdefault(of, []).append(piece)
            else:
                parts.append(_part([piece], source, database))
    parts += [_part(held[day], source, database) for day in sorted(held)]
    headers = list(dict.fromkeys(name for part in parts for name in part.columns))
    return Track(source, tuple(parts), _names(source, headers), tuple(unread))


@dataclass(frozen=True, slots=True)
class _Piece:
    """Rows of one delivery, or of one of its days."""

    receipt: ReceiptRow
    day: str
    rows: pa.Table
    stated: Mapping[str, str]
    whole: bool


def _part(pieces: Sequence[_Piece], source: Source, database: duckdb.DuckDBPyConnection) -> Part:
    rows = pa.concat_tables([one.rows for one in pieces], promote_options="default")
    stated = {name: kind for one in pieces for name, kind in one.stated.items()}
    columns = {
        name: profile_of(
            _as_joined(rows[name], source, name), stated.get(name, ""), database, source.decimal
        )
        for name in rows.column_names
    }
    most = max(pieces, key=lambda one: one.rows.num_rows)
    day = most.day
    label = most.receipt.file if most.whole else f"{day} in {most.receipt.file}"
    if len(pieces) > 1:
        day = day or min(most.receipt.days).isoformat()
        label = f"{day} ({plural(len(pieces), 'file')})"
    every = tuple(one.receipt for one in pieces)
    return Part(most.receipt, label, columns, rows.num_rows, day, every)


def _as_joined(column: pa.ChunkedArray, source: Source, theirs: str) -> pa.ChunkedArray:
    """Write ids in the form that the contract states; those without it stay as they are."""
    forms = (r.format for r in source.columns if r.theirs == theirs and r.ours in ID_COLUMNS)
    form = next(forms, "")
    if not form:
        return column
    came = one_array(column)
    return pa.chunked_array([pc.coalesce(in_form(pc.utf8_trim_whitespace(came), form), came)])


def in_several_files(source: Source, receipts: Sequence[ReceiptRow]) -> bool:
    """Tell whether the days of events usually come in several files each, by their receipts."""
    dated = [receipt.days for receipt in receipts if receipt.days]
    days = {day for covered in dated for day in covered}
    return source.role == "events" and len(dated) >= _FILES_A_DAY * max(len(days), 1)


def rows_of_part(part: Part, source: Source, raw: Path) -> pa.Table:
    """Read the rows of a part once more, as they came.

    Raises
    ------
    OpenKitchenError
        An original is gone, or cannot be read.
    """
    tables = []
    for receipt in part.deliveries:
        table, _, _ = rows_of(open_original(raw, receipt, source), source.missing)
        tables += [rows for day, rows in by_day(source, receipt, table) if day in ("", part.day)]
    return pa.concat_tables(tables, promote_options="default")


def _names(source: Source, headers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Find the contract's columns in the headers, as reading them does."""
    names: dict[str, list[str]] = {}
    for rule in source.columns:
        spelled = [h for h in headers if find_columns([rule.theirs], [h])]
        names.setdefault(rule.ours, []).extend(n for n in spelled if n not in names[rule.ours])
    return {ours: tuple(theirs) for ours, theirs in names.items() if theirs}


def by_day(source: Source, receipt: ReceiptRow, table: pa.Table) -> list[tuple[str, pa.Table]]:
    """Cut a delivery that covers several days into days, or into months where those are many.

    Returns
    -------
    Day and rows; the day is empty for a delivery that is not cut.
    """
    rules = [rule for rule in source.columns if rule.ours == TIME and source.role == "events"]
    found = find_columns([rule.theirs for rule in rules], table.column_names)
    if not found or len(receipt.days) == 1:
        return [("", table)]
    rule = next(rule for rule in rules if rule.theirs in found)
    times = read_values(
        table[found[rule.theirs]].combine_chunks(), "timestamp",
        timezone=source.timezone, pattern=rule.format,
    ).values  # fmt: skip
    day = local_days(times, source.timezone)
    if pc.count_distinct(day).as_py() > _MOST_PARTS:
        day = pc.strftime(day.cast(pa.timestamp("s")), "%Y-%m")
    labels = day.cast(pa.string())
    kinds = [value for value in pc.unique(labels).sort().to_pylist() if value is not None]
    codes = pc.index_in(labels, pa.array(kinds, pa.string())).fill_null(-1).to_numpy()
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(kinds) + 1))
    rows = table.take(pa.array(order))
    return [
        (kind, rows.slice(a, b - a))
        for kind, a, b in zip(kinds, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    ] or [("", table)]
