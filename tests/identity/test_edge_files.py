"""From a file of edges to a file with the map, as `openkitchen identity resolve` does it."""

import csv
import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openkitchen.errors import ColumnsError, FileUnreadable, InputError, TooManyRejected
from openkitchen.identity import Guard, IdentityCounts, resolve_file

EDGES = """visitor_id,customer_id,evidence,first_seen,last_seen,count,remark
phone,C1,login,2026-08-03T10:00:00,2026-08-30T10:00:00,8,
laptop,C1,order,2026-08-04,2026-08-04,1,"odd, isn't it"
tablet,C1,login,1785751200,1785751200,2,
tablet,C2,login,2026-08-05T09:00:00Z,2026-08-06T09:00:00Z,3,
laptop,C1,login,,,4,again
kiosk,,,,,,
"""
MAP = """visitor_id,user_id,customer_id,status
kiosk,visitor:kiosk,,anonymous
laptop,C1,C1,linked
phone,C1,C1,linked
tablet,visitor:tablet,,shared
"""


@pytest.fixture
def edges(tmp_path):
    file = tmp_path / "edges.csv"
    file.write_text(EDGES, encoding="utf-8")
    return file


def test_csv_in_and_out(edges, tmp_path):
    counts = resolve_file(edges, tmp_path / "map.csv")
    assert (tmp_path / "map.csv").read_text(encoding="utf-8") == MAP
    assert counts == IdentityCounts(
        visitors=4, linked=2, shared=1, anonymous=1, users=3, cross_device=1, known_users=1
    )


def test_the_two_needed_columns_suffice_in_any_order(tmp_path):
    file = tmp_path / "edges.psv"
    file.write_text("customer_id|visitor_id\nC1|phone\n|kiosk\n")
    resolve_file(file, tmp_path / "map.csv")
    rows = csv.DictReader((tmp_path / "map.csv").read_text(encoding="utf-8").splitlines())
    assert [(row["visitor_id"], row["user_id"]) for row in rows] == [
        ("kiosk", "visitor:kiosk"),
        ("phone", "C1"),
    ]


def test_parquet_in_and_out(tmp_path):
    table = pa.table({"visitor_id": [2, 1], "customer_id": pa.array([70, None], pa.int64())})
    pq.write_table(table, tmp_path / "edges.parquet")
    resolve_file(tmp_path / "edges.parquet", tmp_path / "map.parquet")
    made = pq.read_table(tmp_path / "map.parquet")
    assert made.column_names == ["visitor_id", "user_id", "customer_id", "status"]
    assert made["user_id"].to_pylist() == ["visitor:1", "70"]
    assert made["customer_id"].to_pylist() == [None, "70"]


def test_ids_that_need_quotes_come_back_whole(tmp_path):
    odd = ['a "b"', "c,d", "e\nf", "ü", "NA"]
    with (tmp_path / "edges.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("visitor_id", "customer_id"), *((id_, id_) for id_ in odd)])
    resolve_file(tmp_path / "edges.csv", tmp_path / "map.csv")
    with (tmp_path / "map.csv").open(encoding="utf-8", newline="") as file:
        read = {row["visitor_id"]: row["user_id"] for row in csv.DictReader(file)}
    assert read == {id_: id_ for id_ in odd}


def test_the_same_edges_in_another_order_give_the_same_bytes(edges, tmp_path):
    header, *rows = EDGES.splitlines()
    with gzip.open(tmp_path / "back.csv.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join([header, *reversed(rows)]))
    resolve_file(edges, tmp_path / "one.csv")
    resolve_file(tmp_path / "back.csv.gz", tmp_path / "two.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_another_guard_can_be_chosen(edges, tmp_path):
    assert resolve_file(edges, tmp_path / "map.csv", Guard(share=0.55)).shared == 0


@pytest.mark.parametrize(
    ("text", "error", "told"),
    [
        ("visitor,customer_id\nv,C1\n", ColumnsError, ("visitor_id", "visitor, customer_id")),
        ("visitor_id,customer_id,visitor_id\nv,C1,v\n", ColumnsError, ("more than once",)),
        ("visitor_id,customer_id\nv,C1\n,C2\n", TooManyRejected, ("line 3", "'visitor_id'")),
        (
            "visitor_id,customer_id,count\nv,C1,often\n",
            TooManyRejected,
            ("line 2", "'count'", "whole number"),
        ),
        ("visitor_id,customer_id,count\nv,C1,1\nw,C1,0\n", TooManyRejected, ("line 3", "'count'")),
        (
            "visitor_id,customer_id,first_seen\nv,C1,soon\n",
            TooManyRejected,
            ("line 2", "'first_seen'", "'soon'"),
        ),
        ("visitor_id,customer_id\n", InputError, ("no rows after the header",)),
        ("", FileUnreadable, ("empty",)),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_written(tmp_path, text, error, told):
    file = tmp_path / "edges.csv"
    file.write_text(text)
    (tmp_path / "map.csv").write_text("as it was")
    with pytest.raises(error) as caught:
        resolve_file(file, tmp_path / "map.csv")
    assert all(words in str(caught.value) for words in ("edges.csv", *told))
    assert (tmp_path / "map.csv").read_text() == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["edges.csv", "map.csv"]


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileUnreadable, match="nowhere"):
        resolve_file(tmp_path / "nowhere.csv", tmp_path / "map.csv")


def test_a_crash_while_writing_leaves_the_older_map(edges, tmp_path, monkeypatch):
    resolve_file(edges, tmp_path / "map.parquet")
    before = (tmp_path / "map.parquet").read_bytes()

    def full(*given, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(OSError, match="No space"):
        resolve_file(edges, tmp_path / "map.parquet")
    assert (tmp_path / "map.parquet").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["edges.csv", "map.parquet"]
