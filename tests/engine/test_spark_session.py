"""Without Java or pyspark the person is told what to install."""

import sys

import pytest

from openkitchen.engine import SPARK, Engine
from openkitchen.engine.spark_session import is_local, spark_session
from openkitchen.errors import MissingExtra, SettingsError


def test_spark_without_pyspark(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(MissingExtra, match="Apache Spark") as caught, spark_session(Engine(SPARK)):
        pass
    assert "openkitchen[spark]" in caught.value.hint


def test_spark_without_java(monkeypatch, tmp_path):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingsError, match="needs Java") as caught, spark_session(Engine(SPARK)):
        pass
    assert "Java 17" in caught.value.hint


@pytest.mark.parametrize(
    ("master", "local"),
    [("local[*]", True), ("local", True), ("spark://h:7077", False), ("sc://h", False)],
)
def test_where_spark_runs(master, local):
    assert is_local(Engine(SPARK, master=master)) is local
