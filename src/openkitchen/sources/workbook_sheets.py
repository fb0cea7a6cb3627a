"""The sheets of a workbook (``.xlsx``, ``.xlsm``), read row by row with openpyxl."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from typing import Any, BinaryIO
from zipfile import ZipFile

from openkitchen.errors import FileUnreadable, OpenKitchenError
from openkitchen.sources.cell_text import UNCOMPUTED, cell_text
from openkitchen.sources.sheet_parts import look_through, refuse_large
from openkitchen.sources.sheets import LOOKED_AT, SheetHead, SheetRow

__all__ = ["WorkbookSheet", "opened_workbook"]

_MOST_ROWS = 1 << 20  # a sheet has no more
_STRICT = b"http://purl.oclc.org/ooxml/"
_BESIDE = 256
"""Columns beyond the wanted ones that are looked at, so that it can be said what stands there."""


class WorkbookSheet:
    """A sheet of an opened workbook.

    Parameters
    ----------
    sheet
        As openpyxl has it.
    name
        What to call the file in messages.
    decimal
        The sign before the decimals of numbers.

    Raises
    ------
    FileUnreadable
        It is larger than a sheet can be.
    """

    def __init__(self, sheet: Any, name: str, decimal: str) -> None:
        self._sheet, self._decimal = sheet, decimal
        self.beyond: set[int] = set()
        self.facts = look_through(sheet._get_source, name)
        if self.facts.last > _MOST_ROWS:
            said = f"a sheet has a row {self.facts.last:,}"
            raise FileUnreadable(said, file=name, expected=f"at most {_MOST_ROWS:,}")

    @cached_property
    def head(self) -> SheetHead:
        """Its beginning."""
        shown = self._sheet.sheet_state == "visible"
        return SheetHead(self._sheet.title, shown, tuple(islice(self._rows(), LOOKED_AT)))

    def below(self, number: int, width: int) -> Iterator[SheetRow]:
        """Yield the rows with a value that stand below a row, with the columns up to a width.

        Some further columns come as well; of those beyond, the last with a value is noted.
        """
        uncomputed = self.facts.uncomputed
        for row in self._rows(width + _BESIDE, uncomputed):
            if row.number > number:
                yield row

    def _rows(
        self, width: int | None = None, uncomputed: dict[int, set[int]] | None = None
    ) -> Iterator[SheetRow]:
        number = 0
        try:
            rows = self._sheet.iter_rows(values_only=True)
            for number, values in enumerate(rows, start=1):
                if width is not None and len(values) > width and values[-1] is not None:
                    self.beyond.add(len(values) - 1)
                cells = [
                    None if value is None else cell_text(value, self._decimal)
                    for value in values[:width]
                ]
                for at in (uncomputed or {}).get(number, ()):
                    cells += [None] * (at + 1 - len(cells))
                    cells[at] = UNCOMPUTED
                if any(cell is not None for cell in cells):
                    yield SheetRow(number, tuple(cells))
        except Exception:
            if number < self.facts.last:
                raise  # else it is something below the rows, which nobody asks for


@contextmanager
def opened_workbook(opened: BinaryIO, name: str, decimal: str) -> Iterator[list[WorkbookSheet]]:
    """Open a workbook; whatever the library stumbles over becomes our error, also while it is read.

    Yields
    ------
    Its sheets of cells, in their order.

    Raises
    ------
    FileUnreadable
        It is damaged, or larger than is read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of colours, rules and pictures, which are passed over
            yield from _sheets(opened, name, decimal)
    except OpenKitchenError:
        raise
    except Exception as error:  # the library has errors of many kinds
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise FileUnreadable(
            f"the workbook is damaged, or written in a way that is not read: {said}",
            file=name,
            hint="Open it and save it anew as .xlsx, or save the sheet as CSV.",
        ) from error


def _sheets(opened: BinaryIO, name: str, decimal: str) -> Iterator[list[WorkbookSheet]]:
    from openkitchen.sources.workbook_reader import load_values

    with ZipFile(opened) as archive:
        refuse_large(archive, name)
        _refuse_strict(archive, name)
    opened.seek(0)
    book = load_values(opened)
    try:
        yield [WorkbookSheet(sheet, name, decimal) for sheet in book.worksheets]
    finally:
        book.close()


def _refuse_strict(archive: ZipFile, name: str) -> None:
    """Refuse the variant of the format in which everything has other names."""
    books = [part for part in archive.namelist() if part.lower().endswith("xl/workbook.xml")]
    if books and _STRICT in archive.read(books[0]):
        raise FileUnreadable(
            "this is a workbook of the kind Strict Open XML",
            file=name,
            hint="Save it as an ordinary Excel workbook (.xlsx), or the sheet as CSV.",
        )
