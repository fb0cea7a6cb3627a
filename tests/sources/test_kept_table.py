"""A table comes back with what it was made of, or counts as nothing."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openkitchen.sources.kept_table import keep_table, load_kept_table

ROWS = pa.table({"a": [1, None], "b": ["ü", ""]})


def test_what_was_kept_comes_back(tmp_path):
    path = tmp_path / "new" / "rows.parquet"
    keep_table(path, ROWS, ["one", "zwei ü"])
    table, made_of = load_kept_table(path)
    assert table.equals(ROWS, check_metadata=True)
    assert made_of == ["one", "zwei ü"]


@pytest.mark.parametrize("damage", [b"", b"PAR1 nothing PAR1"])
def test_what_is_damaged_counts_as_nothing(tmp_path, damage):
    path = tmp_path / "rows.parquet"
    keep_table(path, ROWS, [])
    path.write_bytes(damage)
    assert load_kept_table(path) is None


def test_so_does_what_is_not_there_or_does_not_say_what_it_was_made_of(tmp_path):
    path = tmp_path / "rows.parquet"
    assert load_kept_table(path) is None
    pq.write_table(ROWS, path)
    assert load_kept_table(path) is None
