"""The rows of a sheet as text, written to a file once and read from there block by block."""

from __future__ import annotations

import json
import os
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from openkitchen.sources.blocks import Block
from openkitchen.sources.sheets import SheetRow

__all__ = ["SheetRows"]

_CELLS = 1 << 18


class SheetRows:
    """Rows of a sheet, in a file that goes when nobody can read them any more.

    A workbook is unpacked and parsed once, however often its rows are read.

    Parameters
    ----------
    header
        The names of the columns from A on; those without a name are left out.
    rows
        The rows below the header.
    """

    def __init__(self, header: Sequence[str], rows: Iterable[SheetRow]) -> None:
        self.places = {name: at for at, name in enumerate(header) if name}
        number, path = tempfile.mkstemp(prefix="openkitchen-", suffix=".arrow")
        os.close(number)
        self._path = Path(path)
        weakref.finalize(self, self._path.unlink, missing_ok=True)
        self._write(rows)

    def blocks(self, columns: Sequence[str]) -> Iterator[Block]:
        """Yield the rows with the columns asked for."""
        if not self._path.stat().st_size:
            return
        with pa.OSFile(str(self._path)) as opened, pa.ipc.open_file(opened) as held:
            for at in range(held.num_record_batches):
                yield self._block(pa.Table.from_batches([held.get_batch(at)]), columns)

    def _block(self, rows: pa.Table, columns: Sequence[str]) -> Block:
        lines = rows["line"].to_numpy().astype(np.int64)

        def raw(row: int) -> str:
            values = {name: rows[f"{at}"][row].as_py() for name, at in self.places.items()}
            return json.dumps(values, ensure_ascii=False)

        asked = [rows[f"{self.places[name]}"] for name in columns]
        return Block(pa.table(asked, names=list(columns)), lines, raw)

    def _write(self, rows: Iterable[SheetRow]) -> None:
        schema = pa.schema(
            [("line", pa.int64()), *((f"{at}", pa.string()) for at in self.places.values())]
        )
        many = max(1, _CELLS // len(schema))
        writer = None
        with self._path.open("wb") as opened:
            for some in _batches(rows, many):
                columns = [pa.array([row.number for row in some], pa.int64())]
                for at in self.places.values():
                    cells = [row.cells[at] if at < len(row.cells) else None for row in some]
                    columns.append(pa.array(cells, pa.string()))
                writer = writer or pa.ipc.new_file(opened, schema)
                writer.write_batch(pa.record_batch(columns, schema=schema))
            if writer is not None:
                writer.close()


def _batches(rows: Iterable[SheetRow], many: int) -> Iterator[list[SheetRow]]:
    held: list[SheetRow] = []
    for row in rows:
        held.append(row)
        if len(held) >= many:
            yield held
            held = []
    if held:
        yield held
