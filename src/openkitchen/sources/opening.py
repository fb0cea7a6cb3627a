"""Open a file of any kind that we read; the kind is told by its content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from openkitchen.errors import FileUnreadable
from openkitchen.sources.blocks import Extract
from openkitchen.sources.columnar import open_parquet, open_parquet_folder, parquet_files
from openkitchen.sources.contract import Source
from openkitchen.sources.delimited import open_delimited
from openkitchen.sources.dialect import read_head
from openkitchen.sources.encoding import (
    SNIFFED,
    encoding_note,
    looks_binary,
    sniff_encoding,
    utf8_chunks,
)
from openkitchen.sources.json_lines import open_json_lines
from openkitchen.sources.office import OLD_OFFICE, old_office_kind
from openkitchen.sources.packing import (
    Packed,
    chunks,
    first_bytes,
    in_memory,
    only_member,
    workbook_in,
)
from openkitchen.sources.workbook import open_workbook

__all__ = ["open_delivered", "open_file", "open_packed"]

_PARQUET = b"PAR1"
_OBJECT = re.compile(rb'\s*\{\s*["}]')
_LINES = re.compile(r"\.(jsonl|ndjson|jl)(\.gz|\.zip)?$", re.IGNORECASE)
"""Names of JSON lines, which without any event are without a byte."""
_LIST = re.compile(rb"\s*\[\s*[\[{\]]")
_EXPECTED = "CSV (or PSV, TSV), JSON lines, Parquet or .xlsx, plain, in a gzip or in a zip"
_EXPORTED = "If it was exported as an .xls, open it in Excel or LibreOffice and save it as .xlsx."
_LOOKED_AT = 64 << 20
_OTHERS = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"%PDF": "a PDF",
    b"SQLite format 3": "a SQLite database (name its table: sqlite:///FILE#TABLE)",
    b"PGDMP": "a dump of PostgreSQL (restore it, then name postgresql://…/DATABASE#TABLE)",
    b"-- PostgreSQL": "a dump of PostgreSQL (restore it, then name postgresql://…/DATABASE#TABLE)",
    b"-- MySQL dump": "a dump of MySQL (restore it, then name mysql://…/DATABASE#TABLE)",
    b"-- MariaDB dump": "a dump of MariaDB (restore it, then name mysql://…/DATABASE#TABLE)",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"7z\xbc\xaf": "packed with 7-Zip",
    b"PK\x03\x04": "a zip within another file",
    b"\x1f\x8b": "packed twice",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
    b"<table": "a web page",
    b"<?xml": "XML",
}


def open_file(
    path: Path,
    *,
    wanted: Sequence[str] = (),
    separator: str | None = None,
    encoding: str | None = None,
    header: Sequence[str] = (),
) -> Extract:
    """Open a file: CSV, PSV, TSV, JSON lines, Parquet or .xlsx; plain, gzip, or alone in a zip.

    A folder of Parquet files is opened as one file.

    Parameters
    ----------
    path
        The file.
    wanted
        Names that should be in the header; they help to tell the separator.
    separator, encoding
        Given rather than told from the content.
    header
        The names of the columns of delimited text that has no header.

    Raises
    ------
    FileUnreadable
        The file is missing, a folder of other files, empty, cut off, or none of these kinds.
    """
    if path.is_dir() and (files := parquet_files(path)):
        return open_parquet_folder(files, str(path))
    packed = Packed(path, only_member(path, str(path)), str(path))
    return open_packed(packed, wanted=wanted, separator=separator, encoding=encoding, header=header)


def open_delivered(packed: Packed, source: Source) -> Extract:
    """Open a file as its source's contract says that it is written; as `open_packed`."""
    return open_packed(
        packed,
        wanted=[rule.theirs for rule in source.columns],
        separator=source.separator,
        encoding=source.encoding,
        header=source.header,
        sheet=source.sheet,
        decimal=source.decimal,
    )


def open_packed(
    packed: Packed,
    *,
    wanted: Sequence[str] = (),
    separator: str | None = None,
    encoding: str | None = None,
    header: Sequence[str] = (),
    sheet: str = "",
    decimal: str = ".",
) -> Extract:
    """Open a file, or a member of a zip.

    Parameters
    ----------
    packed
        Where it is.
    wanted, separator, encoding, header
        As in `open_file`.
    sheet
        The sheet of a workbook; see `choose_sheet`.
    decimal
        The sign before decimals, with which the numbers of a workbook are written.

    Raises
    ------
    FileUnreadable
        As in `open_file`.
    """
    name = packed.name
    head = first_bytes(packed, SNIFFED)
    if not head and _LINES.search(name):
        return open_json_lines(name, lambda: (), ())
    if not head:
        raise FileUnreadable("the file is empty", file=name, expected=_EXPECTED)
    if head.startswith(_PARQUET):
        return open_parquet(packed.path if packed.is_plain() else in_memory(packed), name)
    with workbook_in(packed) as book:
        if book is not None:
            options = {"sheet": sheet, "decimal": decimal}
            return open_workbook(book, name, wanted=wanted, header=header, **options)
    _refuse_other_kinds(head, packed)
    told = encoding or sniff_encoding(head, whole=len(head) < SNIFFED)

    def text() -> Iterable[bytes]:
        return utf8_chunks(chunks(packed), told, file=name)

    start = _beginning(head, told, name)
    note = "" if encoding else encoding_note(told)
    if _OBJECT.match(start):
        return open_json_lines(name, text, (note,) if note else ())
    if _LIST.match(start):
        raise FileUnreadable(
            "this is a JSON list",
            file=name,
            expected=_EXPECTED,
            hint="Write one JSON object in each line, for example with: jq -c '.[]'",
        )
    first_lines = read_head(start, wanted, separator, header, file=name)
    told_too = "" if separator else first_lines.note
    return open_delimited(name, first_lines, text, tuple(n for n in (note, told_too) if n))


def _beginning(head: bytes, encoding: str, name: str) -> bytes:
    start = next(iter(utf8_chunks([head], encoding, file=name)), b"")
    if looks_binary(start):
        raise FileUnreadable("this is no text", file=name, expected=_EXPECTED)
    return start


def _refuse_other_kinds(head: bytes, packed: Packed) -> None:
    name = packed.name
    if head.startswith(OLD_OFFICE):
        kind, hint = old_office_kind(first_bytes(packed, _LOOKED_AT))
        raise FileUnreadable(f"this is {kind}", file=name, expected=_EXPECTED, hint=hint)
    start = head[:32].lstrip(b"-\n ").lower()
    for magic, kind in _OTHERS.items():
        if start.startswith(magic.lstrip(b"- ").lower()):
            hint = _EXPORTED if kind in {"a web page", "XML"} else ""
            raise FileUnreadable(f"this is {kind}", file=name, expected=_EXPECTED, hint=hint)
