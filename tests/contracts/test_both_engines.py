"""Every SQL model gives the same rows on DuckDB and on Spark."""

import math

import pytest
from tests.contracts.golden import given_tables, sql_models
from tests.spark import needs_spark, quiet, small_spark

from openkitchen.engine import run_models, using

MODELS = sql_models()
SIZES = {"no rows": (0, 0), "few values": (14, 1), "many values": (150, 1)}

pytestmark = [needs_spark, quiet]


@pytest.fixture(scope="module")
def both():
    """Run all models on all sizes, once on each engine."""
    results = {}
    for size, (rows, seed) in SIZES.items():
        tables = given_tables(MODELS, rows, seed)
        duckdb = run_models(list(MODELS.values()), tables, MODELS)
        with using(small_spark()):
            spark = run_models(list(MODELS.values()), tables, MODELS)
        results[size] = duckdb, spark
    return results


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("model", MODELS)
def test_a_model_gives_the_same_on_both_engines(model, size, both):
    duckdb, spark = (results[model] for results in both[size])
    assert duckdb.schema.names == spark.schema.names
    assert duckdb.schema.types == spark.schema.types
    ours, theirs = (
        list(zip(*(c.to_pylist() for c in t.columns), strict=True)) for t in (duckdb, spark)
    )
    if not _is_ordered(model):
        ours, theirs = sorted(ours, key=_key), sorted(theirs, key=_key)
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert all(map(_same, one, other)), (one, other)


def test_the_drawn_rows_reach_every_model(both):
    few, many = (both[size][0] for size in ("few values", "many values"))
    for model, table in few.items():
        assert table.num_rows or many[model].num_rows, model


def _is_ordered(model):
    return "\nORDER BY" in MODELS[model].read_text("utf-8")


def _same(one, other):
    if isinstance(one, float) and isinstance(other, float):
        if math.isnan(one) or math.isnan(other):
            return math.isnan(one) and math.isnan(other)
        return one == other or math.isclose(one, other, rel_tol=1e-9)
    return type(one) is type(other) and one == other


def _key(row):
    return [(value is None, str(value)) for value in row]
