"""Cut tables by users, on the disk where they are too large to be held at once."""

from __future__ import annotations

import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

from openkitchen.evaluate.lists import Parts
from openkitchen.evaluate.part import Part
from openkitchen.schema.columns import USER

__all__ = ["Spill", "cut_by_user", "parts_for"]

Read = Callable[[], Iterator[pa.Table]]

_AT_ONCE = 96 << 20
_PACKED = {".gz": 6, ".zip": 6, ".parquet": 6, ".bz2": 6}
_MOST_PARTS = 256


def parts_for(files: Sequence[Path]) -> int:
    """Say in how many parts to cut, so that each takes some hundred megabytes at most."""
    size = sum(
        file.stat().st_size * _PACKED.get(file.suffix, 1) for file in files if file.is_file()
    )
    return min(max(1, -(-size // _AT_ONCE)), _MOST_PARTS)


class Spill:
    """Holds the parts of some tables: in memory when there is one, else in a folder.

    Parameters
    ----------
    number
        How many parts.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self._folder: Path | None = None
        self._whole: list[pa.Table] = []
        self.rows = 0

    def __enter__(self) -> Self:
        if self.number > 1:
            self._folder = Path(tempfile.mkdtemp(prefix="openkitchen-evaluate-"))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def take(self, blocks: Iterator[pa.Table]) -> int:
        """Take a table block by block; returns its number of rows."""
        if self._folder is None:
            table = pa.concat_tables(list(blocks), promote_options="permissive")
            self._whole.append(table)
            return int(table.num_rows)
        place, rows = len(self._whole), 0
        self._whole.append(pa.table({}))
        writers: dict[int, pa.ipc.RecordBatchFileWriter] = {}
        try:
            for block in blocks:
                rows += block.num_rows
                for number, piece in _pieces(block, self.number):
                    if number not in writers:
                        path = self._folder / f"{place}-{number}.arrow"
                        writers[number] = pa.ipc.new_file(str(path), piece.schema)
                    writers[number].write_table(piece)
                self._whole[place] = block.schema.empty_table()
        finally:
            for writer in writers.values():
                writer.close()
        return rows

    def part(self, place: int, number: int) -> pa.Table:
        """Return a part of the table that was taken at a place."""
        path = None if self._folder is None else self._folder / f"{place}-{number}.arrow"
        if path is None or not path.exists():
            return self._whole[place]
        with pa.OSFile(str(path)) as file:
            return pa.ipc.open_file(file).read_all()


def cut_by_user(reads: Sequence[Read], spill: Spill) -> Parts:
    """Read tables (lists, truth and, if there is a third, training data) into parts.

    Parameters
    ----------
    reads
        Each gives a table block by block.
    spill
        Holds the parts.
    """
    rows = [spill.take(read()) for read in reads]

    def part(number: int) -> Part:
        tables = [spill.part(place, number) for place in range(len(reads))]
        return Part(tables[0], tables[1], tables[2] if len(tables) > 2 else None)

    return Parts(spill.number, part, rows[0], len(reads) > 2)


def _pieces(block: pa.Table, number: int) -> Iterator[tuple[int, pa.Table]]:
    """Cut a block by users: a user's part follows from the id alone."""
    column = block[USER].cast(pa.string()).combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks)
    coded = pc.dictionary_encode(column)
    part_of = np.array(
        [zlib.crc32(user.encode()) % number for user in coded.dictionary.to_pylist()],
        dtype=np.int64,
    )
    part: npt.NDArray[np.int64] = part_of[coded.indices.to_numpy(zero_copy_only=False)]
    order = np.argsort(part, kind="stable")
    sorted_block = block.take(pa.array(order))
    ends = np.cumsum(np.bincount(part, minlength=number))
    start = 0
    for at, end in enumerate(ends.tolist()):
        if end > start:
            yield at, sorted_block.slice(start, end - start)
        start = end
