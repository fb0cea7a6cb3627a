"""Files are there whole, or not at all."""

import csv

import pyarrow as pa
import pytest

from openkitchen.pipelines.writing import csv_writer, staged, write_csv, write_page

ODD = ["a,b", 'say "x"', "line\nbreak", "ü", "=1+1", " blank ", "007", ""]


def test_csv_of_odd_values_is_read_back_by_anybody(tmp_path):
    table = pa.table({"user_id": ODD, "score": [n / 7 for n in range(len(ODD))]})
    write_csv(table, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))
    assert rows[0] == ["user_id", "score"]
    assert [row[0] for row in rows[1:]] == ODD
    assert [float(row[1]) for row in rows[1:]] == [n / 7 for n in range(len(ODD))]


def test_tables_of_one_schema_follow_each_other(tmp_path):
    table = pa.table({"a": [1]})
    with csv_writer(tmp_path / "t.csv", table.schema) as writer:
        writer.write_table(table)
        writer.write_table(table)
    assert (tmp_path / "t.csv").read_text("utf-8") == "a\n1\n1\n"


def test_what_fails_leaves_the_older_file(tmp_path):
    write_page("old", tmp_path / "p.html")

    def fail(path):
        path.write_text("half", "utf-8")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        staged(tmp_path / "p.html", fail)
    assert (tmp_path / "p.html").read_text("utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["p.html"]


def test_folders_are_made(tmp_path):
    write_page("x", tmp_path / "a" / "b" / "p.html")
    assert (tmp_path / "a/b/p.html").read_text("utf-8") == "x"
