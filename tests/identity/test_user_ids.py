"""User ids persist and are never given to anybody else."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from openkitchen.identity.user_ids import carry_over, changed_users

COLUMNS = ("visitor_id", "user_id", "customer_id", "status")


def map_of(users):
    rows = [(visitor, user, None, "linked") for visitor, user in sorted(users.items())]
    columns = list(zip(*rows, strict=True)) if rows else [[], [], [], []]
    return pa.table([pa.array(c, pa.string()) for c in columns], names=list(COLUMNS))


def users_of(table):
    return dict(zip(table["visitor_id"].to_pylist(), table["user_id"].to_pylist(), strict=True))


def carried(before, after, used=None):
    known = used if used is not None else set(before.values())
    changed = changed_users(map_of(before), map_of(after))
    return users_of(carry_over(map_of(after), changed, None, known))


def test_a_user_keeps_the_id_whatever_the_new_map_calls_them():
    assert carried({"a": "U1", "b": "U1"}, {"a": "X", "b": "X", "c": "X"}) == {
        "a": "U1", "b": "U1", "c": "U1",
    }  # fmt: skip


def test_a_merge_keeps_the_id_of_the_larger_part():
    before = {"a": "U1", "b": "U1", "c": "U2"}
    assert set(carried(before, dict.fromkeys("abc", "X")).values()) == {"U1"}


def test_a_split_leaves_the_id_with_the_larger_part_and_names_the_other_anew():
    before = dict.fromkeys("abc", "U1")
    after = carried(before, {"a": "U1", "b": "X", "c": "X"})
    assert after == {"a": "U1~2", "b": "U1", "c": "U1"}


def test_traffic_says_which_part_is_larger():
    before = dict.fromkeys("abc", "U1")
    traffic = pa.table(
        {
            "visitor_id": ["a"],
            "customer_id": pa.nulls(1, pa.string()),
            "events": [100],
            "weight": [100.0],
        }
    )
    after = map_of({"a": "X", "b": "Y", "c": "Y"})
    made = carry_over(after, changed_users(map_of(before), after), traffic, {"U1"})
    assert users_of(made)["a"] == "U1"


def test_an_id_that_was_ever_used_is_not_given_to_a_stranger():
    assert carried({"a": "U1"}, {"a": "U1", "b": "U7"}, used={"U1", "U7"})["b"] == "U7~2"


MAPS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["P", "Q", "R", "S"]))


@given(MAPS, MAPS)
@settings(max_examples=60, deadline=None)
def test_groups_stay_and_whoever_neither_merged_nor_split_keeps_the_id(before, after):
    made = carried(before, after)
    assert set(made) == set(after)
    for one in after:
        for two in after:
            assert (after[one] == after[two]) == (made[one] == made[two])
    groups = [{frozenset(v for v in m if m[v] == u) for u in m.values()} for m in (before, after)]
    for group in groups[0] & groups[1]:
        assert {made[v] for v in group} == {before[v] for v in group}


def test_a_rerun_with_more_records_relabels_nobody():
    before = {f"v{n}": f"U{n // 2}" for n in range(200)}
    after = {v: f"new {u}" for v, u in before.items()} | {f"w{n}": f"new W{n}" for n in range(10)}
    made = carried(before, after)
    assert all(made[visitor] == user for visitor, user in before.items())
