"""Parquet files go to Spark and come back through a folder that goes when the block ends."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openkitchen.engine import SPARK, Engine
from openkitchen.engine.exchange import open_exchange

TABLE = pa.table({"n": [1, 2]})


def test_without_a_shared_folder_local_files_are_read_where_they_are(tmp_path):
    pq.write_table(TABLE, tmp_path / "it's a.parquet")
    with open_exchange(Engine(SPARK, spill=tmp_path / "spill")) as exchange:
        assert exchange.offer([tmp_path / "it's a.parquet"]) == [
            (tmp_path / "it's a.parquet").as_uri()
        ]
        exchange.put("t", TABLE)
        assert exchange.address("t") == f"{exchange.url}/t"
        assert exchange.read("t").to_table().equals(TABLE)
    assert list((tmp_path / "spill").iterdir()) == []


def test_to_a_shared_folder_they_are_copied(tmp_path):
    pq.write_table(TABLE, tmp_path / "a.parquet")
    with open_exchange(Engine(SPARK, exchange=str(tmp_path / "shared"))) as exchange:
        (address,) = exchange.offer([tmp_path / "a.parquet"])
        assert address.startswith((tmp_path / "shared").as_uri())
        assert pq.read_table(address.removeprefix("file://")).equals(TABLE)
    assert list((tmp_path / "shared").iterdir()) == []


def test_object_storage_is_written_through_fsspec_and_named_as_spark_names_it():
    fsspec = pytest.importorskip("fsspec")
    with open_exchange(Engine(SPARK, exchange="memory://bucket/x")) as exchange:
        exchange.put("t", TABLE)
        assert exchange.address("t").startswith("memory://bucket/x/openkitchen-")
        assert exchange.read("t").to_table().equals(TABLE)
    assert fsspec.filesystem("memory").find("/bucket/x") == []


def test_what_spark_wrote_is_read_in_the_order_of_its_files(tmp_path):
    with open_exchange(Engine(SPARK, exchange=str(tmp_path))) as exchange:
        exchange.system.create_dir(f"{exchange.folder}/t")
        for part in (2, 0, 1):
            path = f"{exchange.folder}/t/part-0000{part}.parquet"
            pq.write_table(pa.table({"n": [part]}), path)
        exchange.system.open_output_stream(f"{exchange.folder}/t/_SUCCESS").close()
        assert exchange.read("t").to_table()["n"].to_pylist() == [0, 1, 2]
