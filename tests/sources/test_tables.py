from __future__ import annotations

import csv
from datetime import datetime

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.sources.desk import NOW

import openkitchen as ok
from openkitchen.errors import ColumnsError, FileUnreadable, InputError, TooManyRejected
from openkitchen.schema import with_kind
from openkitchen.sources import read_files, read_tables

EVENTS = {
    "user_id": ["b", "a", "a", "007"],
    "item_id": ["x", "y", "x", "x"],
    "timestamp": [1788256800, 1788256800, 1788256800, 1756720800],
}
HEAD = "user_id,item_id,timestamp\n"


def frames():
    yield pd.DataFrame(EVENTS)
    yield pl.DataFrame(EVENTS)
    yield pa.table(EVENTS)


@pytest.mark.parametrize("frame", [*frames()], ids=["pandas", "polars", "arrow"])
def test_any_dataframe_comes_in_ordered_by_time_user_item(frame):
    tables = read_tables(frame, now=NOW)
    assert tables.interactions.column_names == ["user_id", "item_id", "timestamp"]
    rows = [(r["user_id"], r["item_id"]) for r in tables.interactions.to_pylist()]
    assert rows == [("007", "x"), ("a", "x"), ("a", "y"), ("b", "x")]
    assert tables.dated


def test_the_public_name_is_this_function():
    assert ok.read_tables is read_tables


def test_numbers_as_ids_are_written_without_a_point():
    frame = pd.DataFrame({"user_id": [1.0, 22.0], "item_id": [7, 8], "weight": [1, 2.5]})
    rows = read_tables(frame, now=NOW).interactions.to_pylist()
    assert rows[0] == {"user_id": "1", "item_id": "7", "timestamp": None, "weight": 1.0}


@pytest.mark.parametrize("times", [{}, {"timestamp": [None, None]}, {"timestamp": ["", " "]}])
def test_without_times_they_are_null(tmp_path, times):
    frame = pd.DataFrame({"user_id": ["a", "b"], "item_id": ["x", "y"]} | times)
    frame.to_csv(tmp_path / "e.csv", index=False)
    for tables in (read_tables(frame), read_files(tmp_path / "e.csv")[0]):
        assert tables.interactions["timestamp"].null_count == 2
        assert not tables.dated


def test_attributes_are_typed(tmp_path):
    (tmp_path / "e.csv").write_text(HEAD + "a,x,2026-08-01\n")
    (tmp_path / "i.csv").write_text(
        "Item ID,parts,minutes,code,share,note\n"
        "x,a|b,10,007,.5,\n"
        "y,,20,010,nan,so\n"
        "z,a,,011,1e-1,so\n"
    )
    tables, _ = read_files(tmp_path / "e.csv", tmp_path / "i.csv", now=NOW)
    assert tables.items.to_pylist() == [
        {
            "item_id": "x",
            "parts": ["a", "b"],
            "minutes": 10,
            "code": "007",
            "share": 0.5,
            "note": None,
        },
        {"item_id": "y", "parts": None, "minutes": 20, "code": "010", "share": None, "note": "so"},
        {
            "item_id": "z",
            "parts": ["a"],
            "minutes": None,
            "code": "011",
            "share": 0.1,
            "note": "so",
        },
    ]
    kinds = {a.name: a.kind for a in tables.item_attributes}
    assert (kinds["parts"], kinds["code"]) == ("set", "category")


def test_declared_kinds_stand():
    items = pa.table({"item_id": ["x", "y"], "code": ["1", "2"], "age": [30, 40]})
    declared = with_kind(items, {"code": "category", "age": "number"})
    tables = read_tables(pa.table(EVENTS), declared, now=NOW)
    assert tables.items["code"].to_pylist() == ["1", "2"]
    assert {a.name: a.kind for a in tables.item_attributes} == {"code": "category", "age": "number"}


