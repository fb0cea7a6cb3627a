"""Cut delimited text into records and fields, and tell those that are broken.

Two ways give the same result. Where quotes stand only where they should, the places of
quotes, separators and line ends tell the records (`well_formed`), and Arrow may read them.
Elsewhere `careful` goes from line to line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["LONGEST_LINE", "Dialect", "Places", "Record", "careful", "well_formed"]

Ints = npt.NDArray[np.int64]

LONGEST_LINE = 16 << 20
"""A record of more bytes than this is taken to be broken."""

_NEWLINE = 10


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited text is written.

    Parameters
    ----------
    separator, quote
        One ASCII character each, as bytes; a quote within quotes is doubled.
    """

    separator: bytes = b","
    quote: bytes = b'"'


@dataclass(frozen=True, slots=True)
class Places:
    """Where the records of a stretch of text are.

    Parameters
    ----------
    start, end
        First byte of each record, and the line end after it. Empty lines are no records.
    line
        How many lines stand before each record.
    fields
        The number of fields of each.
    stop
        Where the last complete record ends; what follows belongs to the next stretch.
    lines
        The number of lines up to there.
    """

    start: Ints
    end: Ints
    line: Ints
    fields: Ints
    stop: int
    lines: int


class Record(NamedTuple):
    """A record, or a line that is none: then ``fault`` says why."""

    fields: list[bytes]
    line: int
    start: int
    end: int
    fault: str = ""


def well_formed(data: bytes, dialect: Dialect) -> Places | None:
    """Find the records of text that ends with a line end or goes on elsewhere.

    Returns
    -------
    ``None`` when a quote stands where none should.
    """
    text = np.frombuffer(data, np.uint8)
    newline = np.flatnonzero(text == _NEWLINE)
    separator = np.flatnonzero(text == dialect.separator[0])
    ends = newline
    if dialect.quote in data:
        quote = np.flatnonzero(text == dialect.quote[0])
        ends = newline[np.searchsorted(quote, newline) % 2 == 0]
        stop = int(ends[-1]) + 1 if len(ends) else 0
        if not _quotes_in_place(text, quote[quote < stop], dialect):
            return None
        separator = separator[np.searchsorted(quote, separator) % 2 == 0]
    stop = int(ends[-1]) + 1 if len(ends) else 0
    start = np.concatenate([[0], ends[:-1] + 1]) if len(ends) else np.zeros(0, np.int64)
    before = np.searchsorted(separator, ends)
    fields = np.diff(before, prepend=0) + 1
    line = np.searchsorted(newline, start)
    filled = ends > start
    return Places(
        start[filled],
        ends[filled],
        line[filled],
        fields[filled],
        stop,
        int(np.searchsorted(newline, stop)),
    )


def _quotes_in_place(text: npt.NDArray[np.uint8], quote: Ints, dialect: Dialect) -> bool:
    """Check that each quote opens a field, closes one, or is doubled."""
    beside = np.zeros(256, bool)
    beside[[dialect.separator[0], dialect.quote[0], _NEWLINE]] = True
    opening, closing = quote[::2], quote[1::2]
    before = text[opening[opening > 0] - 1]
    after = text[closing[closing + 1 < len(text)] + 1]
    return bool(beside[before].all() and beside[after].all())


def careful(
    data: bytes, dialect: Dialect, expected: int | None = None, *, final: bool
) -> Iterator[Record | int]:
    """Go through text line by line.

    Parameters
    ----------
    data
        Begins with a record.
    dialect
        How it is written.
    expected
        How many fields a record has. One of several lines that has another number is
        taken for a broken quote; ``None`` when it is not known.
    final
        Whether nothing follows; if so the last line needs no line end.

    Yields
    ------
    The records. A line with a quote that does not close, or closes in mid-field, is given
    as a record with a fault, and reading goes on with the next line. At last, as a
    number, where the part begins that needs more text.
    """
    quoted, bare = _patterns(dialect)
    position, line = 0, 0
    while position < len(data):
        end = data.find(b"\n", position)
        if end < 0 and not final:
            break
        end = len(data) if end < 0 else end
        if end == position:
            position, line = end + 1, line + 1
            continue
        if data.find(dialect.quote, position, end) < 0:
            fields = data[position:end].split(dialect.separator)
            yield Record(fields, line, position, end)
            position, line = end + 1, line + 1
            continue
        found, stop = _fields(data, position, dialect, quoted, bare)
        if stop >= len(data) and not final and len(data) - position < LONGEST_LINE:
            break
        lines = data.count(b"\n", position, stop)
        wrong = found is not None and expected not in (None, len(found))
        if found is None or (lines and wrong):
            unclosed = stop >= len(data) or lines
            fault = "a quote is not closed" if unclosed else "text follows a closing quote"
            yield Record([], line, position, end, fault)
            position, line = end + 1, line + 1
        else:
            yield Record(found, line, position, stop)
            position, line = stop + 1, line + lines + 1
    yield min(position, len(data))


def _fields(
    data: bytes,
    position: int,
    dialect: Dialect,
    quoted: re.Pattern[bytes],
    bare: re.Pattern[bytes],
) -> tuple[list[bytes] | None, int]:
    """Return the fields of the record at a place and its end; ``None`` when it is broken.

    A broken one's end is where it breaks, or the end of the text if it never closes.
    """
    fields: list[bytes] = []
    quote = dialect.quote
    while True:
        if data.startswith(quote, position):
            match = quoted.match(data, position)
            if match is None:
                return None, len(data)
            fields.append(match[1].replace(quote + quote, quote))
        else:
            match = bare.match(data, position)
            if match is None:  # it matches anything
                return None, position
            fields.append(match[0])
        position = match.end()
        after = data[position : position + 1]
        if after == dialect.separator:
            position += 1
            continue
        if after in {b"\n", b""}:
            return fields, position
        return None, position


def _patterns(dialect: Dialect) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    quote, separator = re.escape(dialect.quote), re.escape(dialect.separator)
    quoted = b"Q((?:[^Q]++|QQ)*+)Q".replace(b"Q", quote)
    return re.compile(quoted), re.compile(b"[^" + separator + b"\\n]*+")
