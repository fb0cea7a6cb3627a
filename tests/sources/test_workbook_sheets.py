from __future__ import annotations

import io

import pytest
from tests.sources.books import book, by_hand, row, sheet_of

from openkitchen.errors import FileUnreadable
from openkitchen.sources.workbook_sheets import opened_workbook

HEAD = row(1, "id", "n")
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {one} "{f"&{before};" * 40}">' for before, one in zip("abcde", "bcdef", strict=True)
)


def read(content, decimal="."):
    with opened_workbook(io.BytesIO(content), "b.xlsx", decimal) as sheets:
        return [[(r.number, *r.cells) for r in sheet.below(0, 3)] for sheet in sheets]


def test_rows_with_a_value_come_under_their_own_number():
    content = book(a=[["id", 1.5], [], [None, "  "], ["x"]], b=[])
    assert read(content) == [[(1, "id", "1.5"), (4, "x")], []]
    assert read(content, ",")[0][0] == (1, "id", "1,5")


def test_a_head_is_the_first_rows_of_a_sheet():
    with opened_workbook(io.BytesIO(book(hidden=["a"], a=[["x", "y"]], b=[])), "b", ".") as sheets:
        head, _ = [sheet.head for sheet in sheets]
    assert (head.title, head.visible, head.rows[0].cells) == ("a", False, ("x", "y"))


def test_a_formula_that_was_never_computed_is_no_empty_cell():
    content = book(a=[["id", "n"], ["x", "=1+1"], ["=A2"]])
    assert read(content)[0][1:] == [(2, "x", "=…"), (3, "=…")]


def test_damage_below_the_rows_does_not_matter():
    tail = '<dataValidations count="x"><dataValidation type="bogus"/></dataValidations>'
    content = by_hand(sheet_of(HEAD, row(2, "a", 1), after=tail))
    assert read(content) == [[(1, "id", "n"), (2, "a", "1")]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (by_hand(sheet_of(HEAD, row(2, "a", 1))[:-40]), "damaged, or written in a way"),
        (by_hand(sheet_of(HEAD, '<row r="2"><c r="A2" t="s"><v>9</v></c></row>')), "damaged"),
        (by_hand(sheet_of(HEAD, '<row r="2"><c r="A2"><v>NaN</v></c></row>')), "damaged"),
        (by_hand(f"{BOMB}]>{sheet_of(HEAD, row(2, '&f;', 1))}"), "damaged"),
        (by_hand(sheet_of(HEAD, row(2_000_000, "a", 1))), "a sheet has a row 2,000,000; expected"),
        (by_hand(sheet_of(), space="http://purl.oclc.org/ooxml/x/main"), "Strict Open XML"),
        (by_hand(sheet_of(), left_out=["xl/_rels/workbook.xml.rels"]), "damaged"),
        (by_hand(sheet_of(), left_out=["[Content_Types].xml"]), "damaged"),
        (by_hand(sheet_of())[:-50], "damaged"),
    ],
)
def test_what_cannot_be_read_is_told_in_our_words(content, said):
    with pytest.raises(FileUnreadable, match=rf"b\.xlsx: .*{said}"):
        read(content)


def test_an_entity_is_never_read_from_another_file(tmp_path):
    (tmp_path / "secret").write_text("secret")
    entity = f'<!DOCTYPE a [<!ENTITY a SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    with pytest.raises(FileUnreadable, match="undefined entity"):
        read(by_hand(f"{entity}{sheet_of(HEAD, row(2, '&a;', 1))}"))
