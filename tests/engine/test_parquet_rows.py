"""Rows in Parquet files are read by the engine, part under part."""

from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openkitchen.engine import ParquetPart, ParquetRows, run_models

SCHEMA = pa.schema([("who", pa.string()), ("seen", pa.timestamp("us")), ("source", pa.string())])


@pytest.fixture
def rows(tmp_path):
    """Two files of one source, and one of a source that knows no time."""
    for name, who in (("a", ["x", None]), ("b", ["é"])):
        seen = pa.array([datetime(2026, 8, 3)] * len(who), pa.timestamp("us"))
        pq.write_table(pa.table({"seen": seen, "who": who}), tmp_path / f"it's {name}.parquet")
    pq.write_table(pa.table({"who": ["y", "z"]}), tmp_path / "c.parquet")
    both = (tmp_path / "it's a.parquet", tmp_path / "it's b.parquet")
    return ParquetRows(
        SCHEMA,
        (
            ParquetPart(both, "SELECT who, seen, 'web' AS source FROM files"),
            ParquetPart(
                (tmp_path / "c.parquet",),
                "SELECT who, CAST(NULL AS TIMESTAMP) AS seen, 'app' AS source FROM files "
                "WHERE who <> 'z'",
            ),
        ),
    )


@pytest.fixture
def everybody(tmp_path):
    model = tmp_path / "everybody.sql"
    model.write_text("-- All rows.\nSELECT * FROM people ORDER BY who NULLS FIRST, source", "utf-8")
    return model


def test_parts_lie_under_each_other(rows, everybody):
    table = run_models([everybody], {"people": rows}, ["everybody"])["everybody"]
    assert table.schema == SCHEMA
    assert list(zip(*(c.to_pylist() for c in table.columns[::2]), strict=True)) == [
        *((None, "web"), ("x", "web"), ("y", "app"), ("é", "web"))
    ]
    assert table["seen"].null_count == 1


def test_no_parts_are_no_rows(everybody):
    table = run_models([everybody], {"people": ParquetRows(SCHEMA)}, ["everybody"])["everybody"]
    assert table.schema == SCHEMA
    assert not table.num_rows
