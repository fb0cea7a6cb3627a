"""A workspace's engine is set in conf/<env>/engine.yml."""

import pytest

from openkitchen.engine import Engine
from openkitchen.errors import SettingsError, UnknownName
from openkitchen.pipelines.digests import digest_of_code
from openkitchen.pipelines.engine import engine_of
from openkitchen.pipelines.workspace import create


@pytest.fixture
def made(tmp_path):
    return create(tmp_path / "shop")


def test_a_new_workspace_runs_on_duckdb_and_spills_into_its_own_folder(made):
    spill = made.root / ".openkitchen" / "spill"
    days = made.root / ".openkitchen" / "days" / digest_of_code("openkitchen")
    assert engine_of(made, "local") == Engine("duckdb", spill=spill, kept=days)
    assert engine_of(made, "local", "spark") == Engine("spark", spill=spill, kept=days)
    (made.root / "conf/base/engine.yml").unlink()
    days = made.root / ".openkitchen" / "days" / digest_of_code("openkitchen")
    assert engine_of(made, "local") == Engine("duckdb", spill=spill, kept=days)


def test_settings_of_the_environment_win(made):
    (made.root / "conf/client").mkdir(exist_ok=True)
    (made.root / "conf/client/engine.yml").write_text(
        "engine: spark\n"
        "duckdb: {memory: 8GB}\n"
        "spark:\n  master: spark://host:7077\n  exchange: s3://bucket/x\n"
        "  options: {spark.executor.memory: 8g, spark.sql.adaptive.enabled: false}\n",
        "utf-8",
    )
    found = engine_of(made, "client")
    assert (found.name, found.master, found.exchange) == (
        *("spark", "spark://host:7077", "s3://bucket/x"),
    )
    assert found.options["spark.sql.adaptive.enabled"] == "false"
    assert engine_of(made, "client", "duckdb").memory == "8GB"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("engines: spark", "no setting 'engines'"),
        ("spark: {url: x}", "no setting 'url'"),
        ("spark: here", "spark = 'here'"),
        ("duckdb: {memmory: 8GB}", "no setting 'memmory'"),
    ],
)
def test_a_setting_that_does_not_exist_is_told(text, said, made):
    (made.root / "conf/base/engine.yml").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=said):
        engine_of(made, "local")


def test_an_engine_that_does_not_exist_is_told(made):
    with pytest.raises(UnknownName, match="no engine 'ibis'"):
        engine_of(made, "local", "ibis")
