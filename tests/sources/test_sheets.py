from __future__ import annotations

import pytest

from openkitchen.errors import FileUnreadable
from openkitchen.sources.sheets import SheetHead, SheetRow, choose_sheet, header_place, holds_table


def rows(*cells):
    return tuple(SheetRow(at, tuple(row)) for at, row in enumerate(cells, 1))


NAMES = ("no", "name", "city", "born", "sum")
DATA = ("1", "a", "b", "c", "2")


@pytest.mark.parametrize(
    ("above", "at"),
    [
        ((), 0),
        ((("Customers",),), 1),
        ((("Customers",), ("As of", "2026-08-31")), 2),
        (((None, "Person", None, "More"),), 1),
    ],
)
def test_titles_and_groups_of_columns_stand_above_the_header(above, at):
    assert header_place(rows(*above, NAMES, DATA, DATA, DATA)) == at
    assert header_place(rows(*above, NAMES, DATA)) == at


def test_rows_that_are_wider_than_others_are_no_header():
    beside = (*DATA, "a", "note", "in", "seven", "more", "cells", "here")
    assert header_place(rows(NAMES, DATA, beside, DATA)) == 0


def test_one_column_and_an_empty_last_cell():
    assert header_place(rows(("id",), ("a",))) == 0
    assert header_place(rows(NAMES, ("1", "a", None, None, None), DATA)) == 0


@pytest.mark.parametrize("names", [(None, "id", "n"), ("id", None, "n"), ("id", "n")])
def test_a_column_may_be_without_a_name(names):
    data = [(f"{n}", f"a{n}", "2026-08-01") for n in range(9)]
    assert header_place(rows(names, *data)) == 0
    assert header_place(rows(("Title",), names, *data)) == 1
    assert header_place(rows(("As of", "2026-08-31"), ("id", "b", "c"), *data)) == 1


def test_wanted_names_tell_the_header():
    found = rows(("As of", "Name"), ("No", "NAME"), ("1", "a"))
    assert header_place(found) == 0
    assert header_place(found, ["no", "name"]) == 1
    assert header_place(found, ["sku"]) == 0


def head(title, *cells, visible=True):
    return SheetHead(title, visible, rows(*cells))


ABOUT = head("About", ("Made by us",), ("Ask Anna",))
HIDDEN = head("Old", NAMES, DATA, visible=False)
PEOPLE, ORDERS = head("People", NAMES, DATA), head("Orders", ("order", "no"), ("1", "2"))
EMPTY = head("Sheet1")


def chosen(*heads, stated="", wanted=()):
    return choose_sheet(heads, stated, wanted, file="b.xlsx").title


def test_the_first_shown_sheet_with_a_table_is_taken():
    assert chosen(EMPTY, ABOUT, HIDDEN, PEOPLE, ORDERS) == "People"
    assert chosen(EMPTY, ABOUT) == "About"
    assert not holds_table(ABOUT)
    assert not holds_table(EMPTY)


def test_the_contracts_names_tell_the_sheet():
    assert chosen(PEOPLE, ORDERS, wanted=["order", "no"]) == "Orders"
    assert chosen(PEOPLE, ORDERS, wanted=["sku"]) == "People"


@pytest.mark.parametrize("stated", ["Orders", "orders", " ORDERS", "Ord*"])
def test_a_stated_sheet_is_taken(stated):
    assert chosen(PEOPLE, ORDERS, stated=stated) == "Orders"


def test_a_hidden_sheet_is_taken_when_it_is_stated():
    assert chosen(PEOPLE, HIDDEN, stated="Old") == "Old"


@pytest.mark.parametrize(
    ("heads", "stated", "said"),
    [
        ([PEOPLE, ORDERS], "Items", r"b\.xlsx: has no sheet 'Items'; expected one of 'People', 'O"),
        ([PEOPLE, ORDERS], "*e*", "several sheets are like"),
        ([EMPTY, HIDDEN], "", "only hidden sheets have values: 'Old'"),
        ([EMPTY], "", "the workbook is empty"),
        ([], "", "the workbook is empty"),
    ],
)
def test_without_such_a_sheet_it_is_said_which_there_are(heads, stated, said):
    with pytest.raises(FileUnreadable, match=said):
        choose_sheet(heads, stated, (), file="b.xlsx")
