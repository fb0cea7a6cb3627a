"""Tell workbooks and other office documents from zips that merely hold files."""

from __future__ import annotations

from collections.abc import Collection

from openkitchen.errors import FileUnreadable

__all__ = ["OLD_OFFICE", "SAVE_ANEW", "is_workbook", "old_office_kind", "refuse_document"]

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""The first bytes of old office documents, and of new ones with a password."""
SAVE_ANEW = "Save it as .xlsx, or the sheet as CSV."

_TYPES = "[Content_Types].xml"
_EXPECTED = "CSV, JSON lines, Parquet or a workbook (.xlsx)"
_DOCUMENTS = (
    ({"xl/workbook.bin"}, "a binary Excel workbook (.xlsb)", SAVE_ANEW),
    ({"META-INF/manifest.xml", "content.xml"}, "an OpenDocument file (.ods)", SAVE_ANEW),
    ({"Index/Document.iwa"}, "a document of Apple Numbers or Pages", SAVE_ANEW),
    ({_TYPES}, "an office document, not a table", "Save the sheet as CSV."),
)
_LOCKED, _OLD_BOOK = ("encryptedpackage".encode("utf-16-le"), "book".encode("utf-16-le"))


def is_workbook(names: Collection[str]) -> bool:
    """Tell by the parts of a zip whether it is a workbook (``.xlsx``, ``.xlsm``)."""
    return _TYPES in names and any(
        last.startswith("workbook") and last.endswith(".xml")
        for last in (name.rpartition("/")[2].lower() for name in names)
    )


def refuse_document(names: Collection[str], file: str) -> None:
    """Refuse a zip that is a document of a kind that is not read.

    Raises
    ------
    FileUnreadable
        It is one.
    """
    found = set(names)
    for parts, kind, hint in _DOCUMENTS:
        if parts <= found:
            raise FileUnreadable(f"this is {kind}", file=file, expected=_EXPECTED, hint=hint)


def old_office_kind(content: bytes) -> tuple[str, str]:
    """Say what an old office document is, and what mends it.

    Parameters
    ----------
    content
        Its bytes, or the first of them.
    """
    small = content.lower()
    if _LOCKED in small:
        return "locked with a password", "Save it without one, or ask for it without."
    if _OLD_BOOK in small:
        return "an old Excel workbook (.xls)", SAVE_ANEW
    return "an old office document", ""
