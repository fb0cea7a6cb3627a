"""The SQL models keep the rules that let another engine run them too."""

import re
from importlib.resources import files

import pytest
import sqlglot
from sqlglot import exp

from openkitchen.prepare.day_runs import DISTINCT, FINAL
from openkitchen.prepare.interactions import MODELS

FILES = sorted(
    (
        path
        for room in ("identity", "prepare")
        for path in files(f"openkitchen.{room}").iterdir()
        if path.name.endswith(".sql")
    ),
    key=lambda path: path.name,
)
NOT_PORTABLE = {"hash", "epoch", "random", "list", "first", "last", "any_value", "string_agg"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_model_says_what_it_is_for_and_is_one_select(file):
    text = file.read_text(encoding="utf-8")
    comment = text.split("\n")[0]
    assert re.match(r"-- [A-Z].{15,}", comment)
    assert max(len(line) for line in text.split("\n")) <= 100
    (statement,) = sqlglot.parse(text, read="duckdb")
    assert isinstance(statement, (exp.Select, exp.Union))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_model_can_be_written_for_spark(file):
    (spark,) = sqlglot.transpile(
        file.read_text(encoding="utf-8"),
        read="duckdb",
        write="spark",
        unsupported_level=sqlglot.ErrorLevel.RAISE,
    )
    assert sqlglot.parse_one(spark, read="spark")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_model_uses_nothing_that_engines_disagree_about(file):
    statement = sqlglot.parse_one(file.read_text(encoding="utf-8"), read="duckdb")
    called = {f.sql_name().lower() for f in statement.find_all(exp.Func)}
    called |= {f.name.lower() for f in statement.find_all(exp.Anonymous)}
    assert not called & NOT_PORTABLE
    assert not list(statement.find_all(exp.Div))
    for window in statement.find_all(exp.Window):
        ordered = window.args.get("order") is not None
        assert ordered or isinstance(window.this, (exp.Sum, exp.Count))


def test_all_models_of_the_room_are_run_or_known():
    here = {
        file.name.removesuffix(".sql")
        for file in files("openkitchen.prepare").iterdir()
        if file.name.endswith(".sql")
    }
    by_day = {"received_days", "ids_again", "later_copies", *DISTINCT, *FINAL}
    moved = {"changed_ids", "touched_days", "moved_users", "moved_ids", "moved_events"}
    moved |= {"shared_days"}
    assert here == {*MODELS, *by_day, *moved, "latest_users", "latest_items"}
