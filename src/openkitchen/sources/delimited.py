"""Open delimited text: CSV and its kin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.csv

from openkitchen.sources.blocks import Block, Extract
from openkitchen.sources.dialect import Head
from openkitchen.sources.records import LONGEST_LINE, Places, Record, careful, well_formed
from openkitchen.sources.rejected import SHOWN_RAW, Rejected, cut_raw
from openkitchen.sources.rows import LONGEST_FIELD

__all__ = ["open_delimited"]


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

    return Extract(name, head.header, read, tuple(note for note in (*notes, head.note) if note))


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
            rest, block = self._stretch(rest, final=False)
            if block is not None:
                yield block
        if rest and not self.too_long:
            _, block = self._stretch(rest, final=True)
            if block is not None:
                yield block

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
        return b"", self._block([], [], lambda _: "", [rejected])

    def _clean(self, data: bytes, places: Places) -> bool:
        """Tell whether each record can be read as it stands."""
        if not (places.fields == len(self.head.header)).all():
            return False
        if len(places.start) and (places.end - places.start).max() > LONGEST_FIELD:
            return False
        return b"\0" not in data and b"\r" not in data and _is_utf8(data[: places.stop])

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

    def _slow(self, data: bytes, *, final: bool) -> tuple[bytes, Block]:
        taken: list[tuple[Record, list[str]]] = []
        rejected: list[Rejected] = []
        rest = len(data)
        fields = len(self.head.header)
        for record in careful(data, self.head.dialect, fields, final=final):
            if isinstance(record, int):
                rest = record
                break
            values, column, reason = self._judge(record)
            if reason:
                raw = data[record.start : record.end].decode("utf-8", "backslashreplace")
                line = self.line + record.line
                rejected.append(Rejected(self.name, line, column, reason, cut_raw(raw)))
            else:
                taken.append((record, values))
        lines = [self.line + record.line for record, _ in taken]

        def raw_of(row: int) -> str:
            record = taken[row][0]
            return data[record.start : record.end].decode("utf-8", "replace")

        self.line += data.count(b"\n", 0, rest)
        return data[rest:], self._block([v for _, v in taken], lines, raw_of, rejected)

    def _judge(self, record: Record) -> tuple[list[str], str, str]:
        """Return a record's values; or the column at fault and the reason."""
        if record.fault:
            return (
                [],
                "",
                f"{record.fault}; expected quotes around a whole field, inner ones doubled",
            )
        if len(record.fields) != len(self.head.header):
            count = len(record.fields)
            noun = "field" if count == 1 else "fields"
            return [], "", f"{count} {noun}; expected {len(self.head.header)}, as in the header"
        values = []
        for name, field in zip(self.head.header, record.fields, strict=True):
            if len(field) > LONGEST_FIELD:
                reason = f"a field of {len(field):,} bytes; expected at most {LONGEST_FIELD:,}"
                return [], name, reason
            if b"\0" in field:
                return [], name, "a NUL character; expected text"
            try:
                values.append(field.decode("utf-8"))
            except UnicodeDecodeError:
                return [], name, "bytes that are no text in this encoding; expected UTF-8"
        return values, "", ""

    def _block(
        self,
        values: Sequence[Sequence[str]],
        lines: Sequence[int],
        raw: Callable[[int], str],
        rejected: Sequence[Rejected],
    ) -> Block:
        header = self.head.header
        rows = pa.table(
            {
                name: pa.array([record[at] or None for record in values], pa.string())
                for name, at in ((name, header.index(name)) for name in self.columns)
            }
        )
        return Block(rows, np.array(lines, np.int64), raw, tuple(rejected))


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
