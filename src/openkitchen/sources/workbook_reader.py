"""Open a workbook with openpyxl, without what is of no use for its values.

Properties, themes and the looks of cells are passed over: some programs write them in ways over
which the library stumbles, and all that is needed of them is which cells are dates.
"""

from __future__ import annotations

from typing import Any, BinaryIO
from zipfile import ZipFile

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml.constants import ARC_STYLE, SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring

__all__ = ["load_values"]

_DATES_OF_ASIA = frozenset([*range(27, 37), *range(50, 59)])
"""Ids of formats that are dates or times in Chinese, Japanese and Korean Excel."""


class _Sheet(ReadOnlyWorksheet):  # type: ignore[misc]
    """A sheet whose size is not asked for: where it is not stated, all cells would be read."""

    def _get_size(self) -> None:
        self._max_row = self._max_column = None


def load_values(opened: BinaryIO) -> Any:
    """Return the workbook, whose sheets are read row by row, formulas as their last values."""
    reader = ExcelReader(opened, read_only=True, data_only=True, keep_links=False)
    try:
        return _read(reader)
    except BaseException:
        reader.archive.close()
        raise


def _read(reader: Any) -> Any:
    reader.read_manifest()
    strings = reader.package.find(SHARED_STRINGS)
    if strings is not None and strings.PartName.lstrip("/") in reader.valid_files:
        reader.read_strings()
    reader.read_workbook()
    dates, durations = _dates_and_durations(reader.archive)
    reader.wb._date_formats, reader.wb._timedelta_formats = dates, durations
    for sheet, part in reader.parser.find_sheets():
        if part.target in reader.valid_files and part.Type.endswith("/worksheet"):
            made = _Sheet(reader.wb, sheet.name, part.target, reader.shared_strings)
            made.sheet_state = sheet.state
            reader.wb._sheets.append(made)
    return reader.wb


def _dates_and_durations(archive: ZipFile) -> tuple[set[int], set[int]]:
    """Return the styles of cells that are dates or times, and which of them are durations."""
    if ARC_STYLE not in archive.namelist():
        return set(), set()
    root = fromstring(archive.read(ARC_STYLE))
    space = f"{{{SHEET_MAIN_NS}}}"
    own = {
        int(one.get("numFmtId", -1)): one.get("formatCode", "")
        for one in root.iterfind(f"{space}numFmts/{space}numFmt")
    }
    dates, durations = set(), set()
    for style, one in enumerate(root.iterfind(f"{space}cellXfs/{space}xf")):
        known = int(one.get("numFmtId", 0))
        code = own.get(known, builtin_format_code(known))
        if is_date_format(code) or (code is None and known in _DATES_OF_ASIA):
            dates.add(style)
        if is_timedelta_format(code):
            durations.add(style)
    return dates, durations
