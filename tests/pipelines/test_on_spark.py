"""A workspace run on Spark has the same tables and lists as one run on DuckDB."""

import shutil

import pyarrow.parquet as pq
import pytest
from tests.spark import SMALL, needs_spark, quiet
from tests.workspaces import bytes_below

from openkitchen.pipelines.runner import plan_workspace, run_workspace

pytestmark = [needs_spark, quiet]
TABLES = ("identity_edges", "identity_map", "interactions", "funnel", "users", "items")


@pytest.fixture(scope="module")
def on_spark(workspace, tmp_path_factory):
    root = tmp_path_factory.mktemp("spark") / "shop"
    shutil.copytree(workspace.root, root)
    for part in ("03_primary", "05_model_input", "06_models", "07_model_output"):
        shutil.rmtree(root / "data" / part)
    options = "".join(f"    {name}: {value}\n" for name, value in SMALL.items())
    (root / "conf/base/engine.yml").write_text(
        f"spark:\n  master: local[2]\n  options:\n{options}", "utf-8"
    )
    done = run_workspace(root, engine="spark")
    return root, {step.name: step for step in done}


@pytest.mark.parametrize("name", TABLES)
def test_the_prepared_tables_are_the_same(name, on_spark, workspace):
    root, _ = on_spark
    ours, theirs = (
        pq.read_table(folder / f"data/03_primary/{name}.parquet")
        for folder in (workspace.root, root)
    )
    assert theirs.schema.equals(ours.schema)
    assert theirs.equals(ours)


def test_so_are_splits_models_and_lists_byte_for_byte(on_spark, workspace):
    root, _ = on_spark
    for part in ("05_model_input", "06_models", "07_model_output"):
        assert bytes_below(root / "data" / part) == bytes_below(workspace.root / "data" / part)


def test_a_step_that_ran_on_the_other_engine_runs_again_when_asked_for_this_one(on_spark):
    root, done = on_spark
    assert done["interactions"].ran
    planned = {step.name: step.why for step in plan_workspace(root, engine="duckdb")}
    assert "engine: spark before, duckdb now" in planned["interactions"]
    assert not any(step.ran for step in plan_workspace(root, engine="spark"))
