"""Open a sheet of a workbook as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from openkitchen.errors import FileUnreadable, listing, plural
from openkitchen.sources.blocks import Extract
from openkitchen.sources.cell_text import FAULTY
from openkitchen.sources.mapping import bare_name
from openkitchen.sources.sheet_parts import SheetFacts, column_letters
from openkitchen.sources.sheet_rows import SheetRows
from openkitchen.sources.sheets import (
    SheetHead,
    SheetRow,
    choose_sheet,
    header_place,
    holds_table,
)
from openkitchen.sources.workbook_sheets import opened_workbook

__all__ = ["open_workbook"]


def open_workbook(
    opened: BinaryIO,
    name: str,
    *,
    sheet: str = "",
    wanted: Sequence[str] = (),
    header: Sequence[str] = (),
    decimal: str = ".",
) -> Extract:
    """Open a sheet of a workbook; its rows are read now, one by one, and kept in a file.

    Lines are the sheet's own row numbers. A row without a value under a name is none.

    Parameters
    ----------
    opened
        The workbook; may be closed afterwards.
    name
        What to call it in messages.
    sheet, wanted
        As `choose_sheet` takes them.
    header
        The names of the columns from A on, where there is no header.
    decimal
        The sign before the decimals of numbers.

    Raises
    ------
    FileUnreadable
        It is damaged, larger than is read, or has no such sheet.
    """
    with opened_workbook(opened, name, decimal) as sheets:
        heads = [one.head for one in sheets]
        chosen = choose_sheet(heads, sheet, wanted, file=name)
        taken = sheets[heads.index(chosen)]
        names, last, above = _header(chosen, wanted, header, name)
        nameless: set[int] = set()
        rows = SheetRows(names, _named(taken.below(last, len(names)), names, nameless))
        others = [] if sheet else [h for h in heads if h is not chosen and holds_table(h)]
        notes = (
            _of_sheets(chosen, others),
            f"headed by {plural(above, 'line')} above the names of the columns" if above else "",
            _of_nameless(nameless | taken.beyond),
            *_of_facts(taken.facts, last, names),
        )
    pinned = chosen.title if sheet or others else ""
    told = tuple(note for note in notes if note)
    return Extract(name, names, rows.blocks, told, faulty=FAULTY, sheet=pinned, dated=True)


def _header(
    chosen: SheetHead, wanted: Sequence[str], stated: Sequence[str], file: str
) -> tuple[tuple[str, ...], int, int]:
    """Return the names, the last row that is no data, and how many lines stand above the names."""
    if not chosen.rows:
        raise FileUnreadable(
            f"the sheet {chosen.title!r} is empty", file=file, expected="a header and rows"
        )
    at = 0 if stated else header_place(chosen.rows, wanted)
    row = chosen.rows[at]
    names = _names(row)
    if stated and {bare_name(n) for n in stated} != {bare_name(n) for n in names}:
        return tuple(stated), row.number - 1, 0
    return names, row.number, row.number - chosen.rows[0].number


def _names(row: SheetRow) -> tuple[str, ...]:
    """Return the names in a row; one that goes over several lines is written in one."""
    names = [" ".join(cell.split()) if cell else "" for cell in row.cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _named(
    rows: Iterable[SheetRow], names: Sequence[str], nameless: set[int]
) -> Iterator[SheetRow]:
    """Yield the rows with a value under a name; note the columns that have values under none."""
    places = [at for at, name in enumerate(names) if name]
    others = [at for at, name in enumerate(names) if not name]
    for row in rows:
        cells, width = row.cells, len(row.cells)
        beside = [*others, *range(len(names), width)]
        nameless.update(at for at in beside if at < width and cells[at] is not None)
        if any(at < width and cells[at] is not None for at in places):
            yield row


def _of_sheets(chosen: SheetHead, others: Sequence[SheetHead]) -> str:
    if not others:
        return ""
    told = listing(f"{h.title!r}{'' if h.visible else ' (hidden)'}" for h in others)
    return f"read from its sheet {chosen.title!r}, not from {told}: `sheet` says which is meant"


def _of_nameless(places: set[int]) -> str:
    if not places:
        return ""
    letters = listing(column_letters(at) for at in sorted(places))
    noun = "column" if len(places) == 1 else "columns"
    return f"wider than its header: values under no name, in {noun} {letters}, are passed over"


def _of_facts(facts: SheetFacts, above: int, names: Sequence[str]) -> Iterator[str]:
    named = {at for at, name in enumerate(names) if name}
    if merged := facts.merged_below(above):
        yield (
            f"merged over several rows in {plural(len(merged), 'place')}, such as {merged[0]}: "
            "the value counts for the first row alone"
        )
    gone = [(n, at) for n, places in facts.uncomputed.items() for at in places & named if n > above]
    if gone:
        number, at = min(gone)
        yield (
            f"without the values of {plural(len(gone), 'formula')}, such as in "
            f"{column_letters(at)}{number}: open it in Excel or LibreOffice and save it"
        )
