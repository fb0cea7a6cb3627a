from __future__ import annotations

import gzip
import json
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openkitchen.errors import FileUnreadable
from openkitchen.sources.opening import open_file

ROWS = [{"id": "007", "name": "ä, b"}, {"id": "1e5", "name": None}]
CSV = 'id,name\n007,"ä, b"\n1e5,\n'


def contents():
    return {
        "csv": CSV.encode(),
        "psv": CSV.replace('"ä, b"', "ä; b").replace(",", "|").replace(";", ",").encode(),
        "bom": CSV.encode("utf-8-sig"),
        "utf16": CSV.encode("utf-16"),
        "cp1252": CSV.encode("cp1252"),
        "crlf": CSV.replace("\n", "\r\n").encode(),
        "gzip": gzip.compress(CSV.encode(), mtime=0),
        "jsonl": "".join(json.dumps(row) + "\n" for row in ROWS).encode(),
        "quoted": b"'id','name'\n'007','\xc3\xa4, b'\n'1e5',''\n",
    }


def read(path, **options):
    extract = open_file(path, **options)
    blocks = list(extract.read(["name", "id"]))
    table = pa.concat_tables([block.rows for block in blocks])
    return table.select(["id", "name"]).to_pylist(), [int(n) for b in blocks for n in b.lines]


@pytest.mark.parametrize("kind", contents())
def test_the_same_rows_however_they_are_written(tmp_path, kind):
    path = tmp_path / "delivered"
    path.write_bytes(contents()[kind])
    rows, lines = read(path)
    assert rows == ROWS
    assert lines == ([1, 2] if kind == "jsonl" else [2, 3])


def test_zip_and_parquet_too(tmp_path):
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "p")
    with zipfile.ZipFile(tmp_path / "z", "w") as archive:
        archive.write(tmp_path / "p", "inside.parquet")
    (tmp_path / "g").write_bytes(gzip.compress((tmp_path / "p").read_bytes()))
    for name in "pzg":
        assert read(tmp_path / name) == (ROWS, [1, 2])


def test_what_is_unusual_is_noted_unless_it_was_given(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes("größe;a\nü;1\n".encode("cp1252"))
    assert open_file(path).notes == ("read as Windows-1252", "separated by semicolon")
    assert open_file(path, separator=";", encoding="cp1252").notes == ()


def test_a_row_is_given_back_as_it_came(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(CSV, "utf-8")
    (block,) = open_file(path).read(["id"])
    assert [block.raw(0), block.raw(1)] == ['007,"ä, b"', "1e5,"]


@pytest.mark.parametrize("content", [b"BZh91AY", b"SQLite format 3\0", b"%PDF-1.7", b"[{}]"])
def test_other_kinds_are_named(tmp_path, content):
    (tmp_path / "f.csv").write_bytes(content)
    with pytest.raises(FileUnreadable, match=r"f\.csv: this is .*expected CSV"):
        open_file(tmp_path / "f.csv")


@pytest.mark.parametrize("content", [b"<table><tr>", b"<html>", b'<?xml version="1.0"?><Workbook>'])
def test_a_web_page_or_xml_may_be_an_export(tmp_path, content):
    (tmp_path / "f.xls").write_bytes(content)
    with pytest.raises(FileUnreadable, match=r"If it was exported as an \.xls, open it in Excel"):
        open_file(tmp_path / "f.xls")


HEADLESS = "v1;r1;2026-08-01\nv2;r2;2026-08-02\n"
NAMES = ("who", "what", "when")


@pytest.mark.parametrize("first", ["", "who;what;when\n", "Who;WHAT;when\n", "\n\n"])
def test_columns_of_a_file_without_header_are_named(tmp_path, first):
    path = tmp_path / "a.csv"
    path.write_text(first + HEADLESS)
    extract = open_file(path, header=NAMES)
    assert [name.lower() for name in extract.header] == list(NAMES)
    rows = [row for block in extract.read(extract.header) for row in block.rows.to_pylist()]
    assert [tuple(row.values()) for row in rows] == [
        ("v1", "r1", "2026-08-01"),
        ("v2", "r2", "2026-08-02"),
    ]


def test_ragged_lines_of_a_file_without_header_are_rejected(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"v0;r0\n{HEADLESS}")
    (block,) = open_file(path, header=NAMES).read(NAMES)
    assert block.rows.num_rows == 2
    assert [row.line for row in block.rejected] == [1]


def test_as_many_names_as_columns_are_needed(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(HEADLESS)
    with pytest.raises(FileUnreadable, match="the 2 columns that `header` names"):
        open_file(path, header=("who", "what"))


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"PGDMP\x01\x0e", "a dump of PostgreSQL"),
        (b"--\n-- PostgreSQL database dump\n--\n", "a dump of PostgreSQL"),
        (b"-- MySQL dump 10.13", "a dump of MySQL"),
        (b"SQLite format 3\0", "name its table: sqlite:///"),
    ],
)
def test_databases_are_told_what_to_do(tmp_path, start, said):
    path = tmp_path / "a.csv"
    path.write_bytes(start + b" and more of it")
    with pytest.raises(FileUnreadable, match=said):
        open_file(path)


def test_a_folder_of_parquet_files_is_one_file(tmp_path):
    folder = tmp_path / "interactions.parquet"
    parts = [pa.table({"a": [1, 2], "b": ["x", "y"]}), pa.table({"b": ["z"], "a": [3]})]
    for number, part in enumerate(parts):
        (folder / f"day={number}").mkdir(parents=True)
        pq.write_table(part, folder / f"day={number}" / "rows.parquet")
    (folder / "_notes.parquet").write_text("not ours")
    found = open_file(folder)
    assert found.header == ("a", "b")
    blocks = list(found.read(("a", "b")))
    assert [one for block in blocks for one in block.rows["a"].to_pylist()] == [1, 2, 3]
    assert [int(line) for block in blocks for line in block.lines] == [1, 2, 3]
    pq.write_table(pa.table({"c": [1]}), folder / "other.parquet")
    with pytest.raises(FileUnreadable, match="other columns"):
        open_file(folder)


def test_a_folder_of_other_files_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("a\n1\n")
    with pytest.raises(FileUnreadable, match="this is a folder"):
        open_file(tmp_path)
