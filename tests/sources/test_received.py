from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.sources.desk import web_source

from openkitchen.errors import FileUnreadable, InputError
from openkitchen.schema import infer_attributes
from openkitchen.sources import ColumnRule, DayRule, received
from openkitchen.sources.typed_schema import contract_mark, typed_schema

ITEMS = web_source(
    name="items",
    role="catalogue",
    files="items*",
    constants={},
    columns=(
        ColumnRule("no", "item_id"),
        ColumnRule("parts", "parts", "set"),
        ColumnRule("minutes", "minutes", "integer"),
        ColumnRule("colour", "colour", "category"),
        ColumnRule("quick", "quick", "boolean"),
        ColumnRule("title", "title", "text"),
    ),
)
TEXT = "no,parts,minutes,colour,quick,title\n007,a|b,5,red,yes,Soup\n8,,,,,\n"


def test_rows_are_typed_and_kinds_declared(make_desk):
    desk = make_desk(ITEMS)
    desk.one("items_1.csv", TEXT)
    (items,) = received(desk.sources, desk.store, desk.typed).of_role("catalogue")
    assert items.rows.to_pylist()[0] == {
        "item_id": "007",
        "parts": ["a", "b"],
        "minutes": 5,
        "colour": "red",
        "quick": True,
        "title": "Soup",
    }
    assert {a.name: a.kind for a in infer_attributes(items.rows, "item_id")} == {
        "parts": "set",
        "minutes": "number",
        "colour": "category",
        "quick": "category",
        "title": "text",
    }
    assert [r.file for r in items.receipts] == ["items_1.csv"]


def test_sources_without_rows_are_there_with_their_columns(make_desk):
    desk = make_desk(ITEMS, web_source())
    found = received(desk.sources, desk.store, desk.typed)
    assert [one.rows.num_rows for one in found.sources] == [0, 0]
    assert found.of_role("events")[0].rows.schema == typed_schema(web_source())
    assert found.of_role("people") == []


def test_replaced_days_go_and_the_others_of_a_file_stay(make_desk):
    rule = DayRule("name", r"(\d{4}-\d\d-\d\d)(?:to(\d{4}-\d\d-\d\d))?")
    desk = make_desk(web_source(day=rule, timezone="Asia/Tokyo"))
    head = "ID visitor,recipe,ts\n"
    desk.one(
        "web_2026-08-01to2026-08-02.csv", head + "a,x,2026-08-01 23:00\na,y,2026-08-02 00:30\n"
    )
    desk.one("web_2026-08-02.csv", head + "b,y,2026-08-02 12:00\n")
    rows = [(row["visitor_id"], row["timestamp"]) for row in desk.rows()]
    assert rows == [("a", datetime(2026, 8, 1, 14)), ("b", datetime(2026, 8, 2, 3))]


def test_lost_rows_and_another_contract_are_told(make_desk):
    desk = make_desk(ITEMS)
    receipt = desk.one("items_1.csv", TEXT)
    changed = tuple(
        ColumnRule("minutes", "minutes", "text") if c.ours == "minutes" else c
        for c in ITEMS.columns
    )
    other = web_source(
        name="items", role="catalogue", files="items*", constants={}, columns=changed
    )
    assert contract_mark(other) != contract_mark(ITEMS)
    desk.sources["items"] = other
    with pytest.raises(InputError, match=r"'minutes' was received as int64.*\n.*items_1.csv again"):
        desk.rows("items")
    (desk.typed / receipt.typed).unlink()
    with pytest.raises(FileUnreadable, match=r"Receive items_1\.csv again"):
        desk.rows("items")


def test_a_column_that_joined_the_contract_is_null_until_then(make_desk):
    desk = make_desk(ITEMS)
    desk.one("items_1.csv", TEXT)
    more = (*ITEMS.columns, ColumnRule("price", "price", "number"))
    desk.sources["items"] = web_source(
        name="items", role="catalogue", files="items*", constants={}, columns=more
    )
    assert desk.rows("items")[0]["price"] is None


def test_undated_files_of_one_name_replace_each_other(make_desk):
    desk = make_desk(ITEMS)
    desk.one("items.csv", TEXT)
    assert desk.one("items.csv", TEXT.replace("Soup", "Stew")).status == "replaced"
    assert desk.one("items_more.csv", TEXT.replace("007", "9")).status == "new"
    assert [row["title"] for row in desk.rows("items")] == ["Stew", None, "Soup", None]
    assert date(2026, 8, 1) not in desk.ledger()[0].days
