"""Workbooks as retailers and CRM departments send them: each row is received or rejected."""

from __future__ import annotations

import csv
import io
import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sources.books import book, by_hand, error, row, sheet_of
from tests.sources.desk import NOW, web_source

from openkitchen.errors import FileUnreadable, InputError, OpenKitchenError
from openkitchen.sources import ColumnRule, DayRule, Source, infer_source, read_files, read_sources
from openkitchen.sources.demands import demands_of
from openkitchen.sources.opening import open_file
from openkitchen.sources.rows import take

HEAD = ["ID visitor", "recipe", "ts", "value"]
NINE = datetime(2026, 8, 1, 9)


def hits(n=9):
    return [[f"v{at % 3}", f"r{at}", NINE + timedelta(minutes=at), at + 0.5] for at in range(n)]


def rejected_of(desk):
    (path,) = desk.typed.rglob("*.rejected.csv")
    with path.open(newline="", encoding="utf-8") as opened:
        return [(int(r["line"]), r["column"], r["reason"]) for r in csv.DictReader(opened)]


def test_rejected_rows_have_the_rows_of_the_sheet(desk):
    def broken(made):
        error(made["Hits"], "B6")
        error(made["Hits"], "D7", "#DIV/0!")
        made["Hits"]["C8"] = "yesterday"
        made["Hits"]["A9"] = None
        made["Hits"]["B10"] = "=B9"

    content = book(broken, Hits=[["Export"], [], HEAD, *hits(12), [], [None, " "]])
    receipt = desk.one("web_2026-08-01.xlsx", content)
    assert (receipt.status, receipt.rows, receipt.rejected) == ("new", 7, 5), receipt.note
    assert rejected_of(desk) == [
        (6, "recipe", "'#N/A' is what a failed formula shows; expected a value"),
        (7, "value", "'#DIV/0!' is what a failed formula shows; expected a value"),
        (8, "ts", "'yesterday' is no time; expected epoch seconds, or ISO 8601 such as "
         "2026-08-31T12:00:00"),
        (9, "ID visitor", "no value; expected an id in ID visitor"),
        (10, "recipe", "'=…' is a formula that was never computed; expected a value"),
    ]  # fmt: skip
    assert receipt.note.startswith("headed by 2 lines above the names of the columns; without the")
    assert desk.rows()[0]["timestamp"] == NINE
    assert desk.rows()[0]["event_value"] == 0.5


def test_a_failed_formula_is_no_value_where_the_contract_says_so(desk):
    desk.sources["web"] = web_source(missing=("#N/A",))
    content = book(lambda made: error(made["S"], "D2"), S=[HEAD, *hits()])
    receipt = desk.one("web_2026-08-01.xlsx", content)
    assert (receipt.rows, receipt.rejected) == (9, 0)
    assert desk.rows()[0]["event_value"] is None


def test_receiving_a_workbook_twice_changes_nothing(desk):
    content = book(S=[HEAD, *hits()], Other=[["a", "b"], [1, 2]])
    first = desk.one("web_2026-08-01.xlsx", content)
    assert "not from 'Other': `sheet` says which is meant" in first.note
    before = desk.everything()
    assert desk.receive().receipts[0].status == "resend"
    with zipfile.ZipFile(desk.inbox / "web_2026-08-01.zip", "w") as archive:
        archive.writestr("web_2026-08-01.xlsx", content)
    assert [r.status for r in desk.receive().receipts] == ["resend", "resend"]
    assert desk.everything()[1] == before[1]


def test_a_workbook_comes_in_a_zip_and_in_a_mail(desk):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("web_2026-08-01.xlsx", book(S=[HEAD, *hits()]))
        archive.writestr("web_2026-08-02.xlsx", book(S=[HEAD]))
    mail = EmailMessage()
    mail.set_content("The hits.")
    mail.add_attachment(
        book(S=[HEAD, *hits(4)]), "application", "octet-stream", filename="web_2026-08-03.xlsx"
    )
    desk.put("all.zip", written.getvalue())
    desk.put("m.eml", bytes(mail))
    found = [(r.file, r.status, r.rows, r.channel) for r in desk.receive().receipts]
    assert found == [
        ("all.zip/web_2026-08-01.xlsx", "new", 9, "mail"),
        ("all.zip/web_2026-08-02.xlsx", "empty", 0, "mail"),
        ("m.eml/web_2026-08-03.xlsx", "new", 4, "mail"),
    ]


