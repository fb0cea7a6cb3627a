"""Fetch the rows that show a finding from the kept originals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import OpenKitchenError
from openkitchen.sources.contract import Source
from openkitchen.sources.faults import one_array
from openkitchen.sources.findings.finding import Example, Finding
from openkitchen.sources.findings.originals import blocks_of, open_original
from openkitchen.sources.values import as_text
from openkitchen.store import ReceiptRow

__all__ = ["Found", "Want", "among", "fetch", "filled", "unfilled"]

_LONGEST = 80
_EACH = 2

Test = Callable[[pa.Array], pa.Array]


@dataclass(frozen=True, slots=True)
class Want:
    """Rows wanted as examples.

    Parameters
    ----------
    receipt
        Of the delivery.
    columns
        Their columns to show.
    column
        The column that tells which rows.
    test
        Takes the column as text, returns which rows.
    most
        How many rows.
    """

    receipt: ReceiptRow
    columns: tuple[str, ...]
    column: str
    test: Test
    most: int = _EACH


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and the rows wanted with it."""

    finding: Finding
    wants: tuple[Want, ...] = ()


def filled(column: pa.Array) -> pa.Array:
    """Take rows with a value."""
    return pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(pc.fill_null(column, ""))), 0)


def unfilled(column: pa.Array) -> pa.Array:
    """Take rows without a value."""
    return pc.invert(filled(column))


def among(values: Sequence[str]) -> Test:
    """Take rows with one of these values."""
    wanted = pa.array(list(values), pa.string())
    return lambda column: pc.is_in(pc.utf8_trim_whitespace(pc.fill_null(column, "")), wanted)


def fetch(found: Found, source: Source, raw: Path) -> Finding:
    """Return the finding with its example rows, as far as they can still be read."""
    rows = list(found.finding.examples)
    for want in found.wants:
        try:
            rows += _rows(want, source, raw)
        except OpenKitchenError:
            continue
    return found.finding.with_examples(tuple(rows))


def _rows(want: Want, source: Source, raw: Path) -> list[Example]:
    rows: list[Example] = []
    for table, lines in blocks_of(open_original(raw, want.receipt, source)):
        if want.column not in table.column_names:
            return rows
        hit = want.test(as_text(one_array(table[want.column])))
        for at in pc.indices_nonzero(hit)[: want.most - len(rows)].to_pylist():
            shown = {
                name: _short(as_text(one_array(table[name].slice(at, 1)))[0].as_py())
                for name in dict.fromkeys(want.columns)
                if name in table.column_names
            }
            rows.append(Example(want.receipt.file, int(lines[at]), shown))
        if len(rows) >= want.most:
            break
    return rows


def _short(value: str | None) -> str:
    value = value or ""
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
