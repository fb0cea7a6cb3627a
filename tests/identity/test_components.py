"""What hangs together, against a search by hand."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from openkitchen.identity import connected_components

EDGES = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=12)


def by_hand(edges):
    near = {}
    for one, two in edges:
        near.setdefault(one, set()).add(two)
        near.setdefault(two, set()).add(one)
    found = {}
    for start in sorted(near):
        if start in found:
            continue
        waiting = [start]
        while waiting:
            here = waiting.pop()
            if here not in found:
                found[here] = start
                waiting += near[here]
    return found


@given(EDGES)
@settings(max_examples=60, deadline=None)
def test_components_are_those_of_a_search_by_hand(edges):
    left, right = (pa.array([e[side] for e in edges], pa.string()) for side in (0, 1))
    rows = connected_components(left, right).to_pylist()
    assert {row["id"]: row["component"] for row in rows} == by_hand(edges)
