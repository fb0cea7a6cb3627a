from __future__ import annotations

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openkitchen.errors import ColumnsError, FileUnreadable, InputError
from openkitchen.evaluate import evaluate_files

LISTS = "user_id,item_id,rank,score\n007,a,1,2.5\n007,b,2,1\nv,c,1,9\n"
TRUTH = "item_id,user_id,timestamp,extra\nb,007,2026-09-01T10:00:00,x\nc,v,2026-09-03,y\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "lists.csv").write_text(LISTS)
    (tmp_path / "truth.csv").write_text(TRUTH)
    return tmp_path


def test_csv_keeps_ids_as_they_are_written(folder):
    result = evaluate_files(folder / "lists.csv", folder / "truth.csv", k=2)
    assert result.figure("mrr", 2).value == 0.75
    assert str(result.period) == "2026-09-01 to 2026-09-03"


def test_epoch_seconds_gzip_and_parquet_are_read(folder):
    truth = folder / "truth.csv.gz"
    truth.write_bytes(gzip.compress(b"user_id,item_id,timestamp\n007,b,1788256800\n"))
    table = pa.table({"user_id": ["007"], "item_id": ["b"], "rank": pa.array([1], pa.int32())})
    pq.write_table(table, folder / "lists.parquet")
    result = evaluate_files(folder / "lists.parquet", truth)
    assert str(result.period) == "2026-09-01 to 2026-09-01"
    assert result.figure("mrr", 10).value == 1.0


def test_train_file_removes_what_was_had(folder):
    (folder / "train.csv").write_text("user_id,item_id\nv,c\n")
    result = evaluate_files(folder / "lists.csv", folder / "truth.csv", train=folder / "train.csv")
    assert (result.n_users, result.n_seen) == (1, 1)


def test_times_of_no_known_kind_give_no_period(folder):
    (folder / "truth.csv").write_text("user_id,item_id,timestamp\n007,b,yesterday\n")
    assert evaluate_files(folder / "lists.csv", folder / "truth.csv").period is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (LISTS + "v,d,x,1\n", 5),
        (LISTS + "v,d,2,nan\n", 5),
        (LISTS + "v,c,2,1\n", 5),
        (LISTS.replace("007,a", ",a"), 2),
    ],
)
def test_a_bad_line_is_named(folder, text, line):
    (folder / "lists.csv").write_text(text)
    with pytest.raises(InputError) as caught:
        evaluate_files(folder / "lists.csv", folder / "truth.csv")
    assert caught.value.line == line
    assert "lists.csv" in str(caught.value)


def test_a_column_missing_from_the_truth_names_the_truth(folder):
    (folder / "truth.csv").write_text("user,item_id\nu,a\n")
    with pytest.raises(ColumnsError, match=r"truth\.csv: no column 'user_id'"):
        evaluate_files(folder / "lists.csv", folder / "truth.csv")


@pytest.mark.parametrize("content", [None, b"", b"PAR1 nothing more"])
def test_unreadable_files(folder, content):
    path = folder / "other"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileUnreadable, match="other"):
        evaluate_files(path, folder / "truth.csv")


def test_half_a_gzip_a_doubled_column_and_a_row_without_a_user_are_told(folder):
    for content, said in (
        (gzip.compress(TRUTH.encode() * 500)[:60], "truth.csv: .*cut off"),
        (b"user_id,item_id,item_id\nu,a,b\n", "truth.csv, line 1, column 'item_id'"),
        (TRUTH.encode() + b"a,,2026-09-03,x\n", "truth.csv, line 4, column 'user_id'"),
        (b"user_id,item_id\n", "truth.csv: there are no rows"),
    ):
        (folder / "truth.csv").write_bytes(content)
        with pytest.raises(InputError, match=said):
            evaluate_files(folder / "lists.csv", folder / "truth.csv")