def test_of_doubled_ids_the_first_is_kept(tmp_path):
    (tmp_path / "e.csv").write_text(HEAD + "a,x,2026-08-01\n")
    rows = "".join(f"i{n},{n}\n" for n in range(20))
    (tmp_path / "i.csv").write_text(f"item_id,minutes\n{rows}i3,99\n,5\n")
    tables, rejections = read_files(tmp_path / "e.csv", tmp_path / "i.csv", now=NOW)
    assert tables.items["minutes"].to_pylist() == list(range(20))
    assert [(r.line, r.column) for r in rejections.rows] == [(22, "item_id"), (23, "item_id")]
    assert "'i3' is there already; expected each id once" in rejections.rows[0].reason
    assert rejections.read == 23


def test_doubled_events_are_kept_and_counted(tmp_path):
    (tmp_path / "e.csv").write_text(HEAD + "a,x,2026-08-01\n" * 3 + "b,x,2026-08-01\n")
    tables, rejections = read_files(tmp_path / "e.csv", now=NOW)
    assert tables.interactions.num_rows == 4
    assert f"{tmp_path}/e.csv: 2 rows repeat another exactly; they are kept" in rejections.notes


def test_columns_are_mapped_in_all_three(tmp_path):
    (tmp_path / "e.csv").write_text("Who,What,When,Stars,x\na,x,2026-08-01,5,0\n")
    (tmp_path / "i.csv").write_text("What,kind\nx,soup\n")
    (tmp_path / "u.csv").write_text("who,age\na,30\n")
    columns = {"Who": "user_id", "What": "item_id", "When": "timestamp", "Stars": "event_value"}
    tables, rejections = read_files(
        tmp_path / "e.csv", tmp_path / "i.csv", tmp_path / "u.csv", columns=columns, now=NOW
    )
    assert tables.interactions.to_pylist() == [
        {
            "user_id": "a",
            "item_id": "x",
            "timestamp": datetime(2026, 8, 1),
            "event_value": 5.0,
        }
    ]
    assert tables.items.column_names == ["item_id", "kind"]
    assert tables.users.column_names == ["user_id", "age"]
    assert rejections.notes == (f"{tmp_path}/e.csv: passed over: x",)


@pytest.mark.parametrize(
    ("header", "columns", "said"),
    [
        ("who,item_id", {}, "no column 'user_id'.*found: who, item_id\n.*--columns THEIRS=user_id"),
        ("the_user,item_id", {}, "--columns the_user=user_id"),
        ("user_id,user_id,item_id", {}, "'user_id' more than once"),
        ("user_id,item_id", {"Who": "user_id"}, "no file has a column 'Who'.*user_id, item_id"),
        ("a,b,item_id", {"a": "user_id", "b": "user_id"}, "'a' and 'b' are both mapped"),
        ("User ID,UserID,item_id", {}, "'user_id' may be any of User ID, UserID"),
    ],
)
def test_a_column_at_fault_is_named(tmp_path, header, columns, said):
    path = tmp_path / "e.csv"
    path.write_text(f"{header}\n1,2,3\n")
    with pytest.raises(ColumnsError, match=f"(?s){said}"):
        read_files(path, columns=columns)


def test_a_time_under_another_name_is_pointed_out(tmp_path):
    (tmp_path / "e.csv").write_text("user_id,item_id,visit_date\na,x,2026-08-01\n")
    _, rejections = read_files(tmp_path / "e.csv")
    assert "map it with --columns visit_date=timestamp" in rejections.notes[0]


def test_rejected_rows_are_written_and_an_old_file_is_removed(tmp_path):
    path, rejected = tmp_path / "e.csv", tmp_path / "rejected.csv"
    path.write_text(HEAD + "a,x,2026-08-01\n" * 20 + "a,x,soon\n")
    _, rejections = read_files(path, rejected=rejected, now=NOW)
    with rejected.open(newline="") as opened:
        (row,) = csv.DictReader(opened)
    assert row == {
        "file": str(path),
        "line": "22",
        "column": "timestamp",
        "reason": "'soon' is no time; expected epoch seconds, "
        "or ISO 8601 such as 2026-08-31T12:00:00",
        "raw": "a,x,soon",
    }
    assert (len(rejections), rejections.read) == (1, 21)
    path.write_text(HEAD + "a,x,2026-08-01\n")
    read_files(path, rejected=rejected, now=NOW)
    assert not rejected.exists()


