from __future__ import annotations

import duckdb
import pyarrow.parquet as pq
import pytest

from openkitchen.engine import copy_attached
from openkitchen.errors import InputError


@pytest.fixture
def shop(tmp_path):
    with duckdb.connect(str(tmp_path / "it's.duckdb")) as database:
        database.execute('CREATE SCHEMA s; CREATE TABLE s."a b" AS FROM (VALUES (2), (1)) t(n)')
    return tmp_path / "it's.duckdb"


def test_a_table_is_copied_in_order(shop, tmp_path):
    copy_attached("duckdb", str(shop), "s.a b", tmp_path / "it's.parquet")
    assert pq.read_table(tmp_path / "it's.parquet")["n"].to_pylist() == [1, 2]


@pytest.mark.parametrize("table", ["none", "s.none", "x.y.z", 'a"; DROP TABLE s."a b"; --'])
def test_a_table_that_is_not_there(shop, tmp_path, table):
    with pytest.raises(InputError):
        copy_attached("duckdb", str(shop), table, tmp_path / "out.parquet")
    copy_attached("duckdb", str(shop), "s.a b", tmp_path / "out.parquet")


def test_an_extension_that_is_not_installed_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(InputError, match="'mysql' is not installed") as caught:
        copy_attached("mysql", "host=localhost", "t", tmp_path / "out.parquet")
    assert duckdb.__version__ in caught.value.hint
