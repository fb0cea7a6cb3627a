"""Files as providers send them: each row is received or rejected, whatever the file."""

from __future__ import annotations

import csv
import gzip
import io
import random
import zipfile
from contextlib import suppress

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.sources.books import book, by_hand
from tests.sources.desk import NOW, web_source

from openkitchen.errors import OpenKitchenError
from openkitchen.sources import read_files
from openkitchen.sources.demands import demands_of
from openkitchen.sources.encoding import looks_binary
from openkitchen.sources.opening import open_file
from openkitchen.sources.rows import take

HEAD = "ID visitor,recipe,ts,value\n"
NOISE = random.Random(2).randbytes(9999)  # noqa: S311
GOOD = "v1,r1,2026-08-01 10:00:00,1\n"


def lines(*bad: str, head: str = HEAD) -> str:
    """Return nine good rows, the bad ones in between."""
    return head + GOOD * 4 + "".join(f"{line}\n" for line in bad) + GOOD * 5


def parquet(**columns) -> bytes:
    written = io.BytesIO()
    pq.write_table(pa.table(columns), written)
    return written.getvalue()


def zipped(**members) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_dot_", "."), content)
    return written.getvalue()


ROWS = {  # what → (text, rows received, rejected: (line, column, part of the reason))
    "too few fields": (lines("v2,r2"), 9, [(6, "", "2 fields; expected 4")]),
    "too many fields": (lines("v2,r2,2026-08-01,1,x"), 9, [(6, "", "5 fields; expected 4")]),
    "missing id": (lines(",r2,2026-08-01,1"), 9, [(6, "ID visitor", "no value")]),
    "blank id": (lines("  ,r2,2026-08-01,1"), 9, [(6, "ID visitor", "no value")]),
    "the word NULL as id": (lines("NULL,r2,2026-08-01,1"), 9, [(6, "ID visitor", "no value")]),
    "missing item": (lines("v2,,2026-08-01,1"), 9, [(6, "recipe", "no value")]),
    "missing time": (lines("v2,r2,,1"), 9, [(6, "ts", "no value; expected epoch seconds")]),
    "no time": (lines("v2,r2,yesterday,1"), 9, [(6, "ts", "'yesterday' is no time")]),
    "no such day": (lines("v2,r2,2026-02-30,1"), 9, [(6, "ts", "is no time")]),
    "hour 25": (lines("v2,r2,2026-08-01 25:00:00,1"), 9, [(6, "ts", "is no time")]),
    "future": (lines("v2,r2,2026-12-24,1"), 9, [(6, "ts", "in the future")]),
    "a clock never set": (lines("v2,r2,1970-01-01,1"), 9, [(6, "ts", "never set")]),
    "the number zero": (lines("v2,r2,0,1"), 9, [(6, "ts", "never set")]),
    "before 1900": (lines("v2,r2,1871-01-18,1"), 9, [(6, "ts", "before 1900-01-01")]),
    "long ago": (lines("v2,r2,1986-04-26 01:23:40,1"), 10, []),
    "year 12026": (lines("v2,r2,12026-08-01,1"), 9, [(6, "ts", "is no time")]),
    "NaN": (lines("v2,r2,2026-08-01,NaN"), 9, [(6, "value", "'NaN' is no number")]),
    "infinite": (lines("v2,r2,2026-08-01,inf"), 9, [(6, "value", "is no number")]),
    "too large": (lines("v2,r2,2026-08-01,1e999"), 9, [(6, "value", "is no number")]),
    "words for a number": (lines("v2,r2,2026-08-01,two"), 9, [(6, "value", "'two' is no number")]),
    "decimal comma": (lines('v2,r2,2026-08-01,"1,5"'), 9, [(6, "value", "is no number")]),
    "NUL": (lines("v2,r\0,2026-08-01,1"), 9, [(6, "recipe", "NUL")]),
    "open quote": (lines('v2,"r2,2026-08-01,1'), 9, [(6, "", "a quote is not closed")]),
    "text after a quote": (lines('v2,"r"2,2026-08-01,1'), 9, [(6, "", "text follows")]),
    "two open quotes": (
        lines('v2,"r2,2026-08-01,1', 'v3,"r3,2026-08-01,1'),
        9,
        [(6, "", "quote"), (7, "", "quote is not closed")],
    ),
    "the header again": (lines(HEAD.strip()), 9, [(6, "", "the header again")]),
    "a long field": (lines(f"v2,{'x' * 1_000_001},2026-08-01,1"), 9, [(6, "recipe", "1,000,001")]),
    "a huge field": (
        lines(f"v2,{'x' * 10_000_000},2026-08-01,1"),
        9,
        [(6, "recipe", "10,000,000")],
    ),
    "a huge quoted field": (
        lines(f'v2,"{"x" * 10_000_000}",2026-08-01,1'),
        9,
        [(6, "recipe", "10,000,000")],
    ),
    "an endless line": (lines("x" * 40_000_000), 9, [(6, "", "a line of more than")]),
    "a stray carriage return": (lines("v2,r\r2,2026-08-01,1"), 10, []),
    "a quote in mid-field": (lines('v2,5" pan,2026-08-01,1'), 10, []),
    "a comma within quotes": (lines('v2,"a, b",2026-08-01,1'), 10, []),
    "a line end within quotes": (
        lines('v2,"a\n""b""",2026-08-01,1', "v2"),
        10,
        [(8, "", "1 field;")],
    ),
    "empty lines": (lines("", "", "v2", ""), 9, [(8, "", "1 field; expected 4")]),
    "a line of blanks": (lines("   "), 9, [(6, "", "1 field; expected 4")]),
    "no last line end": (lines().rstrip("\n"), 9, []),
    "Windows line ends": (lines("v2,r2").replace("\n", "\r\n"), 9, [(6, "", "2 fields")]),
    "old Mac line ends": (lines("v2,r2").replace("\n", "\r"), 9, [(6, "", "2 fields")]),
    "letters of another encoding": (
        lines().encode() + "vé,r2,2026-08-01,1\n".encode() * 9 + b"v\xe9,r2,2026-08-01,1\n",
        18,
        [(20, "ID visitor", "bytes that are no text")],
    ),
    "everything at once": (
        lines("v2", ",r,2026-08-01,1", "v,r,?,?", 'v,"r,2026-08-01,2'),
        9,
        [(6, "", ""), (7, "ID visitor", ""), (8, "ts", "'?'"), (9, "", "quote")],
    ),
}

