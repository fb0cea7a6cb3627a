from __future__ import annotations

import pytest

from openkitchen.errors import FileUnreadable
from openkitchen.sources.office import is_workbook, old_office_kind, refuse_document

TYPES = "[Content_Types].xml"


def test_a_workbook_is_told_by_its_parts():
    assert is_workbook([TYPES, "xl/workbook.xml"])
    assert is_workbook([TYPES, "xl/workbook2.xml"])
    assert not is_workbook([TYPES, "word/document.xml"])
    assert not is_workbook(["xl/workbook.xml"])
    assert not is_workbook([TYPES, "xl/workbook.bin"])


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([TYPES, "xl/workbook.bin"], r"a binary Excel workbook \(\.xlsb\).*\n.*Save it as \.xlsx"),
        (["mimetype", "content.xml", "META-INF/manifest.xml"], r"an OpenDocument file \(\.ods\)"),
        (["Index/Document.iwa"], "a document of Apple Numbers"),
        ([TYPES, "word/document.xml"], "an office document, not a table"),
    ],
)
def test_other_documents_are_refused_with_the_mend(names, said):
    with pytest.raises(FileUnreadable, match=rf"(?s)f: this is {said}"):
        refuse_document(names, "f")


def test_a_zip_of_files_is_none():
    refuse_document(["a.csv", "content.xml", "META-INF/x"], "f")


@pytest.mark.parametrize(
    ("stream", "kind"),
    [
        ("EncryptedPackage", "locked with a password"),
        ("Workbook", "an old Excel workbook (.xls)"),
        ("BOOK", "an old Excel workbook (.xls)"),
        ("WordDocument", "an old office document"),
    ],
)
def test_old_documents_are_told_by_what_is_in_them(stream, kind):
    assert old_office_kind(b"\0\1" + stream.encode("utf-16-le") + b"\0")[0] == kind
