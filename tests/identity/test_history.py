"""Versions are only ever added, each with what changed."""

from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.identity.test_user_ids import map_of

from openkitchen.errors import UnknownName, WorkspaceError
from openkitchen.identity import open_history

NOW = datetime(2026, 9, 1, 6)


@pytest.fixture
def history(tmp_path):
    made = open_history(tmp_path / "versions")
    made.add(map_of({"a": "U1", "b": "U2", "c": "U2"}), now=NOW)
    return made


def test_a_version_is_found_by_number_and_name(history):
    (first,) = history.versions()
    assert first.number == 1
    assert first.made_at == NOW
    assert history.find("1") == history.find(first.name[:6]) == history.find("latest") == first
    assert history.load(first).num_rows == 3


def test_the_same_map_makes_no_second_version(history):
    version, _ = history.add(map_of({"a": "U1", "b": "U2", "c": "U2"}), now=NOW)
    assert version.number == 1
    assert len(history.versions()) == 1


def test_a_merge_is_told_and_earlier_versions_stay_as_they_are(history, tmp_path):
    before = (tmp_path / "versions/0001.parquet").read_bytes()
    traffic = pa.table(
        {
            "visitor_id": ["a", "b"],
            "customer_id": pa.nulls(2, pa.string()),
            "events": [5, 90],
            "weight": [2.5, 90.0],
        }
    )
    version, kept = history.add(map_of(dict.fromkeys("abc", "X")), lambda _: traffic, NOW)
    assert version.changes["merges"] == 1
    assert version.changes["moved_events"] == 5
    assert version.changes["moved_weight"] == 2.5
    assert set(kept["user_id"].to_pylist()) == {"U2"}
    assert (tmp_path / "versions/0001.parquet").read_bytes() == before
    diff = history.diff("1", "2", traffic)
    assert [(one.user, one.parts) for one in diff.merges] == [("U2", ("U1", "U2"))]
    back = history.diff("2", "1", traffic)
    assert [(one.user, one.parts) for one in back.splits] == [("U2", ("U1", "U2"))]


def mocked(users):
    table = map_of({visitor: f"mock:{user}" for visitor, user in users.items()})
    status = pa.array(["mock"] * table.num_rows)
    return table.set_column(table.column_names.index("status"), "status", status)


def test_a_version_is_compared_with_the_one_of_its_kind_before(history):
    mock, _ = history.add(mocked({"a": "s1", "b": "s1", "c": "s2"}), now=NOW)
    assert mock.mock
    assert mock.changes == {}
    merged, _ = history.add(map_of(dict.fromkeys("abc", "X")), now=NOW)
    assert merged.number == 3
    assert (merged.changes["merges"], merged.changes["splits"]) == (1, 0)


def test_the_same_map_makes_no_version_after_a_mocked_one_either(history):
    history.add(mocked({"a": "s1", "b": "s1", "c": "s2"}), now=NOW)
    again, _ = history.add(map_of({"a": "U1", "b": "U2", "c": "U2"}), now=NOW)
    assert again.number == 1
    assert len(history.versions()) == 2


def test_an_unknown_version_lists_those_that_exist(history):
    with pytest.raises(UnknownName, match="1 \\("):
        history.find("7")


def test_a_foreign_file_in_the_folder_is_named(history, tmp_path):
    pq.write_table(pa.table({"a": [1]}), tmp_path / "versions/0002.parquet")
    with pytest.raises(WorkspaceError, match="0002"):
        history.versions()
