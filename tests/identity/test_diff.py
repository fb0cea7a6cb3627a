"""What changes from one map to another adds up."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from openkitchen.identity import diff_maps
from openkitchen.identity.diff import Regrouped

USERS = st.lists(st.sampled_from("ABC"), min_size=4, max_size=4)


def a_map(users):
    n = len(users)
    return pa.table(
        {
            "visitor_id": [f"v{i}" for i in range(n)],
            "user_id": list(users),
            "customer_id": pa.nulls(n, pa.string()),
            "status": ["linked"] * n,
        }
    )


def traffic(events):
    n = len(events)
    return pa.table(
        {
            "visitor_id": [f"v{i}" for i in range(n)],
            "customer_id": pa.nulls(n, pa.string()),
            "events": pa.array(events, pa.int64()),
            "weight": [2.0 * one for one in events],
        }
    )


def test_a_merge_and_a_split():
    found = diff_maps(a_map("ABCC"), a_map("AACD"), traffic([1, 10, 100, 1000]))
    assert found.merges == (Regrouped("A", ("A", "B"), 11),)
    assert found.splits == (Regrouped("C", ("C", "D"), 1100),)
    assert (found.moved_events, found.moved_weight, found.moved_visitors) == (1010, 2020.0, 2)
    assert (found.new_users, found.gone_users) == (1, 1)
    assert "1,010 of 1,111 events" in found.sentences()[2]


def test_many_parts_are_told_in_short():
    group = Regrouped("A", tuple("abcdefgh"), 1)
    assert group.parts_in_short(3) == "a, b, c … and 5 more"
    assert Regrouped("A", ("a", "b"), 1).parts_in_short(3) == "a, b"


@settings(deadline=None)
@given(USERS, USERS)
def test_there_and_back_moves_the_same(before, after):
    there = diff_maps(a_map(before), a_map(after), traffic([1, 2, 3, 4]))
    back = diff_maps(a_map(after), a_map(before), traffic([1, 2, 3, 4]))
    assert there.moved_events == back.moved_events
    assert len(there.merges) == len(back.splits)
    assert (there.moved_events == 0) == (before == after)
