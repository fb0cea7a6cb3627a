from __future__ import annotations

import io
import zipfile

import pytest
from tests.sources.books import by_hand, row, sheet_of

from openkitchen.errors import FileUnreadable
from openkitchen.sources import sheet_parts
from openkitchen.sources.sheet_parts import column_letters, look_through, refuse_large


def looked(text):
    return look_through(lambda: io.BytesIO(text.encode()), "b.xlsx")


def test_the_last_row_is_found_with_and_without_numbers():
    assert looked(sheet_of()).last == 0
    assert looked(sheet_of(row(1, "a"), row(7, "b"), after='<rowBreaks count="1"/>')).last == 7
    assert looked(sheet_of("<row><c/></row>", "<row/>")).last == 2
    assert looked(sheet_of(row(3, "a")).replace("<", "<x:").replace("<x:/", "</x:")).last == 3


def test_cells_merged_over_rows_are_found():
    merged = '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="B2:B4"/></mergeCells>'
    facts = looked(sheet_of(row(1, "a"), after=merged))
    assert facts.merged == ["B2:B4"]
    assert facts.merged_below(3) == ["B2:B4"]
    assert facts.merged_below(4) == []


def test_formulas_without_a_value_are_found():
    cells = (
        '<c r="A1"><f>B1*2</f></c><c r="B1"><f>1</f><v/></c><c r="C1"><f>1</f><v></v></c>'
        '<c r="D1"><f>1</f><v>1</v></c><c r="E1" t="str"><f>""</f><v></v></c>'
        '<c r="AA1"><f t="shared" si="0"/></c><c r="F1"><v>3</v></c>'
    )
    assert looked(sheet_of(f'<row r="1">{cells}</row>')).uncomputed == {1: {0, 1, 2, 26}}


def test_pieces_cut_anywhere_say_the_same(monkeypatch):
    rows = [row(n, "a:row", n, f"<![CDATA[<row {n}]]>") for n in range(1, 60)]
    cells = '<row r="60"><c r="A60"><f>1</f></c></row>'
    text = sheet_of(*rows, cells, after='<mergeCells><mergeCell ref="B2:B4"/></mergeCells>')
    whole = looked(text)
    for size in (5, 64, 700):
        monkeypatch.setattr(sheet_parts, "_CHUNK", size)
        assert looked(text) == whole
    assert (whole.last, whole.uncomputed, whole.merged) == (60, {60: {0}}, ["B2:B4"])


def test_a_row_that_never_ends_is_refused_and_a_long_tail_is_not(monkeypatch):
    monkeypatch.setattr(sheet_parts, "LONGEST_LINE", 20_000)
    monkeypatch.setattr(sheet_parts, "_CHUNK", 1_000)
    assert looked(sheet_of(row(1, "a"), after="<x/>" * 9_000)).last == 1
    with pytest.raises(FileUnreadable, match=r"b\.xlsx: a row of a sheet has more than 20,000"):
        looked(sheet_of(f'<row r="1">{"<c/>" * 9_000}</row>'))


@pytest.mark.parametrize("number", [1, 2])
def test_rows_in_disorder_are_refused_for_some_would_get_lost(number):
    with pytest.raises(FileUnreadable, match=f"rows of a sheet are in disorder: {number} after 2"):
        looked(sheet_of(row(2, "a"), row(number, "b"), row(3, "c")))


def test_columns_have_letters():
    assert [column_letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def refused(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        refuse_large(archive, "b.xlsx")


def test_parts_that_do_not_fit_into_memory_are_refused(monkeypatch):
    content = by_hand(sheet_of(row(1, "a")), strings=f"<sst>{'<si/>' * 9_000}</sst>")
    refused(content)
    monkeypatch.setattr(sheet_parts, "_MOST_STRINGS", 9_000)
    with pytest.raises(FileUnreadable, match=r"part xl/sharedStrings\.xml has 45,011 bytes"):
        refused(content)
    monkeypatch.setattr(sheet_parts, "_SMALL", 9_000)
    monkeypatch.setattr(sheet_parts, "_MOST_TIMES", 30)
    with pytest.raises(FileUnreadable, match="unpacks to more than 30 times its size"):
        refused(content)