def test_dates_in_cells_and_dates_in_text_may_be_mixed(desk):
    rows = hits()
    rows[1][2], rows[2][2], rows[3][2] = "01.08.2026 10:30", date(2026, 8, 1), "2026-99-99"
    rule = ColumnRule("ts", "timestamp", "timestamp", format="%d.%m.%Y %H:%M")
    columns = (*(r for r in web_source().columns if r.ours != "timestamp"), rule)
    desk.sources["web"] = web_source(columns=columns, timezone="Europe/Berlin")
    receipt = desk.one("web_2026-08-01.xlsx", book(S=[HEAD, *rows]))
    assert (receipt.rows, receipt.rejected) == (8, 1)
    times = [row["timestamp"] for row in desk.rows()]
    day = datetime(2026, 7, 31, 22)
    assert times[:3] == [NINE - timedelta(hours=2), datetime(2026, 8, 1, 8, 30), day]
    desk.put("web_2026-08-01.csv", "ID visitor,recipe,ts\nv,r,2026-08-01 09:00:00\n")
    assert desk.receive(desk.inbox / "web_2026-08-01.csv").receipts[0].status == "rejected"


def test_numbers_in_cells_go_with_a_decimal_comma_in_text(desk):
    desk.sources["web"] = web_source(decimal=",")
    rows = hits(3)
    rows[1][3] = "1.234,75"
    assert desk.one("web_2026-08-01.xlsx", book(S=[HEAD, *rows])).rejected == 0
    assert [row["event_value"] for row in desk.rows()] == [0.5, 1234.75, 2.5]


PEOPLE = Source(
    "people",
    "people",
    "shop_*.xlsx",
    (ColumnRule("no", "customer_id"), ColumnRule("city", "city", "category")),
    day=DayRule("name"),
    sheet="Customers*",
)
WINES = Source(
    "wines", "catalogue", "shop_*.xlsx", (ColumnRule("sku", "item_id"),), sheet="Products"
)
SHEETS = {"Customers 2026": [["no", "city"], ["01", "Ulm"]], "Products": [["sku", "x"], ["w", 1]]}


def test_the_sheets_of_one_workbook_may_be_sources_of_their_own(make_desk):
    desk = make_desk(PEOPLE, WINES)
    desk.put("~$shop_2026-08-31.xlsx", b"\0" * 165)
    desk.put("shop_2026-08-31.xlsx", book(**SHEETS))
    found = [(r.source, r.status, r.rows) for r in desk.receive().receipts]
    assert found == [("people", "new", 1), ("wines", "new", 1)]
    assert [r.status for r in desk.receive().receipts] == ["resend", "resend"]
    assert [r.status for r in desk.receive(desk.raw).receipts] == ["resend"] * 4
    assert desk.rows("people") == [{"customer_id": "01", "city": "Ulm"}]
    desk.put("shop_2026-09-01.xlsx", book(Products=SHEETS["Products"]))
    people, wines = desk.receive(desk.inbox / "shop_2026-09-01.xlsx").receipts
    assert (people.status, wines.status) == ("rejected", "new")
    assert "has no sheet 'Customers*'; expected one of 'Products'" in people.note


def test_two_sources_that_do_not_tell_their_sheets_apart_are_refused(make_desk):
    desk = make_desk(PEOPLE, replace(WINES, sheet=""))
    desk.put("shop_2026-08-31.xlsx", book(**SHEETS))
    with pytest.raises(Exception, match="state the `sheet` of each"):
        desk.receive()


def test_rows_that_count_are_read_anew_when_another_sheet_is_stated(make_desk):
    desk = make_desk(replace(PEOPLE, sheet=""))
    content = book(A=[["no", "city"], ["1", "Ulm"]], B=[["no", "city"], ["2", "Bonn"]])
    desk.one("shop_2026-08-31.xlsx", content)
    desk.sources["people"] = replace(PEOPLE, sheet="B")
    assert desk.receive().receipts[0].status == "replaced"
    assert desk.rows("people") == [{"customer_id": "2", "city": "Bonn"}]


