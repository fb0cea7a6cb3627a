"""Columns are traced through every construction of SQL; nothing that matters is left out."""

from importlib.resources import files

import pyarrow as pa
import pytest

from openkitchen.engine import run_model
from openkitchen.engine.lineage import ROWS, filters, model_columns
from openkitchen.errors import FileUnreadable

TABLES = {"a": ["k", "x", "y", "t"], "b": ["k", "z"], "one": ["s"]}


def origins(sql):
    return {column.name: column.origins for column in model_columns(sql, TABLES)}


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT x AS v FROM a", {("a", "x")}),
        ("SELECT * EXCLUDE (k, y, t) FROM a", {("a", "x")}),
        ("WITH c AS (SELECT x + y AS v FROM a) SELECT v FROM c", {("a", "x"), ("a", "y")}),
        ("SELECT coalesce(b.z, a.x) AS v FROM a LEFT JOIN b ON b.k = a.k",
         {("a", "x"), ("b", "z")}),
        (
            "SELECT row_number() OVER (PARTITION BY k ORDER BY t) AS v FROM a",
            {("a", "k"), ("a", "t")},
        ),
        ("SELECT x AS v FROM a UNION ALL SELECT z AS v FROM b", {("a", "x"), ("b", "z")}),
        ("SELECT count(*) AS v FROM a", {("a", ROWS)}),
        ("SELECT arg_max(x, t) AS v FROM a GROUP BY k", {("a", "x"), ("a", "t")}),
        ("SELECT CASE WHEN x > s THEN y END AS v FROM a CROSS JOIN one",
         {("a", "x"), ("a", "y"), ("one", "s")}),
        ("SELECT v FROM (SELECT max(x) OVER (PARTITION BY k) AS v FROM a) AS q",
         {("a", "x"), ("a", "k")}),
    ],
)  # fmt: skip
def test_a_column_is_traced(sql, expected):
    assert next(iter(origins(sql).values())) == expected


def test_a_literal_is_a_named_constant():
    (column,) = model_columns("SELECT 'login' AS evidence FROM a", TABLES)
    assert column.origins == frozenset()
    assert column.constants == ("'login'",)


def test_filters_and_joins_decide_the_rows():
    sql = "SELECT a.x FROM a INNER JOIN b ON b.k = a.k WHERE b.z > 1"
    assert filters(sql, TABLES) == {("a", "k"), ("b", "k"), ("b", "z")}


@pytest.mark.parametrize("sql", ["SELECT nothing FROM a", "SELECT FROM WHERE"])
def test_sql_that_cannot_be_traced_is_refused_with_its_name(sql):
    with pytest.raises(FileUnreadable, match="model of mine"):
        model_columns(sql, TABLES, "model of mine")


RESOLVED = {
    "edges": pa.table({"visitor_id": ["v1", "v2", "v3", "v4", "v5"]}),
    "judgements": pa.table(
        {
            "visitor_id": ["v1", "v2", "v4", "v5"],
            "customer_id": ["c1", "c1", "c3", "c4"],
            "person_id": ["c1", "c1", "c3", "c4"],
            "persons": pa.array([2, 1, 1, 1]),
            "expected_share": [0.9, 1.0, 1.0, 1.0],
            "stray": [0.0, 0.1, 0.6, 0.0],
        }
    ),
    "guard": pa.table({"share": [0.8], "doubt": [0.5]}),
}
CHANGES = {
    ("edges", "visitor_id"): pa.array(["v1", "v2", "v3", "v4", "v6"]),
    ("judgements", "visitor_id"): pa.array(["v1", "v3", "v4", "v5"]),
    ("judgements", "customer_id"): pa.array(["c1", "c9", None, "c4"]),
    ("judgements", "person_id"): pa.array(["c9", "c1", "c3", "visitor:x"]),
    ("judgements", "persons"): pa.array([2, 1, 2, 1]),
    ("judgements", "expected_share"): pa.array([0.7, 1.0, 1.0, 1.0]),
    ("judgements", "stray"): pa.array([0.0, 0.9, 0.1, 0.0]),
    ("guard", "share"): pa.array([0.95]),
    ("guard", "doubt"): pa.array([0.05]),
}


@pytest.mark.parametrize("origin", CHANGES, ids=".".join)
def test_by_brute_force_no_column_changes_with_one_that_lineage_does_not_name(origin):
    model = files("openkitchen.identity") / "resolve.sql"
    names = {name: table.column_names for name, table in RESOLVED.items()}
    sql = model.read_text(encoding="utf-8")
    traced = {column.name: column.origins for column in model_columns(sql, names)}
    deciding = filters(sql, names)
    name, column = origin
    at = RESOLVED[name].column_names.index(column)
    other = RESOLVED | {name: RESOLVED[name].set_column(at, column, CHANGES[origin])}
    before, after = run_model(model, RESOLVED), run_model(model, other)
    moved = [n for n in before.column_names if before[n].to_pylist() != after[n].to_pylist()]
    assert moved
    for one in moved:
        assert origin in traced[one] | deciding
