from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import date, datetime

import pytest
from tests.sources.books import book, by_hand, error, row, sheet_of

from openkitchen.errors import FileUnreadable
from openkitchen.sources.opening import open_file
from openkitchen.sources.workbook import open_workbook

HEAD = ["id", "born", "seen", "sum", "yes"]
NINE = datetime(2026, 8, 1, 9)
ROWS = [["007", date(1980, 5, 17), NINE, 12.5, True], [8, None, None, 3, False]]
TEXT = [
    dict(zip(HEAD, ("007", "1980-05-17", "2026-08-01 09:00:00", "12.5", "true"), strict=True)),
    dict(zip(HEAD, ("8", None, None, "3", "false"), strict=True)),
]


def opened(content, **options):
    return open_workbook(io.BytesIO(content), "b.xlsx", **options)


def read(extract):
    blocks = list(extract.read([name for name in extract.header if name]))
    rows = [row for block in blocks for row in block.rows.to_pylist()]
    return rows, [int(line) for block in blocks for line in block.lines]


def test_a_sheet_gives_what_a_clean_csv_would():
    extract = opened(book(S=[HEAD, *ROWS]))
    assert extract.header == tuple(HEAD)
    assert read(extract) == (TEXT, [2, 3])
    assert read(extract) == (TEXT, [2, 3])
    assert (extract.notes, extract.sheet) == ((), "")


def test_rows_keep_the_numbers_of_the_sheet_and_empty_ones_are_none():
    content = book(S=[["Customers"], [], HEAD, ROWS[0], [], [None, " "], ROWS[1], [], ["  "]])
    extract = opened(content)
    assert read(extract) == (TEXT, [4, 7])
    assert extract.notes == ("headed by 2 lines above the names of the columns",)


def test_a_row_is_given_back_with_its_names():
    (block,) = opened(book(S=[["id", None, "n"], ["ä", "x", 1]])).read(["n"])
    assert json.loads(block.raw(0)) == {"id": "ä", "n": "1"}


def test_names_over_several_lines_are_written_in_one():
    assert opened(book(S=[["Customer\nno ", "n"], ["a", 1]])).header == ("Customer no", "n")


def test_what_stands_under_no_name_is_passed_over_and_told():
    content = book(S=[["id", None, "n"], ["a", 0, 1, None, "note"], [None, None, None, "x"]])
    extract = opened(content)
    assert read(extract) == ([{"id": "a", "n": "1"}], [2])
    (note,) = extract.notes
    assert note.startswith("wider than its header: values under no name, in columns B, D, E")


def test_what_stands_far_beside_the_table_is_told_too():
    content = book(S=[["id", "n"], ["a", 1], [*[None] * 999, "x"]])
    extract = opened(content)
    assert read(extract)[1] == [2]
    assert "under no name, in column ALL, are passed over" in extract.notes[0]


def test_the_other_sheets_are_named_and_a_stated_one_is_taken():
    other = [["sku", "name"], ["a", "b"]]
    content = book(hidden=["Old"], Info=[["About"]], People=[HEAD, *ROWS], Wines=other, Old=other)
    extract = opened(content)
    assert (read(extract)[0], extract.sheet) == (TEXT, "People")
    (note,) = extract.notes
    assert note.startswith("read from its sheet 'People', not from 'Wines', 'Old' (hidden)")
    stated = opened(content, sheet="wines")
    assert (stated.header, stated.notes, stated.sheet) == (("sku", "name"), (), "Wines")
    assert opened(content, wanted=["SKU", "Name"]).header == ("sku", "name")
    with pytest.raises(FileUnreadable, match="the sheet 'Leer' is empty"):
        opened(book(Leer=[]), sheet="Leer")


def test_cells_merged_over_rows_count_once_and_are_told():
    def merged(made):
        made["S"].merge_cells("A2:A3")
        made["S"].merge_cells("A1:B1")

    extract = opened(book(merged, S=[["id", None, "n"], ["a", None, 1], [None, None, 2]]))
    assert read(extract)[0] == [{"id": "a", "n": "1"}, {"id": None, "n": "2"}]
    (note,) = extract.notes
    assert note.startswith("merged over several rows in 1 place, such as A2:A3")


def test_failed_and_uncomputed_formulas_are_no_values():
    def broken(made):
        error(made["S"], "A3", "#REF!")

    extract = opened(book(broken, S=[["id", "n"], ["a", "=1+1"], ["x", 1]]))
    assert read(extract)[0] == [{"id": "a", "n": "=…"}, {"id": "#REF!", "n": "1"}]
    assert set(extract.faulty) >= {"#REF!", "=…"}
    (note,) = extract.notes
    assert note.startswith("without the values of 1 formula, such as in B2: open it in Excel")


def test_cached_values_of_formulas_count():
    cells = row(1, "id", "n") + '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
    assert read(opened(by_hand(sheet_of(cells))))[0] == [{"id": "2", "n": None}]


def test_columns_without_a_header_are_named():
    content = book(S=[["a", 1], ["b", 2]])
    assert read(opened(content, header=["id", "n"])) == (
        [{"id": "a", "n": "1"}, {"id": "b", "n": "2"}],
        [1, 2],
    )
    assert read(opened(book(S=[["N", "ID"], ["1", "a"]]), header=["id", "n"]))[1] == [2]


def test_a_header_alone_has_no_rows():
    extract = opened(book(S=[HEAD]))
    assert (extract.header, read(extract)) == (tuple(HEAD), ([], []))


def test_a_workbook_may_be_packed(tmp_path):
    content = book(S=[HEAD, *ROWS])
    (tmp_path / "plain.csv").write_bytes(content)
    (tmp_path / "b.xlsx.gz").write_bytes(gzip.compress(content))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("in/b.xlsx", content)
    for name in ("plain.csv", "b.xlsx.gz", "b.zip"):
        assert read(open_file(tmp_path / name)) == (TEXT, [2, 3])