def test_a_draft_names_the_sheet_and_is_tried_on_it(tmp_path):
    def broken(made):
        error(made["Hits"], "D4")
        error(made["Hits"], "D5", "#REF!")

    sheets = {"About": [["Export of hits"]], "Hits": [["Hits"], HEAD, *hits(60)]} | SHEETS
    (tmp_path / "web_2026-08-01.xlsx").write_bytes(book(broken, **sheets))
    draft = infer_source(tmp_path / "web_2026-08-01.xlsx", now=NOW)
    assert (draft.source.sheet, draft.source.role) == ("Hits", "events")
    assert (draft.trial.received, draft.trial.rejected) == (59, 1)
    assert [(g.ours, g.type) for g in draft.guesses] == [
        ("visitor_id", "string"),
        ("item_id", "string"),
        ("timestamp", "timestamp"),
        ("event_value", "number"),
    ]
    (tmp_path / "sources.yml").write_text(draft.to_yaml(), "utf-8")
    read = read_sources(tmp_path / "sources.yml")["web"]
    assert (read.sheet, read.missing[-1], read.files) == ("Hits", "#N/A", "web_*.xlsx")
    other = infer_source(tmp_path / "web_2026-08-01.xlsx", sheet="Products")
    assert (other.source.sheet, other.rows) == ("Products", 1)
    with pytest.raises(FileUnreadable, match="has no sheet 'Wines'"):
        infer_source(tmp_path / "web_2026-08-01.xlsx", sheet="Wines")
    (tmp_path / "web.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match=r"web\.csv: is no workbook, and so has no sheet 'Wines'"):
        infer_source(tmp_path / "web.csv", sheet="Wines")


def test_a_draft_reads_dates_and_numbers_in_cells_and_in_text_alike(tmp_path):
    rows = [
        [f"k{n}", f"a{n % 30}", date(2026, 8, 1 + n % 28), n + 0.25] if n % 3
        else [f"k{n}", f"a{n % 30}", f"{1 + n % 28:02d}.08.2026", f"{n},5"]
        for n in range(90)
    ]  # fmt: skip
    path = tmp_path / "crm.xlsx"
    path.write_bytes(book(S=[["Kundennr", "Artikel", "Datum", "Betrag"], *rows]))
    draft = infer_source(path, now=NOW)
    assert draft.source.decimal == ","
    assert [(g.type, g.format) for g in draft.guesses[2:]] == [
        ("timestamp", "%d.%m.%Y"),
        ("number", ""),
    ]
    assert (draft.trial.received, draft.trial.rejected) == (90, 0)
    thousands = [[f"k{n}", f"a{n % 30}", date(2026, 8, 1), n or "1,234"] for n in range(90)]
    path.write_bytes(book(S=[["Kundennr", "Artikel", "Datum", "Betrag"], *thousands]))
    draft = infer_source(path, now=NOW)
    assert (draft.source.decimal, draft.trial.rejected) == (".", 1)


def test_tables_are_read_from_workbooks_without_a_workspace(tmp_path):
    def broken(made):
        error(made["Wines"], "A3")
        error(made["Wines"], "B2", "#REF!")

    events = [["user_id", "item_id", "timestamp"], *([f"u{n}", "w1", NINE] for n in range(12))]
    wines = [["item_id", "colour"], *([f"w{n}", "red"] for n in range(1, 12))]
    (tmp_path / "e.xlsx").write_bytes(book(E=events))
    (tmp_path / "i.xlsx").write_bytes(book(broken, Wines=wines))
    tables, rejections = read_files(tmp_path / "e.xlsx", tmp_path / "i.xlsx")
    assert tables.interactions.num_rows == 12
    assert tables.items["colour"].to_pylist()[:2] == [None, "red"]
    assert [(r.line, r.column) for r in rejections.rows] == [(3, "item_id")]
    assert any("1 value of failed formulas read as missing" in note for note in rejections.notes)


CELLS = st.one_of(
    st.none(),
    st.sampled_from(["v1", "r1", " ", "#N/A", "=1+1", "x" * 40, "2026-08-01", "NULL", "ä|b\nc"]),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9),
    st.booleans(),
    st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)),
)
FINE = st.just(["v1", "r1", NINE, 1])


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.one_of(FINE, st.lists(CELLS, max_size=6)), max_size=20))
def test_received_and_rejected_are_all_rows_with_a_value_under_a_name(tmp_path, data):
    path = tmp_path / "web.xlsx"
    path.write_bytes(book(S=[HEAD, *data]))
    extract = open_file(path, wanted=["ID visitor", "recipe", "ts"])
    asked = demands_of(web_source(), extract.header, (), NOW, file="f")
    taken = list(take(extract, asked.demands))
    received = [int(line) for one in taken for line in one.lines]
    rejected = [row.line for one in taken for row in one.rejected]
    filled = [
        at
        for at, row in enumerate(data, 2)
        if any(cell is not None and str(cell).strip() for cell in row[:4])
    ]
    assert sorted(received + rejected) == filled
    assert len(received) >= sum(row == ["v1", "r1", NINE, 1] for row in data)


MARKS = ("<", ">", '"', "&#0;", "<row/>", '<c r="ZZ9"><v>1</v></c>', "</row>", "<![CDATA[")
VALUES = ("", "-1", "9" * 40, "<f>1</f>", ' r="0"', ' t="s"', ' t="d"', "1e999", "NaN", "\udcff")
DAMAGE = st.sampled_from([*MARKS, *VALUES])


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 10**6), st.integers(0, 30), DAMAGE)
def test_any_damage_to_a_sheet_ends_in_rows_or_in_our_error(tmp_path, place, length, damage):
    sheet = sheet_of(row(1, *HEAD), row(2, "v1", "r1", 46235.5, 1), row(4, "v2", None, "#N/A"))
    text = sheet.encode()
    at = place % len(text)
    path = tmp_path / "web.xlsx"
    broken = text[:at] + damage.encode("utf-8", "surrogateescape") + text[at + length :]
    path.write_bytes(by_hand(broken))
    with suppress(OpenKitchenError):
        extract = open_file(path, wanted=["ID visitor", "recipe", "ts"])
        names = [name for name in dict.fromkeys(extract.header) if name]
        assert sum(block.rows.num_rows for block in extract.read(names)) >= 0
