from __future__ import annotations

import gzip

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openkitchen.errors import ColumnsError, FileUnreadable, InputError
from openkitchen.evaluate import Options, evaluate_files, evaluate_files_beside

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
        (gzip.compress(TRUTH.encode() * 500, mtime=0)[:60], "truth.csv: .*cut off"),
        (b"user_id,item_id,item_id\nu,a,b\n", "truth.csv, line 1, column 'item_id'"),
        (TRUTH.encode() + b"a,,2026-09-03,x\n", "truth.csv, line 4, column 'user_id'"),
        (b"user_id,item_id\n", "truth.csv: there are no rows"),
    ):
        (folder / "truth.csv").write_bytes(content)
        with pytest.raises(InputError, match=said):
            evaluate_files(folder / "lists.csv", folder / "truth.csv")


def test_cut_into_parts_the_figures_are_the_same(tmp_path):
    rng = np.random.default_rng(2)
    users = [f"u{n}" for n in range(80)]
    lists = pa.table(
        {
            "user_id": np.repeat(users, 5),
            "item_id": [f"i{n}" for _ in users for n in rng.permutation(30)[:5]],
            "rank": np.tile(np.arange(1, 6), 80),
        }
    )
    pairs = {name: rng.integers(0, 30, 300) for name in ("truth", "train")}
    for name, items in pairs.items():
        table = pa.table(
            {"user_id": rng.choice(users, 300), "item_id": [f"i{n}" for n in items],
             "timestamp": rng.integers(1_700_000_000, 1_710_000_000, 300)}
        )  # fmt: skip
        pq.write_table(table, tmp_path / f"{name}.parquet")
    pq.write_table(lists, tmp_path / "lists.parquet")
    items = pa.table({"item_id": [f"i{n}" for n in range(40)], "kind": ["a", "b"] * 20})
    given = (tmp_path / "lists.parquet", tmp_path / "truth.parquet", tmp_path / "train.parquet")
    options = Options((1, 5), amazon=True)
    whole = evaluate_files_beside(*given, items, options, parts=1)
    cut = evaluate_files_beside(*given, items, options, parts=7)
    for one, other in zip(whole, cut, strict=True):
        assert [row.name for row in one] == [row.name for row in other]
        for a, b in zip(one, other, strict=True):
            assert (a.value, a.low, a.high, a.n_users) == pytest.approx(
                (b.value, b.low, b.high, b.n_users), abs=1e-6
            ), a.name
        assert one.per_user.users.equals(other.per_user.users)
        np.testing.assert_allclose(one.per_user.values, other.per_user.values, atol=1e-12)


def test_columns_of_other_names_are_mapped(folder):
    (folder / "lists.csv").write_text("uid,iid,place\n7,a,1\n7,b,2\n")
    (folder / "truth.csv").write_text("uid,iid,stars\n7,b,5\n")
    names = {"uid": "user_id", "iid": "item_id", "place": "rank", "stars": "grade"}
    own, _ = evaluate_files_beside(folder / "lists.csv", folder / "truth.csv", columns=names)
    assert own.figure("mrr", 10).value == 0.5
    assert own.graded
    with pytest.raises(ColumnsError, match="no file has a column 'who'"):
        evaluate_files_beside(
            folder / "lists.csv", folder / "truth.csv", columns=names | {"who": "user_id"}
        )
