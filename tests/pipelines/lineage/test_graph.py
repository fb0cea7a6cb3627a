"""Every column of every layer reaches the provider, a setting or a constant."""

from dataclasses import replace

import pyarrow as pa
import pytest
from tests.arrivals import source

from openkitchen.engine import run_model
from openkitchen.errors import UnknownName
from openkitchen.pipelines.lineage import Origin, tables_in, workspace_graph
from openkitchen.pipelines.receiving import received_in
from openkitchen.pipelines.runner import workspace_steps
from openkitchen.pipelines.shelf import open_shelf
from openkitchen.pipelines.step import Step

NAMES = ("Ann Lee", "Bo Ek", "Cy Roe", "Di Poe", "Ed Moss", "Flo Vale")


@pytest.fixture(scope="module")
def parts(workspace):
    shelf = open_shelf(workspace.root, "local")
    return workspace_steps(workspace), received_in(workspace.typed), list(tables_in(shelf)), shelf


@pytest.fixture(scope="module")
def graph(parts):
    return workspace_graph(*parts)


def column(table, name):
    return Origin("column", table, name)


def test_all_columns_of_all_tables_are_traced(graph, parts):
    tables = parts[2]
    assert {"identity_map", "interactions", "users", "train", "recommendations"} <= {
        table.name for table in tables
    }
    for table in tables:
        for name in table.schema.names:
            assert graph.roots(table.name, name), f"{table.name}.{name}"
    assert graph.untraced() == ()
    assert graph.failures == {}


def test_an_interactions_user_reaches_both_ids_of_the_provider(graph):
    roots = graph.roots("interactions", "user_id")
    assert column("raw:web", "ID visitor") in roots
    assert column("raw:logins", "ID customer") in roots
    assert column("raw:dishes", "dish") not in roots


def test_a_user_rests_on_what_links_people_unless_that_is_off(graph, parts):
    steps, received, tables, shelf = parts
    names = [name.split() for name in NAMES]
    rows = [{"customer_id": a, "first_name": a, "surname": b, "note": "-"} for a, b in names]
    crm = source("crm", "people", rows)
    more = replace(received, sources=(*received.sources, crm))
    found = workspace_graph(steps, more, tables, shelf)
    named = {column("typed:crm", name) for name in ("customer_id", "surname", "first_name")}
    origins = found.back("identity_map", "user_id").origins
    assert named <= origins
    assert column("typed:crm", "note") not in origins
    assert found.roots("identity_map", "customer_id") != graph.roots("identity_map", "customer_id")
    settings = {**shelf.parameters, "identity": {"link_people": False}}
    off = workspace_graph(steps, more, tables, replace(shelf, parameters=settings))
    assert not named & off.back("identity_map", "user_id").origins
    assert not any(
        one.table == "typed:people" for one in graph.back("identity_map", "user_id").origins
    )


def test_a_session_rests_on_its_setting(graph):
    named = {one.name for one in graph.roots("interactions", "session_id")}
    assert "prepare.session_gap_minutes" in named


def test_a_weight_rests_on_the_setting_of_weights(graph):
    assert Origin("setting", "parameters.yml", "prepare.event_weights") in graph.roots(
        "interactions", "weight"
    )


def test_an_attribute_goes_through_python_unmixed(graph):
    link = graph.back("users", "diet")
    assert link.origins == {column("typed:people", "diet")}
    assert link.by == "values"
    assert graph.roots("bundle:users", "diet") == (column("raw:people", "diet"),)


def test_what_decides_the_rows_is_told_apart(graph):
    link = graph.back("interactions", "item_id")
    assert link.origins == {column("typed:web", "item_id")}
    assert any("bot_events_a_day" in one.name for one in link.chosen_by)


def test_the_map_version_is_found_to_change_with_the_map(graph):
    link = graph.back("interactions", "map_version")
    assert {one.table for one in link.origins} == {"identity_map"}


def test_scores_rest_on_events_and_attributes(graph):
    roots = set(graph.roots("recommendations", "score"))
    assert {column("raw:web", "dish"), column("raw:people", "age")} <= roots


def test_an_unknown_column_is_named(graph):
    with pytest.raises(UnknownName, match=r"no column 'interactions\.nothing'"):
        graph.back("interactions", "nothing")


def test_a_new_step_with_a_model_of_its_own_is_traced_without_a_word(parts, tmp_path):
    steps, received, tables, shelf = parts
    model = tmp_path / "busy.sql"
    model.write_text(
        '-- Busy days.\nSELECT CAST("timestamp" AS DATE) AS day, count(DISTINCT user_id) AS users '
        "FROM interactions GROUP BY 1",
        "utf-8",
    )

    def busiest(interactions: pa.Table) -> pa.Table:
        return run_model(model, {"interactions": interactions})

    made = Made("busy", pa.schema([("day", pa.date32()), ("users", pa.int64())]))
    graph = workspace_graph(
        [*steps, Step("busy days", busiest, ("interactions",), ("busy",))],
        received, [*tables, made], shelf,
    )  # fmt: skip
    assert graph.back("busy", "day").origins == {column("interactions", "timestamp")}
    assert graph.back("busy", "users").origins == {column("interactions", "user_id")}


def test_a_step_in_plain_python_is_traced_by_what_changes(parts):
    steps, received, tables, shelf = parts

    def longest(items: pa.Table) -> pa.Table:
        return pa.table({"length": [max(len(str(kind)) * 2 for kind in items["kind"].to_pylist())],
                         "kinds": ["/".join(map(str, items["kind"].to_pylist()))]})  # fmt: skip

    made = Made("lengths", pa.schema([("length", pa.int64()), ("kinds", pa.string())]))
    graph = workspace_graph(
        [*steps, Step("lengths", longest, ("items",), ("lengths",))],
        received, [*tables, made], shelf,
    )  # fmt: skip
    assert graph.back("lengths", "kinds").origins == {column("items", "kind")}
    assert graph.back("lengths", "kinds").by == "changes"


def test_a_step_that_fails_on_marked_tables_is_told_and_stops_nothing(parts):
    steps, received, tables, shelf = parts

    def picky(items: pa.Table) -> pa.Table:
        raise ValueError("only real dishes")

    made = Made("picked", pa.schema([("dish", pa.string())]))
    graph = workspace_graph(
        [*steps, Step("pick", picky, ("items",), ("picked",))], received, [*tables, made], shelf
    )
    assert graph.failures == {"pick": "ValueError: only real dishes"}
    assert graph.untraced() == (("picked", "dish"),)
    assert graph.roots("interactions", "user_id")


class Made:
    """A table that a step is said to have made."""

    def __init__(self, name, schema):
        self.name, self.schema = name, schema
