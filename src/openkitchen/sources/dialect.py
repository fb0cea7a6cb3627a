"""Tell separator, quote and header of a delimited text from its first lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openkitchen.errors import FileUnreadable, SettingsError
from openkitchen.sources.mapping import bare_name
from openkitchen.sources.records import Dialect, Record, careful

__all__ = ["Head", "read_head"]

_SEPARATORS = (b",", b";", b"\t", b"|")
_LOOKED_AT = 50
_MOST_ABOVE, _FEWEST_BELOW = 20, 2
_ALIKE = 0.8
_NUMBER = re.compile(rb"\s*[+-]?\d+([.,]\d+)*\s*")
_NAMES = {b",": "comma", b";": "semicolon", b"\t": "tab", b"|": "pipe"}
_EXCEL = re.compile(rb"sep=(.)\n")


@dataclass(frozen=True, slots=True)
class Head:
    """What the first lines say.

    Parameters
    ----------
    dialect
        Separator and quote.
    header
        The names, blanks around them dropped.
    start
        First byte after the header.
    lines
        Lines up to there.
    above
        Lines above the header, such as a title, that are passed over.
    """

    dialect: Dialect
    header: tuple[str, ...]
    start: int
    lines: int
    above: int = 0

    @property
    def note(self) -> str:
        """Say what is unusual, if anything."""
        separator, quote = self.dialect.separator, self.dialect.quote
        parts = []
        if separator != b"," and len(self.header) > 1:
            parts.append(f"separated by {_NAMES.get(separator, repr(separator.decode()))}")
        if quote != b'"':
            parts.append("quoted by '")
        if self.above:
            noun = "line" if self.above == 1 else "lines"
            parts.append(f"headed by {self.above} {noun} above the names of the columns")
        return ", ".join(parts)


def read_head(
    text: bytes,
    wanted: Sequence[str] = (),
    separator: str | None = None,
    names: Sequence[str] = (),
    *,
    file: str,
) -> Head:
    """Read the header.

    Of comma, semicolon, tab and pipe that one is the separator which gives most of the
    wanted names; among equals, the one by which most lines have as many fields as the
    header; among those, the one that gives most fields. Lines above the header, such as a
    title, are passed over: see `_place`.

    Parameters
    ----------
    text
        The beginning of the file, as UTF-8 with plain line ends.
    wanted
        Names that should be in the header.
    separator
        Given rather than told.
    names
        Of the columns, where there is no header. A first line that says the same is a
        header all the same.

    Raises
    ------
    FileUnreadable
        There is no text, or no header that can be read.
    """
    skipped = len(text) - len(text.lstrip(b"\n"))
    lines = skipped
    if excel := _EXCEL.match(text, skipped):
        separator, skipped, lines = excel[1].decode("utf-8", "replace"), excel.end(), lines + 1
    rest = text[skipped:]
    if not rest.strip():
        raise FileUnreadable("the file is empty", file=file, expected="a header and rows")
    tried = [_try(rest, dialect) for dialect in _dialects(rest, separator)]
    readable = [records for records in tried if records and not records[0].fault]
    if not readable:
        raise FileUnreadable(
            "the header cannot be read: a quote in it is not closed", file=file, line=lines + 1
        )
    best = max(readable, key=lambda records: _score(records, wanted))
    dialect = _dialects(rest, separator)[tried.index(best)]
    first = best[0 if names else _place(best, wanted)]
    if names and {bare_name(n) for n in names} != {bare_name(n) for n in _texts(first)}:
        if not any(len(names) == len(record.fields) for record in best):
            raise FileUnreadable(
                f"the first line has {len(first.fields)} fields",
                file=file,
                line=lines + 1,
                expected=f"the {len(names)} columns that `header` names in sources.yml",
            )
        return Head(dialect, tuple(names), skipped, lines)
    within = rest.count(b"\n", 0, first.end)
    above = rest.count(b"\n", 0, first.start)
    return Head(dialect, _texts(first), skipped + first.end + 1, lines + within + 1, above)


def _place(records: Sequence[Record], wanted: Sequence[str]) -> int:
    """Return which record is the header: the first, unless those above it are plainly a title.

    With wanted names: none of them is in the first record, and two (or the only one) are in a
    later one. Without: all records above it have one field filled at most, and it has as many
    fields filled, two or more and no numbers, as four fifths of those below have fields.
    """
    top = records[: _MOST_ABOVE + 1]
    if wanted:
        hits = [_hits(record, wanted) for record in top]
        if not hits[0]:
            enough = min(2, len({bare_name(name) for name in wanted}))
            return next((at for at, n in enumerate(hits) if n >= enough), 0)
        return 0
    filled = [sum(bool(field.strip()) for field in record.fields) for record in top]
    at = next((at for at, n in enumerate(filled) if n > 1), 0)
    below = records[at + 1 :]
    if any(_NUMBER.fullmatch(field) for field in top[at].fields):
        return 0
    alike = sum(len(record.fields) == filled[at] for record in below)
    return at if len(below) >= _FEWEST_BELOW and alike >= _ALIKE * len(below) else 0


def _hits(record: Record, wanted: Sequence[str]) -> int:
    names = {bare_name(name) for name in _texts(record)}
    return sum(bare_name(name) in names for name in wanted)


def _texts(record: Record) -> tuple[str, ...]:
    return tuple(field.decode("utf-8", "replace").strip() for field in record.fields)


def _dialects(text: bytes, separator: str | None) -> list[Dialect]:
    quote = b"'" if text.startswith(b"'") else b'"'
    if separator is None:
        return [Dialect(each, quote) for each in _SEPARATORS]
    given = {"\\t": "\t", "tab": "\t"}.get(separator, separator).encode()
    if len(given) != 1 or given in b'"\n\r':
        raise SettingsError(
            f"{separator!r} is no separator",
            hint="It is one character, such as ',', ';', '|' or '\\t'.",
        )
    return [Dialect(given, quote)]


def _try(text: bytes, dialect: Dialect) -> list[Record]:
    records: list[Record] = []
    for record in careful(text, dialect, final=True):
        if isinstance(record, int) or len(records) > _LOOKED_AT:
            break
        records.append(record)
    return records


def _score(records: Sequence[Record], wanted: Sequence[str]) -> tuple[int, float, int]:
    records = records[_place(records, wanted) :]
    fields = records[0].fields
    hits = _hits(records[0], wanted)
    alike = sum(len(record.fields) == len(fields) for record in records) / len(records)
    return hits, alike if len(fields) > 1 else 0.0, len(fields)
