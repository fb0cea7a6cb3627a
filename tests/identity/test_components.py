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


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)), max_size=40))
def test_components_are_those_of_a_union_find(pairs):
    parent = {n: n for pair in pairs for n in pair}

    def root(n):
        while parent[n] != n:
            n = parent[n]
        return n

    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    left, right = (pa.array([p[i] for p in pairs], pa.int64()) for i in (0, 1))
    found = connected_components(left, right).to_pylist()
    assert {row["id"]: row["component"] for row in found} == {n: root(n) for n in parent}