FRAMES = {  # what → (columns of a Parquet file, part of the reason for row 6)
    "a time after the year 9999": ({"ts": pa.array([0] * 5 + [2**62] + [0] * 4)}, "in the future"),
    "a time before the year 1": ({"ts": pa.array([0] * 5 + [-(2**62)] + [0] * 4)}, "before 1900"),
    "a NUL": ({"recipe": ["r"] * 5 + ["r\0"] + ["r"] * 4}, "a NUL character"),
    "bytes that are no text": ({"recipe": [b"r"] * 5 + [b"\xff"] + [b"r"] * 4}, "is no string"),
}

OLD = b"\xd0\xcf\x11\xe0" + b"\0" * 99

REFUSED = {  # what → (bytes, part of the reason)
    "empty": (b"", "the file is empty"),
    "blank": (b"\n\n  \n", "the file is empty"),
    "empty gzip": (gzip.compress(b""), "the file is empty"),
    "half a gzip": (gzip.compress(NOISE.hex().encode())[:5000], "cut off"),
    "half a gzip of rows": (gzip.compress(lines().encode())[:-12], "cut off"),
    "broken gzip": (b"\x1f\x8b" + b"\0" * 40, "cannot be unpacked"),
    "broken zip": (zipped(a=lines())[:-30], "cannot be unpacked"),
    "empty zip": (zipped(), "the zip holds no file"),
    "document": (zipped(**{"[Content_Types]_dot_xml": "x"}), "office document"),
    "locked workbook": (OLD + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
    "old workbook": (OLD + "Workbook".encode("utf-16-le"), "an old Excel workbook (.xls)"),
    "binary workbook": (zipped(**{"xl/workbook_dot_bin": "x"}), "(.xlsb)"),
    "sheet of LibreOffice": (
        zipped(**{"content_dot_xml": "x", "META-INF/manifest_dot_xml": "x"}),
        "(.ods)",
    ),
    "half a workbook": (book(S=[["recipe"], ["r"]])[:-99], "cannot be unpacked"),
    "broken workbook": (by_hand("<worksheet><row>"), "the workbook is damaged"),
    "empty workbook": (book(S=[]), "the workbook is empty"),
    "workbook of other columns": (book(S=[["a", "b"], [1, 2]]), "no column 'recipe', 'ts'"),
    "workbook with a doubled column": (book(S=[["recipe", "recipe"], [1, 2]]), "more than once"),
    "noise": (NOISE, "no text"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "a picture"),
    "half a Parquet": (parquet(a=[1])[:-9], "damaged"),
    "web page": (b"<!DOCTYPE html><p>moved", "a web page"),
    "JSON list": (b'[{"recipe": 1}]', "JSON list"),
    "missing columns": (b"a,recipe,ts\n1,2,2026-08-01\n", "no column 'ID visitor'"),
    "no header": (GOOD.encode() * 3, "no column"),
    "doubled header": (lines(head=HEAD.replace("value", "recipe")).encode(), "more than once"),
    "unclosed header": (b'"ID visitor,recipe,ts\nv,r,2026-08-01\n', "the header cannot be read"),
    "ambiguous header": (b"id_visitor,Id Visitor,recipe,ts\n1,2,3,2026-08-01\n", "may be any of"),
    "cut UTF-16": (("\ufeff" + lines()).encode("utf-16-le")[:-1], "no valid utf-16"),
}


@pytest.mark.parametrize("what", ROWS)
def test_each_row_is_received_or_rejected(desk, what):
    text, received, rejected = ROWS[what]
    receipt = desk.one("web_a.csv", text)
    assert receipt.status == "new", receipt.note
    assert (receipt.rows, receipt.rejected) == (received, len(rejected))
    assert len(desk.rows()) == received
    kept = sorted(desk.typed.rglob("*.rejected.csv"))
    assert len(kept) == bool(rejected)
    for path in kept:
        with path.open(newline="", encoding="utf-8") as opened:
            found = list(csv.DictReader(opened))
        assert [(int(row["line"]), row["column"]) for row in found] == [r[:2] for r in rejected]
        assert all(part in row["reason"] for row, (_, _, part) in zip(found, rejected, strict=True))
        assert all(row["file"] == "web_a.csv" and row["raw"] for row in found)
        assert path.stat().st_size < 50_000


@pytest.mark.parametrize("what", FRAMES)
def test_each_row_of_a_parquet_file_is_received_or_rejected(desk, what):
    columns, reason = FRAMES[what]
    usual = {
        "ID visitor": ["v"] * 10,
        "recipe": ["r"] * 10,
        "ts": pa.array([0] * 10),
        "value": [1.0] * 10,
    }
    given = usual | columns
    moments = pa.array([1_785_000_000_000_000 + int(n.as_py()) for n in given["ts"]])
    given["ts"] = moments.cast(pa.timestamp("us"))
    if isinstance(given["recipe"][0], bytes):
        given["recipe"] = pa.Array.from_buffers(
            pa.string(), 10, pa.array(given["recipe"], pa.binary()).buffers()
        )
    receipt = desk.one("web_a.parquet", parquet(**given))
    assert (receipt.status, receipt.rows, receipt.rejected) == ("new", 9, 1), receipt.note
    (kept,) = desk.typed.rglob("*.rejected.csv")
    with kept.open(newline="", encoding="utf-8") as opened:
        (row,) = csv.DictReader(opened)
    assert (row["line"], reason in row["reason"]) == ("6", True), row


def test_with_another_decimal_sign_a_point_is_none(desk):
    """``1.234`` may be a thousand: it is rejected rather than read as a little more than one."""
    desk.sources["web"] = web_source(decimal=",", separator=";")
    text = lines("v2;r2;2026-08-01;1.234", "v2;r2;2026-08-01;1,5", head=HEAD)
    receipt = desk.one(
        "web_a.csv",
        text.replace(GOOD, GOOD.replace(",", ";")).replace(HEAD, HEAD.replace(",", ";")),
    )
    assert (receipt.rows, receipt.rejected) == (10, 1)
    assert desk.rows()[4]["event_value"] == 1.5


def test_a_list_in_one_line_of_json_is_no_fault_of_the_others(desk):
    line = '{"ID visitor": "v", "recipe": "r", "ts": "2026-08-01", "value": %s}\n'
    receipt = desk.one(
        "web_a.jsonl", "".join(line % v for v in ("1", "2", "[1, 2]", "[4]", "null"))
    )
    assert (receipt.rows, receipt.rejected) == (4, 1)
    assert [row["event_value"] for row in desk.rows()] == [1.0, 2.0, 4.0, None]


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_is_refused_as_a_whole(desk, what):
    content, reason = REFUSED[what]
    receipt = desk.one("web_a.csv", content)
    assert receipt.status == "rejected"
    assert reason in receipt.note
    assert receipt.file == "web_a.csv"
    assert (receipt.rows, receipt.typed, desk.rows()) == (0, "", [])


@pytest.mark.parametrize("what", REFUSED)
def test_fit_refuses_it_too(tmp_path, what):
    path = tmp_path / "clicks"
    path.write_bytes(REFUSED[what][0])
    with pytest.raises(OpenKitchenError, match="clicks"):
        read_files(path)


def count(path) -> tuple[int, int, list[int]]:
    extract = open_file(path, wanted=["ID visitor", "recipe", "ts"])
    asked = demands_of(web_source(), extract.header, (), NOW, file="f")
    taken = list(take(extract, asked.demands))
    rejected = [row.line for one in taken for row in one.rejected]
    received = [int(line) for one in taken for line in one.lines]
    assert sum(one.rows.num_rows for one in taken) == len(received)
    assert received == sorted(received)
    return len(received), len(rejected), received + rejected


PIECES = st.sampled_from(
    ["v1", "r1", ",", ",", ",", "2026-08-01", "1", "x", " ", "NaN", "\0", "é", ";", "|", "''", "\t"]
)
QUIRKS = st.sampled_from(['"', '""', '"\n', "\r", "\ud800", "\u2028", "\x85"])
FINE = st.just("v1,r1,2026-08-01,1")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.one_of(FINE, st.lists(PIECES).map("".join)), max_size=30))
def test_received_and_rejected_are_all_data_lines(tmp_path, data):
    text = HEAD + "".join(f"{line}\n" for line in data)
    assume(not looks_binary(text.encode()))
    path = tmp_path / "web.csv"
    path.write_text(text, "utf-8", newline="\n")
    received, rejected, places = count(path)
    filled = [at for at, line in enumerate(data, 2) if line]
    assert received + rejected == len(filled)
    assert sorted(places) == filled
    assert received >= sum(line == "v1,r1,2026-08-01,1" for line in data)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.one_of(FINE, st.lists(st.one_of(PIECES, QUIRKS)).map("".join)), max_size=30))
def test_no_line_gets_lost_among_quotes(tmp_path, data):
    """A record in quotes may take in the lines that follow; none stands for two."""
    text = HEAD + "".join(f"{line}\n" for line in data)
    path = tmp_path / "web.csv"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    received, rejected, places = count(path)
    assert len(set(places)) == received + rejected
    physical = text.encode("utf-8", "surrogatepass").split(b"\n")[1:]
    assert set(places) <= {at for at, line in enumerate(physical, 2) if line}


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=400), st.sampled_from([b"", HEAD.encode(), b"PAR1", b"PK\x03\x04", b"{"]))
def test_any_bytes_end_in_rows_or_in_our_error(tmp_path, content, start):
    path = tmp_path / "web.csv"
    path.write_bytes(start + content)
    with suppress(OpenKitchenError):
        assert count(path)[0] >= 0
