"""Open the kept original of a delivery again, as it came: every column, every line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow as pa

from openkitchen.errors import FileUnreadable
from openkitchen.sources.blocks import Extract, Lines
from openkitchen.sources.contract import Source
from openkitchen.sources.faults import one_array
from openkitchen.sources.ledger import counted
from openkitchen.sources.opening import open_delivered
from openkitchen.sources.packing import Packed, only_member
from openkitchen.sources.values import as_text
from openkitchen.store import ReceiptRow

__all__ = ["examined", "kept_path", "open_original", "rows_of"]

_DIGITS = 16


def kept_path(raw: Path, receipt: ReceiptRow) -> Path:
    """Return where the original of a receipt is kept."""
    name = PurePosixPath(receipt.file).name
    return raw / receipt.source / f"{receipt.sha256[:_DIGITS]}-{name}"


def examined(source: Source, receipts: Sequence[ReceiptRow]) -> list[ReceiptRow]:
    """Return the receipts to look at: those that count, and files that were refused.

    In the order of the days that they cover, then of receiving. A refused file is left out
    once another one covers its days.
    """
    current = [one.receipt for one in counted(source, receipts)]
    covered = {day for row in current for day in row.days}
    refused = [
        row
        for row in receipts
        if row.source == source.name
        and row.status == "rejected"
        and row.header
        and not (row.days and set(row.days) <= covered)
    ]
    rows = [*current, *{row.sha256: row for row in refused}.values()]
    dated = all(row.days for row in rows)
    return sorted(rows, key=lambda row: (max(row.days) if dated else 0, row.id or 0))


def open_original(raw: Path, receipt: ReceiptRow, source: Source) -> Extract:
    """Open the kept original of a receipt.

    Raises
    ------
    FileUnreadable
        It is gone, or cannot be read.
    """
    path = kept_path(raw, receipt)
    if not path.is_file():
        raise FileUnreadable("the kept original is gone", file=str(path))
    return open_delivered(Packed(path, only_member(path, receipt.file), receipt.file), source)


def rows_of(extract: Extract, missing: Sequence[str]) -> tuple[pa.Table, Lines, dict[str, str]]:
    """Read a delivery whole.

    Returns
    -------
    All named columns as text (null where there is no value), the line of each row, and
    their type where the file itself states one.
    """
    names = list(dict.fromkeys(name for name in extract.header if name))
    tables, lines, kinds = [], [], dict[str, str]()
    for block in extract.read(names):
        columns = []
        for name in names:
            came = one_array(block.rows[name])
            if not pa.types.is_string(came.type):
                kinds[name] = str(came.type)
            columns.append(_without(as_text(came), missing))
        tables.append(pa.table(columns, names=names))
        lines.append(block.lines)
    if not tables:
        return pa.table({name: pa.array([], pa.string()) for name in names}), _none(), kinds
    return pa.concat_tables(tables), np.concatenate(lines), kinds


def blocks_of(extract: Extract) -> Iterator[tuple[pa.Table, Lines]]:
    """Yield the rows of a delivery block by block, with their lines."""
    for block in extract.read([name for name in extract.header if name]):
        yield block.rows, block.lines


def _without(text: pa.Array, missing: Sequence[str]) -> pa.Array:
    import pyarrow.compute as pc

    gone = pc.is_in(pc.utf8_trim_whitespace(text), pa.array(["", *missing], pa.string()))
    return pc.if_else(gone, None, text)


def _none() -> Lines:
    return np.array([], np.int64)
