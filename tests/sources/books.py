"""Workbooks for tests: as openpyxl writes them, and written by hand, part by part."""

from __future__ import annotations

import io
import zipfile

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def book(change=lambda _: None, hidden=(), **sheets) -> bytes:
    """Write sheets, each given as rows; ``change`` may do more to the workbook."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    change(made)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def error(sheet, place, word="#N/A"):
    """Put into a cell what a failed formula shows."""
    sheet[place] = word
    sheet[place].data_type = "e"


def row(number, *cells) -> str:
    """Write a row of text and numbers by hand; ``None`` is no cell."""
    written = [
        f'<c r="{letter}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        if isinstance(cell, str)
        else f'<c r="{letter}{number}"><v>{cell}</v></c>'
        for letter, cell in zip(map(get_column_letter, range(1, 99)), cells, strict=False)
        if cell is not None
    ]
    return f'<row r="{number}">{"".join(written)}</row>'


def sheet_of(*rows, before="", after="") -> str:
    """Write a sheet by hand."""
    cells = f"<sheetData>{''.join(rows)}</sheetData>"
    return f'<worksheet xmlns="{MAIN}">{before}{cells}{after}</worksheet>'


def by_hand(sheet, strings="", styles="", settings="", left_out=(), space=MAIN) -> bytes:
    """Write a workbook of one sheet, given as text, part by part."""
    written = io.BytesIO()
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(
            f'<Override PartName="/xl/{part}.xml" ContentType="{_KIND}.{kind}+xml"/>'
            for part, kind in (
                ("workbook", "sheet.main"),
                ("worksheets/sheet1", "worksheet"),
                ("sharedStrings", "sharedStrings"),
            )
        )
        + "</Types>",
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{OFFICE}">{settings}'
        '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": strings,
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>' if styles else "",
    }
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content and name not in left_out:
                archive.writestr(name, content)
    return written.getvalue()


def dated(sheet: str, place: str) -> str:
    """Give a cell of a sheet written by hand the second style."""
    return sheet.replace(f'<c r="{place}">', f'<c r="{place}" s="1">')
