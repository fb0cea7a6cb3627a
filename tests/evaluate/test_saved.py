"""Evaluations are read back as they were written."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openkitchen.errors import FileUnreadable
from openkitchen.evaluate import compare, evaluate_lists, load_evaluations, save_evaluations


def lists(order):
    return pa.table(
        {"user_id": ["a", "a", "b", "b"], "item_id": order, "rank": [1, 2, 1, 2]},
    )


def test_round_trip(tmp_path):
    truth = pa.table(
        {
            "user_id": ["a", "b"],
            "item_id": ["x", "y"],
            "timestamp": pa.array([0, 86_400_000_000], pa.timestamp("us")),
        }
    )
    train = pa.table({"user_id": ["c", "c"], "item_id": ["x", "y"]})
    first = evaluate_lists(lists(["x", "y", "x", "z"]), truth, (1, 2), train)
    second = evaluate_lists(lists(["y", "z", "y", "x"]), truth, (1, 2))
    save_evaluations({"one": first, "two": second}, tmp_path / "e.parquet")
    loaded = load_evaluations(tmp_path / "e.parquet")
    assert loaded == {"one": first, "two": second}
    assert list(compare(loaded["one"], loaded["two"])) == list(compare(first, second))


def test_another_file_is_refused(tmp_path):
    pq.write_table(pa.table({"a": [1]}), tmp_path / "e.parquet")
    with pytest.raises(FileUnreadable, match="no evaluations"):
        load_evaluations(tmp_path / "e.parquet")
