"""One engine is in use at a time, by the caller's word, else by the environment's."""

import pytest

from openkitchen.engine import Engine, engine_in_use, using
from openkitchen.errors import UnknownName


def test_duckdb_unless_somebody_says_otherwise(monkeypatch):
    monkeypatch.delenv("OPENKITCHEN_ENGINE", raising=False)
    assert engine_in_use() == Engine("duckdb")
    monkeypatch.setenv("OPENKITCHEN_ENGINE", "spark")
    monkeypatch.setenv("OPENKITCHEN_SPARK_MASTER", "spark://host:7077")
    assert engine_in_use() == Engine("spark", master="spark://host:7077")


def test_the_engine_is_in_use_within_the_block_alone():
    before = engine_in_use()
    with using(Engine("spark")) as outer:
        with using(Engine("duckdb", memory="2GB")) as inner:
            assert engine_in_use() is inner
        assert engine_in_use() is outer
    assert engine_in_use() == before


def test_an_engine_of_another_name_is_refused_with_those_that_there_are():
    with pytest.raises(UnknownName, match=r"no engine 'sparc'.*duckdb, spark") as caught:
        Engine("sparc")
    assert "'spark'" in caught.value.hint
