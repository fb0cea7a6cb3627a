"""What a column means is said in the providers' words, of however many providers it comes."""

from __future__ import annotations

import pytest

from openkitchen.pipelines.dictionary import _Writer
from openkitchen.pipelines.lineage.origin import Graph, Link, Origin
from openkitchen.sources import ColumnRule, Source

NONE = frozenset[Origin]()


def said(first, second):
    """What ``users.born`` means where two sources of people describe it so."""
    sources = {
        name: Source(name, "people", name, (ColumnRule("theirs", "born", **words),))
        for name, words in (("crm", first), ("club", second))
    }
    typed = frozenset(Origin("column", f"typed:{name}", "born") for name in sources)
    links = [Link("users", "born", typed, NONE, "values", "users")]
    return _Writer(Graph.of(links, {}), sources)._said("users", "born")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"meaning": "birthday"}, {"meaning": "birthday"}, ("birthday", "")),
        ({"meaning": "birthday"}, {"meaning": "day of birth"}, ("day of birth; birthday", "")),
        ({"meaning": "birthday"}, {}, ("birthday", "")),
        (
            {"meaning": "age", "unit": "years"},
            {"meaning": "age", "unit": "years"},
            ("age", "years"),
        ),
        ({"meaning": "age", "unit": "years"}, {"meaning": "age", "unit": "days"}, ("age", "")),
        ({}, {}, ("", "")),
    ],
)
def test_a_column_of_two_sources_means_what_both_say(first, second, expected):
    assert said(first, second) == expected
