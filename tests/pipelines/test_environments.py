from __future__ import annotations

import os
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openkitchen.errors import UnknownName
from openkitchen.pipelines.environments import compare_environments
from openkitchen.pipelines.workspace import create
from openkitchen.pipelines.writing import write_csv


@pytest.fixture
def root(tmp_path):
    return create(tmp_path / "shop").root


def made(root, users, lists):
    """Write what a run would have made."""
    pq.write_table(pa.table(users), root / "data/03_primary/users.parquet")
    rows = [
        {"user_id": user, "item_id": item, "rank": rank, "score": 1.0}
        for user, items in lists.items()
        for rank, item in enumerate(items, 1)
    ]
    write_csv(pa.Table.from_pylist(rows), root / "data/07_model_output/recommendations.csv")


def test_the_first_environment_has_nothing_beside_it(root):
    made(root, {"user_id": ["a"]}, {"a": ["x"]})
    assert compare_environments(root, "sandbox") is None
    assert compare_environments(root, "sandbox") is None


def test_counts_columns_types_and_lists_are_compared(root):
    made(root, {"user_id": ["a"], "age": [1], "old": ["x"]}, {"a": ["x", "y"], "b": ["x", "y"]})
    compare_environments(root, "sandbox")
    made(
        root,
        {"user_id": ["a", "b"], "age": [1.5, 2.5], "new": ["x", "y"]},
        {"a": ["x", "y"], "b": ["y", "z"], "c": ["x", "y"]},
    )
    found = compare_environments(root, "client")
    assert (found.environment, found.other) == ("client", "sandbox")
    assert found.rows == {"users": (1, 2)}
    assert found.columns == {"users": (("old",), ("new",))}
    assert found.types == {"users.age": ("int64", "double")}
    assert found.lists == (2, 1, 0.75)
    assert found.sentences() == [
        "client beside sandbox:",
        "  users: 2 rows, 1 there",
        "  users: without old; with new",
        "  users.age: double, int64 there",
        "  lists: 1 of 2 users have the same; on average 75.0% of the items are in both",
    ]
    assert found.to_dict()["lists"] == {"users": 2, "same": 1, "shared_items": 0.75}


def test_the_last_other_environment_is_compared_with(root):
    made(root, {"user_id": ["a"]}, {"a": ["x"]})
    for env in ("client", "sandbox"):
        compare_environments(root, env)
    kept = root / "data/08_reporting/environments"
    os.utime(kept / "client.json", (time.time() - 60,) * 2)
    found = compare_environments(root, "local")
    assert found.other == "sandbox"
    assert found.sentences()[0] == "local beside sandbox: all is the same"


def test_an_unknown_environment(root):
    with pytest.raises(UnknownName, match="no environment 'nowhere'"):
        compare_environments(root, "nowhere")
