"""The way back, through circles and gaps."""

import pytest

from openkitchen.errors import UnknownName
from openkitchen.pipelines.lineage.origin import Graph, Link, Origin


def column(text):
    return Origin("column", *text.rsplit(".", 1))


def link(name, *origins):
    table, column_name = name.rsplit(".", 1)
    none = frozenset[Origin]()
    return Link(table, column_name, frozenset(map(column, origins)), none, "sql", "step")


def test_the_way_back_ends_at_the_provider():
    graph = Graph.of(
        [link("c.x", "b.x", "b.y"), link("b.x", "raw:web.X"), link("b.y", "raw:web.Y")]
    )
    assert graph.roots("c", "x") == (column("raw:web.X"), column("raw:web.Y"))
    assert graph.untraced() == ()


def test_circles_end_and_gaps_are_told():
    graph = Graph.of([link("a.x", "b.x"), link("b.x", "a.x"), link("c.x")])
    assert graph.roots("a", "x") == ()
    assert graph.untraced() == (("a", "x"), ("b", "x"), ("c", "x"))


def test_settings_are_roots_and_unknown_columns_are_named():
    setting = Origin("setting", "parameters.yml", "test_share")
    graph = Graph.of([Link("t", "x", frozenset({setting}), frozenset(), "declared", "split")])
    assert graph.roots("t", "x") == (setting,)
    assert setting.text() == "setting test_share (parameters.yml)"
    with pytest.raises(UnknownName):
        graph.back("t", "y")
