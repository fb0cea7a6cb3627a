"""Look through the parts of a workbook before it is read: how large they are, what is odd."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO
from zipfile import ZipFile

from openkitchen.errors import FileUnreadable
from openkitchen.sources.records import LONGEST_LINE

__all__ = ["SheetFacts", "column_letters", "look_through", "refuse_large"]

_CHUNK = 4 << 20
_SMALL, _MOST_TIMES = 64 << 20, 300  # as of other packed files: a bomb is large by repetition
_MOST_STRINGS, _MOST_WHOLE = 512 << 20, 64 << 20
_STRINGS = re.compile(r"sharedstrings\w*\.xml$", re.IGNORECASE)
_WHOLE = re.compile(
    r"((workbook|styles|theme|core|custom)\w*|types\])\.xml$|\.rels$", re.IGNORECASE
)
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>][^>]*>?")
_NUMBER = re.compile(rb'\sr="(\d+)"')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+\d+:[A-Z]+\d+)"')
_WITHOUT_VALUE = re.compile(
    rb"<(?:\w+:)?c(\s[^>]*)?>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_REFERENCE = re.compile(rb'\sr="([A-Z]+)(\d+)"')
_TAIL = 1 << 12
_VERBATIM = b"<![CDATA["
_CDATA = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)


@dataclass(slots=True)
class SheetFacts:
    """What a look through a sheet's text shows that the values of its cells do not.

    Parameters
    ----------
    last
        The number of its last row; 0 without rows.
    merged
        Ranges of cells that are merged over several rows, such as ``A2:A4``.
    uncomputed
        Row → columns (from 0) that have a formula without a value.
    """

    last: int = 0
    merged: list[str] = field(default_factory=list)
    uncomputed: dict[int, set[int]] = field(default_factory=dict)

    def merged_below(self, row: int) -> list[str]:
        """Return the merged ranges that end below a row."""
        return [one for one in self.merged if _rows_of(one)[1] > row]


def column_letters(place: int) -> str:
    """Return the letters of a column; ``A`` is at 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def refuse_large(archive: ZipFile, file: str) -> None:
    """Refuse a workbook whose parts unpack to more than is held in memory, or are a bomb.

    Raises
    ------
    FileUnreadable
        It is one.
    """
    for part in archive.infolist():
        size, name = part.file_size, part.filename
        most = _MOST_STRINGS if _STRINGS.search(name) else _MOST_WHOLE
        whole = _STRINGS.search(name) or _WHOLE.search(name)
        if size > max(_SMALL, _MOST_TIMES * part.compress_size):
            said = f"its part {name} unpacks to more than {_MOST_TIMES} times its size"
        elif whole and size > most:
            said = f"its part {name} has {size:,} bytes; at most {most:,} are read"
        else:
            continue
        raise FileUnreadable(said, file=file, hint="If that is no mistake, save the sheet as CSV.")


def look_through(opened: Callable[[], IO[bytes]], file: str) -> SheetFacts:
    """Look through the text of a sheet.

    Parameters
    ----------
    opened
        Opens it.
    file
        What to call the file in messages.

    Raises
    ------
    FileUnreadable
        A row has more bytes than is held in memory, or its number is not above the one before.
    """
    facts = SheetFacts()
    with opened() as text:
        for piece in map(_marked_up, _pieces(text, file)):
            for row in _ROW.finditer(piece):
                stated = _NUMBER.search(row[0])
                number = int(stated[1]) if stated else facts.last + 1
                if number <= facts.last:
                    said = f"the rows of a sheet are in disorder: {number:,} after {facts.last:,}"
                    raise FileUnreadable(said, file=file, hint="Open it and save it anew.")
                facts.last = number
            for merged in _MERGED.finditer(piece):
                _add_merged(merged[1].decode(), facts)
            if b"<f" in piece or b":f" in piece:
                for cell in _WITHOUT_VALUE.finditer(piece):
                    _add_uncomputed(cell[1] or b"", facts)
    return facts


def _pieces(text: IO[bytes], file: str) -> Iterator[bytes]:
    """Cut a text before the beginnings of rows."""
    held = b""
    while chunk := text.read(_CHUNK):
        held += chunk
        starts = [held.rfind(b"<row"), held.rfind(b"<", 0, max(held.rfind(b":row"), 0))]
        cut = max(starts)
        if cut > 0 and held.rfind(_VERBATIM, 0, cut) <= held.rfind(b"]]>", 0, cut):
            yield held[:cut]
            held = held[cut:]
        if len(held) <= LONGEST_LINE:
            continue
        if b"/row>" not in held and b"/sheetData>" not in held:
            raise FileUnreadable(
                f"a row of a sheet has more than {LONGEST_LINE:,} bytes",
                file=file,
                hint="If that is no mistake, save the sheet as CSV.",
            )
        yield held[:-_TAIL]
        held = held[-_TAIL:]
    yield held


def _marked_up(piece: bytes) -> bytes:
    """Leave out text that is marked as having no marks in it."""
    return _CDATA.sub(b"", piece) if _VERBATIM in piece else piece


def _add_merged(reference: str, facts: SheetFacts) -> None:
    first, last = _rows_of(reference)
    if first < last:
        facts.merged.append(reference)


def _rows_of(reference: str) -> tuple[int, int]:
    first, last = (int(re.sub("[A-Z]", "", cell)) for cell in reference.split(":"))
    return first, last


def _add_uncomputed(attributes: bytes, facts: SheetFacts) -> None:
    where = _REFERENCE.search(attributes)
    if where and b't="str"' not in attributes:
        facts.uncomputed.setdefault(int(where[2]), set()).add(_place(where[1]))


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = 26 * place + letter - ord("A") + 1
    return place - 1
