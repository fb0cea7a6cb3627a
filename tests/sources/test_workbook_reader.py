"""What other programs write, and over which the library alone would stumble."""

from __future__ import annotations

import io

import pytest
from tests.sources.books import by_hand, dated, row, sheet_of

from openkitchen.sources.cell_text import cell_text
from openkitchen.sources.workbook_reader import load_values

HEAD = row(1, "id", "when")


def cells(content):
    made = load_values(io.BytesIO(content))
    found = [
        [cell_text(v) for v in values] for values in made.worksheets[0].iter_rows(values_only=True)
    ]
    made.close()
    return found


def styles(own="", known=14):
    formats = f'<numFmts><numFmt numFmtId="164" formatCode="{own}"/></numFmts>' if own else ""
    known = 164 if own else known
    return f'{formats}<cellXfs><xf numFmtId="0"/><xf numFmtId="{known}"/></cellXfs>'


@pytest.mark.parametrize(
    ("form", "value", "text"),
    [
        ({"known": 14}, 46235, "2026-08-01"),
        ({"known": 22}, 46235.375, "2026-08-01 09:00:00"),
        ({"known": 57}, 46235, "2026-08-01"),
        ({"known": 9}, 0.25, "0.25"),
        ({"known": 46}, 1.25, "30:00:00"),
        ({"own": "dd.mm.yyyy"}, 46235, "2026-08-01"),
        ({"own": "[$-407]d. mmmm yyyy"}, 46235, "2026-08-01"),
        ({"own": "h:mm"}, 0.375, "09:00:00"),
        ({"own": "#,##0.00 [$EUR-1]"}, 12.5, "12.5"),
        ({"own": "0 &quot;days&quot;"}, 3, "3"),
        ({"own": "00000"}, 7, "7"),
        ({"own": "yyyy-mm-dd"}, 99_999_999, "#VALUE!"),
    ],
)
def test_the_format_of_a_cell_says_whether_it_is_a_date(form, value, text, recwarn):
    sheet = dated(sheet_of(HEAD, row(2, "a", value)), "B2")
    assert cells(by_hand(sheet, styles=styles(**form)))[1] == ["a", text]


def test_dates_count_from_1904_where_the_workbook_says_so():
    sheet = dated(sheet_of(HEAD, row(2, "a", 44773.5)), "B2")
    settings = '<workbookPr date1904="1"/>'
    found = cells(by_hand(sheet, styles=styles(known=22), settings=settings))
    assert found[1] == ["a", "2026-08-01 12:00:00"]


@pytest.mark.parametrize(
    "content",
    [
        by_hand(sheet_of(HEAD, row(2, "a", 1)), styles="<fills><fill/></fills><fonts><x/></fonts>"),
        by_hand(sheet_of(HEAD, row(2, "a", 1)), left_out=["xl/sharedStrings.xml"]),
        by_hand(sheet_of(HEAD, row(2, "a", 1), before='<dimension ref="A1"/>')),
        by_hand(sheet_of(HEAD, row(2, "a", 1)).replace(' r="', ' q="')),
        by_hand(
            sheet_of(HEAD, row(2, "a", 1))
            .replace("<", "<x:")
            .replace("<x:/", "</x:")
            .replace("xmlns=", "xmlns:x=")
        ),
    ],
    ids=["looks that are none", "no strings", "a wrong size", "no references", "a prefix"],
)
def test_what_is_odd_beside_the_values_does_not_matter(content):
    assert cells(content) == [["id", "when"], ["a", "1"]]
