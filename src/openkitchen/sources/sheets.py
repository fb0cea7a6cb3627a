"""Choose the sheet of a workbook that is meant, and tell which of its rows is the header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from statistics import median_high

from openkitchen.errors import FileUnreadable, listing
from openkitchen.sources.mapping import bare_name

__all__ = ["LOOKED_AT", "SheetHead", "SheetRow", "choose_sheet", "header_place", "holds_table"]

LOOKED_AT = 60
"""Rows with a value that are looked at to tell the header."""
_MOST_ABOVE = 20
_ALIKE = 0.8
_DATA = re.compile(r"\s*([+-]?[\d.,]+|\d{4}-\d\d-\d\d.*|true|false)\s*$")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with a value: its number in the sheet, and the text of its cells from column A on."""

    number: int
    cells: tuple[str | None, ...]

    @property
    def filled(self) -> int:
        """How many cells have a value."""
        return sum(cell is not None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class SheetHead:
    """The beginning of a sheet.

    Parameters
    ----------
    title
        Its name.
    visible
        Whether the workbook shows it.
    rows
        Its first rows with a value.
    """

    title: str
    visible: bool
    rows: tuple[SheetRow, ...]


def header_place(rows: Sequence[SheetRow], wanted: Sequence[str] = ()) -> int:
    """Return which of the first rows is the header.

    The one with most of the wanted names, if it has two of them (or the only one). Else the
    first that has two cells filled and four fifths of what most rows have; so titles, and names
    of groups of columns, are passed over. A column may be without a name: if that row has a
    number or a date, and the one above has none and lacks one cell at most, it is that one.

    Parameters
    ----------
    rows
        At least one.
    wanted
        Names that should be in the header.
    """
    top = rows[: _MOST_ABOVE + 1]
    hits = [_hits(row, wanted) for row in top]
    if max(hits) >= _enough(wanted):
        return hits.index(max(hits))
    usual = median_high([row.filled for row in rows])
    fewest = max(2, _ALIKE * usual)
    first = next((at for at, row in enumerate(top) if row.filled >= fewest), 0)
    if first and _has_data(top[first]) and not _has_data(top[first - 1]):
        return first - (top[first - 1].filled >= max(2, usual - 1))
    return first


def choose_sheet(
    heads: Sequence[SheetHead], stated: str, wanted: Sequence[str], *, file: str
) -> SheetHead:
    """Choose the sheet that is meant.

    Parameters
    ----------
    heads
        All sheets in their order.
    stated
        Its name, or a pattern with ``*`` of it, as a contract states it. Without it: of the sheets
        that are shown, the first whose header has the wanted names; else the first with a table,
        that is a row below a header of two columns; else the first with a value.
    wanted
        Names that should be in the header.
    file
        What to call the file in messages.

    Raises
    ------
    FileUnreadable
        There is no such sheet, or more than one; or none that is shown has a value.
    """
    if stated:
        return _stated(heads, stated, file)
    filled = [head for head in heads if head.rows]
    shown = [head for head in filled if head.visible]
    if not shown:
        hidden = listing(repr(head.title) for head in filled)
        raise FileUnreadable(
            f"only hidden sheets have values: {hidden}" if filled else "the workbook is empty",
            file=file,
            expected="a sheet with a header and rows",
            hint="State one of them as `sheet` in sources.yml." if filled else "",
        )
    of_contract = [head for head in shown if wanted and _has(head, wanted)]
    tables = [head for head in shown if holds_table(head)]
    return (of_contract or tables or shown)[0]


def _stated(heads: Sequence[SheetHead], stated: str, file: str) -> SheetHead:
    pattern = stated.strip().casefold()
    same = [head for head in heads if head.title == stated] or [
        head for head in heads if fnmatchcase(head.title.strip().casefold(), pattern)
    ]
    if len(same) == 1:
        return same[0]
    listed = listing(repr(head.title) for head in same or heads)
    raise FileUnreadable(
        f"several sheets are like {stated!r}: {listed}" if same else f"has no sheet {stated!r}",
        file=file,
        expected="" if same else f"one of {listed}",
        hint="Name the sheet as `sheet` in sources.yml.",
    )


def _has(head: SheetHead, wanted: Sequence[str]) -> bool:
    at = header_place(head.rows, wanted)
    return _hits(head.rows[at], wanted) >= _enough(wanted)


def holds_table(head: SheetHead) -> bool:
    """Tell whether a sheet has a row below a header of two columns."""
    if not head.rows:
        return False
    at = header_place(head.rows)
    return head.rows[at].filled > 1 and at + 1 < len(head.rows)


def _has_data(row: SheetRow) -> bool:
    return any(_DATA.match(cell) for cell in row.cells if cell is not None)


def _hits(row: SheetRow, wanted: Sequence[str]) -> int:
    names = {bare_name(cell) for cell in row.cells if cell}
    return sum(bare_name(name) in names for name in wanted)


def _enough(wanted: Sequence[str]) -> int:
    return max(1, min(2, len({bare_name(name) for name in wanted})))
