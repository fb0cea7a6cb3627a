"""Results are put together in their order, in memory or mapped from a file without a name."""

import gc

import pyarrow as pa
import pytest

from openkitchen.engine.results import gathered

SCHEMA = pa.schema([("n", pa.int64()), ("text", pa.string())])


def pieces(count):
    for n in range(count):
        yield pa.table({"n": [n, n], "text": ["é", None]}, schema=SCHEMA)


@pytest.mark.parametrize("in_memory", [0, 200, 10**9])
def test_the_rows_are_all_there_in_order(in_memory, tmp_path):
    table = gathered(SCHEMA, pieces(50), tmp_path, in_memory)
    assert table.schema == SCHEMA
    assert table["n"].to_pylist() == [n for n in range(50) for _ in "ab"]
    assert table["text"].to_pylist() == ["é", None] * 50
    assert list(tmp_path.iterdir()) == []


def test_a_large_result_takes_no_memory_of_arrows(tmp_path):
    rows = pa.table({"n": range(200_000), "text": ["x" * 20] * 200_000}, schema=SCHEMA)
    gc.collect()
    before = pa.total_allocated_bytes()
    table = gathered(SCHEMA, iter([rows]), tmp_path, 0)
    assert table.equals(rows)
    assert pa.total_allocated_bytes() - before < rows.nbytes / 2


def test_no_rows_are_a_table_with_columns(tmp_path):
    assert gathered(SCHEMA, iter(()), tmp_path).equals(SCHEMA.empty_table())
