"""Open delimited text: CSV and its kin."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.csv

from openkitchen.sources.blocks import Block, Extract
from openkitchen.sources.dialect import Head
from openkitchen.sources.record_faults import fault_of, is_utf8
from openkitchen.sources.records import LONGEST_LINE, Places, Record, careful, well_formed
from openkitchen.sources.rejected import SHOWN_RAW, Rejected, cut_raw
from openkitchen.sources.rows import LONGEST_FIELD

__all__ = ["open_delimited"]

_BEYOND = 10_000
"""Records read line by line after a fault, before Arrow is trusted again."""


def open_delimited(
    name: str, head: Head, text: Callable[[], Iterable[bytes]], notes: tuple[str, ...]
) -> Extract:
    """Open delimited text whose head has been read.

    Parameters
    ----------
    name
        What to call it in messages.
    head
        Dialect and header.
    text
        Gives the text from its beginning, as UTF-8 with plain line ends.
    notes
        What was found out so far.
    """

    def read(columns: Sequence[str]) -> Iterator[Block]:
        reader = _Reader(name, head, columns)
        yield from reader.blocks(text())

    return Extract(name, head.header, read, notes)


class _Reader:
    """Reads stretch by stretch; what is left of one begins the next."""

    def __init__(self, name: str, head: Head, columns: Sequence[str]) -> None:
        self.name, self.head, self.columns = name, head, list(columns)
        self.line = head.lines + 1
        self.too_long = False

    def blocks(self, text: Iterable[bytes]) -> Iterator[Block]:
        rest, to_skip = b"", self.head.start
        for piece in text:
            rest += piece
            if to_skip:
                to_skip, rest = max(to_skip - len(rest), 0), rest[to_skip:]
            rest = yield from self._stretches(rest, final=False)
        if rest and not self.too_long:
            yield from self._stretches(rest, final=True)

    def _stretches(self, data: bytes, *, final: bool) -> Generator[Block, None, bytes]:
        """Read as far as the text goes; return what needs more of it."""
        before = len(data) + 1
        while data and len(data) < before:
            before = len(data)
            data, block = self._stretch(data, final=final)
            if block is not None:
                yield block
        return data

    def _stretch(self, data: bytes, *, final: bool) -> tuple[bytes, Block | None]:
        if self.too_long:
            end = data.find(b"\n")
            if end < 0:
                return b"", None
            data, self.too_long, self.line = data[end + 1 :], False, self.line + 1
        if final and not data.endswith(b"\n"):
            data += b"\n"
        if b"\n" not in data:
            return self._endless(data) if len(data) > LONGEST_LINE else (data, None)
        places = well_formed(data, self.head.dialect)
        if places is not None:
            waiting = len(data) - places.stop
            unclosed = waiting > LONGEST_LINE or (final and waiting > 0)
            if not unclosed and places.stop == 0:
                return data, None
            block = self._fast(data, places) if not unclosed else None
            if block is not None:
                self.line += places.lines
                return data[places.stop :], block
        return self._slow(data, final=final)

    def _endless(self, data: bytes) -> tuple[bytes, Block]:
        self.too_long = True
        raw = f"{data[:SHOWN_RAW].decode('utf-8', 'replace')} …"
        reason = f"a line of more than {LONGEST_LINE:,} bytes; expected a row of data"
        rejected = Rejected(self.name, self.line, "", reason, raw)
        return b"", self._block(b"", [], [rejected])

    def _clean(self, data: bytes, places: Places) -> bool:
        """Tell whether each record can be read as it stands."""
        if not (places.fields == len(self.head.header)).all():
            return False
        if len(places.start) and (places.end - places.start).max() > LONGEST_FIELD:
            return False
        return b"\0" not in data and b"\r" not in data and is_utf8(data[: places.stop])

    def _fast(self, data: bytes, places: Places) -> Block | None:
        """Let Arrow read the records; ``None`` if it is not to be trusted with them."""
        if not self._clean(data, places):
            return None
        try:
            rows = self._by_arrow(data, places)
        except pa.ArrowInvalid:
            return None
        if rows.num_rows != len(places.start):
            return None

        def raw(row: int) -> str:
            return data[places.start[row] : places.end[row]].decode("utf-8", "replace")

        return Block(rows, places.line + self.line, raw)

    def _by_arrow(self, data: bytes, places: Places) -> pa.Table:
        dialect, header = self.head.dialect, self.head.header
        names = [f"{at}" for at in range(len(header))]
        table = pa.csv.read_csv(
            pa.BufferReader(data[: places.stop]),
            pa.csv.ReadOptions(column_names=names, block_size=max(places.stop, 1)),
            pa.csv.ParseOptions(
                delimiter=dialect.separator.decode(),
                quote_char=dialect.quote.decode() if dialect.quote in data else False,
                newlines_in_values=True,
            ),
            pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=[names[header.index(name)] for name in self.columns],
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
        return table.rename_columns(self.columns)

    def _slow(self, data: bytes, *, final: bool) -> tuple[bytes, Block | None]:
        """Go from line to line, and some way beyond the last fault."""
        header = self.head.header
        taken: list[Record] = []
        rejected: list[Rejected] = []
        rest, good = len(data), 0
        for record in careful(data, self.head.dialect, len(header), final=final):
            if isinstance(record, int):
                rest = record
                break
            raw = data[record.start : record.end]
            fault = fault_of(record, header, raw)
            if fault is None:
                taken.append(record)
                good += 1
                if rejected and good > _BEYOND:
                    rest = record.end + 1
                    break
                continue
            text = cut_raw(raw.decode("utf-8", "backslashreplace"))
            rejected.append(Rejected(self.name, self.line + record.line, *fault, text))
            good = 0
        block = self._block(data, taken, rejected) if taken or rejected else None
        self.line += data.count(b"\n", 0, rest)
        return data[rest:], block

    def _block(self, data: bytes, taken: Sequence[Record], rejected: Sequence[Rejected]) -> Block:
        columns = {}
        for name in self.columns:
            at = self.head.header.index(name)
            values = pa.array([record.fields[at] or None for record in taken], pa.binary())
            columns[name] = values.cast(pa.string())
        lines = np.array([self.line + record.line for record in taken], np.int64)

        def raw_of(row: int) -> str:
            return data[taken[row].start : taken[row].end].decode("utf-8", "replace")

        return Block(pa.table(columns), lines, raw_of, tuple(rejected))
