"""Find the lines of a delivered file that typed rows were read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.sources.contract import Source
from openkitchen.sources.demands import demands_of
from openkitchen.sources.findings.originals import open_original
from openkitchen.sources.rows import take
from openkitchen.store import ReceiptRow

__all__ = ["DeliveredRow", "lines_of"]


@dataclass(frozen=True, slots=True)
class DeliveredRow:
    """A row as it was delivered.

    Parameters
    ----------
    source, file, line
        Where it stands; lines count from 1, header included.
    receipt, sha256, received_at, status
        The receipt of the file.
    values
        Our columns that have a value, as text.
    """

    source: str
    file: str
    line: int
    receipt: int
    sha256: str
    received_at: str
    status: str
    values: Mapping[str, str]

    @property
    def place(self) -> str:
        """``file:line``, and the receipt."""
        return f"{self.file}:{self.line} (receipt {self.receipt}, {self.status})"


def lines_of(
    raw: Path, receipt: ReceiptRow, source: Source, wanted: pa.Table, keys: Sequence[str]
) -> Iterator[DeliveredRow]:
    """Read a kept original once more, and yield the rows whose keys are wanted.

    The file is read as it was when it was received: same contract, same rows rejected.

    Parameters
    ----------
    raw
        The folder of kept originals.
    receipt, source
        Of the file.
    wanted
        Typed rows.
    keys
        Our columns that tell a row; the first one should tell the most.
    """
    extract = open_original(raw, receipt, source)
    demands = demands_of(
        source, extract.header, receipt.days, receipt.received_at, file=receipt.file
    ).demands
    rows = wanted.select(list(keys)).to_pylist()
    known = {tuple(row.values()) for row in rows}
    first = pa.array([row[keys[0]] for row in rows], wanted.schema.field(keys[0]).type)
    for taken in take(extract, demands):
        there = [name for name in keys if name in taken.rows.column_names]
        if keys[0] not in there:
            return
        hit = pc.indices_nonzero(pc.is_in(taken.rows[keys[0]], first))
        for at in hit.to_pylist():
            row = taken.rows.slice(at, 1).to_pylist()[0]
            if tuple(row.get(name) for name in keys) in known:
                yield _delivered(receipt, int(taken.lines[at]), row)


def _delivered(receipt: ReceiptRow, line: int, row: Mapping[str, Any]) -> DeliveredRow:
    return DeliveredRow(
        receipt.source,
        receipt.file,
        line,
        receipt.id or 0,
        receipt.sha256,
        receipt.received_at.isoformat(),
        receipt.status,
        {name: _text(value) for name, value in row.items() if value is not None},
    )


def _text(value: Any) -> str:
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)