def test_too_many_are_refused_and_still_written(tmp_path):
    path, rejected = tmp_path / "e.csv", tmp_path / "rejected.csv"
    path.write_text(HEAD + "a,x,2026-08-01\n" * 8 + "a,,1\n")
    with pytest.raises(TooManyRejected, match=r"1 of 9 rows.*10%.*\n.*e\.csv:10:"):
        read_files(path, rejected=rejected, now=NOW)
    assert rejected.read_text().count("\n") == 2


@pytest.mark.parametrize("content", [HEAD, HEAD + "\n\n"])
def test_no_rows_are_a_mistake(tmp_path, content):
    (tmp_path / "e.csv").write_text(content)
    with pytest.raises(InputError, match="no rows after the header"):
        read_files(tmp_path / "e.csv")


def test_a_folder_or_nothing_is_no_table(tmp_path):
    with pytest.raises(FileUnreadable, match="this is a folder"):
        read_files(tmp_path)
    with pytest.raises(FileUnreadable, match="no such file"):
        read_tables(tmp_path / "none.csv")
    with pytest.raises(InputError, match="dict is no table"):
        read_tables({"user_id": [1]})


def test_of_dataframes_few_bad_rows_give_a_warning_and_many_an_error():
    good = pa.table({"user_id": ["a"] * 20, "item_id": ["x"] * 20, "weight": [1.0] * 20})
    bad = pa.table({"user_id": ["a", None], "item_id": ["x", "x"], "weight": [float("nan"), 1.0]})
    with pytest.warns(UserWarning, match="2 of 22 rows were rejected.*interactions:21:weight"):
        tables = read_tables(pa.concat_tables([good, bad]))
    assert tables.interactions.num_rows == 20
    with pytest.raises(TooManyRejected, match="interactions:1:weight: nan is no number"):
        read_tables(bad)


def test_csv_and_parquet_give_the_same_tables(tmp_path):
    table = pa.table(EVENTS | {"event_type": ["view", None, "buy", "view"]})
    pq.write_table(table, tmp_path / "e.parquet")
    pd.DataFrame(table.to_pylist()).to_csv(tmp_path / "e.csv", index=False)
    one, other = (read_files(tmp_path / f"e.{kind}", now=NOW)[0] for kind in ("csv", "parquet"))
    assert one.interactions.equals(other.interactions)


def test_users_and_items_need_not_be_in_the_attribute_tables():
    tables = read_tables(pa.table(EVENTS), pa.table({"item_id": ["q"]}), now=NOW)
    assert tables.items.num_rows == 1
    assert tables.users is None


def test_tables_that_share_no_id_are_told_with_the_likely_mend(tmp_path):
    (tmp_path / "e.csv").write_text("user_id,item_id\n1.0,a\n2.0,b\n")
    (tmp_path / "u.csv").write_text("user_id,age\n0001,7\n0002,8\n")
    (tmp_path / "i.csv").write_text("item_id,n\na,7\nc,8\n")
    tables, rejections = read_files(
        tmp_path / "e.csv", tmp_path / "i.csv", tmp_path / "u.csv", now=NOW
    )
    assert tables.users.num_rows == 2
    (said,) = rejections.apart
    assert said.startswith("None of 2 ids are in both user_id of u.csv and that of e.csv: ")
    assert "u.csv has '0001', '0002'; that of e.csv has '1.0', '2.0'. Without a trailing" in said
    with pytest.warns(UserWarning, match="None of 2 ids are in both user_id of u.csv"):
        read_tables(tmp_path / "e.csv", users=tmp_path / "u.csv", now=NOW)
