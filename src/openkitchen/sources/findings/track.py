"""The deliveries of a source in order, with a profile of every column of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import OpenKitchenError
from openkitchen.schema.columns import TIME
from openkitchen.sources.contract import Source
from openkitchen.sources.findings.originals import examined, open_original, rows_of
from openkitchen.sources.findings.profile import Profile, profile_of
from openkitchen.sources.mapping import find_columns
from openkitchen.sources.times import local_days
from openkitchen.sources.values import read_values
from openkitchen.store import ReceiptRow

__all__ = ["Part", "Track", "by_day", "track_of"]

_MOST_PARTS = 400


@dataclass(frozen=True, slots=True)
class Part:
    """A delivery, or one day of a delivery that covers several.

    Parameters
    ----------
    receipt
        Of the delivery.
    label
        Its name in words.
    columns
        Their column → its profile, in the order of the header.
    rows
        How many rows it has.
    """

    receipt: ReceiptRow
    label: str
    columns: Mapping[str, Profile]
    rows: int


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
    """Read the kept originals of a source's deliveries, one at a time, and look at each column."""
    parts: list[Part] = []
    unread: list[str] = []
    for receipt in examined(source, receipts):
        try:
            table, _, stated = rows_of(open_original(raw, receipt, source), source.missing)
        except OpenKitchenError as error:
            unread.append(f"{receipt.file}: {error.message}")
            continue
        for label, rows in by_day(source, receipt, table):
            columns = {
                name: profile_of(rows[name], stated.get(name, ""), database)
                for name in rows.column_names
            }
            parts.append(Part(receipt, label, columns, rows.num_rows))
    headers = list(dict.fromkeys(name for part in parts for name in part.columns))
    return Track(source, tuple(parts), _names(source, headers), tuple(unread))


def _names(source: Source, headers: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Find the contract's columns in the headers, as reading them does."""
    names: dict[str, list[str]] = {}
    for rule in source.columns:
        spelled = [h for h in headers if find_columns([rule.theirs], [h])]
        names.setdefault(rule.ours, []).extend(n for n in spelled if n not in names[rule.ours])
    return {ours: tuple(theirs) for ours, theirs in names.items() if theirs}


def by_day(source: Source, receipt: ReceiptRow, table: pa.Table) -> list[tuple[str, pa.Table]]:
    """Cut a delivery that covers several days into days, or into months where those are many."""
    rules = [rule for rule in source.columns if rule.ours == TIME and source.role == "events"]
    found = find_columns([rule.theirs for rule in rules], table.column_names)
    if not found or len(receipt.days) == 1:
        return [(receipt.file, table)]
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
        (f"{kind} in {receipt.file}", rows.slice(a, b - a))
        for kind, a, b in zip(kinds, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    ] or [(receipt.file, table)]
