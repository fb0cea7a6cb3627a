"""Visitors become users; the guard keeps strangers apart."""

import re
from collections import defaultdict
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkitchen.errors import SettingsError
from openkitchen.identity import Guard, map_version, resolve

IDS = st.sampled_from(
    ["a", "b", "visitor:a", "customer:visitor:a", "customer:1", "ä|,\n", "visitor:"]
)
EDGES = st.lists(st.tuples(IDS, st.none() | IDS, st.integers(1, 20)), max_size=25)


def table_of(rows) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [[], [], []]
    return pa.table(
        [
            pa.array(columns[0], pa.string()),
            pa.array(columns[1], pa.string()),
            pa.array(columns[2], pa.int64()),
        ],
        names=["visitor_id", "customer_id", "count"],
    )


def resolved(rows, guard=None):
    return {row["visitor_id"]: row for row in resolve(table_of(rows), guard).to_pylist()}


def test_a_visitor_of_one_customer_is_that_customer():
    assert resolved([("phone", "C1", 1), ("laptop", "C1", 3)]) == {
        visitor: {
            "visitor_id": visitor,
            "user_id": "C1",
            "customer_id": "C1",
            "status": "linked",
        }
        for visitor in ("laptop", "phone")
    }


def test_a_visitor_of_two_customers_is_nobodys():
    rows = [("tablet", "C1", 3), ("tablet", "C2", 1), ("phone", "C1", 9)]
    tablet = resolved(rows)["tablet"]
    assert tablet["status"] == "shared"
    assert tablet["user_id"] == "visitor:tablet"
    assert tablet["customer_id"] is None


def test_a_visitor_without_a_customer_is_a_user_of_its_own():
    rows = resolved([("v", None, 5), ("w", None, 2), ("w", "C1", 1)])
    assert rows["v"]["status"] == "anonymous"
    assert rows["v"]["user_id"] == "visitor:v"
    assert rows["w"]["user_id"] == "C1"


@pytest.mark.parametrize(
    ("often", "guard", "status"),
    [
        (38, Guard(), "linked"),
        (18, Guard(), "shared"),
        (8, Guard(share=0.8), "linked"),
        (1000, Guard.strict(), "shared"),
    ],
)
def test_an_overwhelming_share_of_the_evidence_decides_unless_the_guard_is_strict(
    often, guard, status
):
    rows = [("phone", "C1", often - 1), ("phone", "C2", 2), ("phone", "C1", 1)]
    assert resolved(rows, guard)["phone"]["status"] == status


@pytest.mark.parametrize("share", [0.5, 0.0, -1.0, float("nan")])
def test_a_guard_that_could_give_a_visitor_to_two_is_refused(share):
    with pytest.raises(SettingsError, match="share"):
        Guard(share=share)


def test_edges_without_counts_count_once_each():
    edges = pa.table({"visitor_id": ["v"] * 20, "customer_id": ["C1"] * 19 + ["C2"]})
    assert resolve(edges)["status"].to_pylist() == ["linked"]


def test_numbers_as_ids_are_read_as_text():
    edges = pa.table({"visitor_id": [7, 8], "customer_id": pa.array([1, None], pa.int64())})
    assert resolve(edges)["user_id"].to_pylist() == ["1", "visitor:8"]


def test_no_edges_make_an_empty_map():
    made = resolve(table_of([]))
    assert made.schema == pa.schema(
        [(name, pa.string()) for name in ("visitor_id", "user_id", "customer_id", "status")]
    )
    assert made.num_rows == 0


def test_a_customer_named_like_a_visitors_user_keeps_an_id_of_its_own():
    rows = resolved([("a", None, 1), ("b", "visitor:a", 1), ("c", "customer:visitor:a", 1)])
    assert {v: row["user_id"] for v, row in rows.items()} == {
        "a": "visitor:a",
        "b": "customer:visitor:a",
        "c": "customer:customer:visitor:a",
    }


@given(EDGES, st.sampled_from([Guard(), Guard.strict(), Guard(share=0.6)]))
@settings(max_examples=25, deadline=None)
def test_one_user_is_one_customer_or_one_visitor_whatever_the_ids(rows, guard):
    owners = defaultdict(set)
    for row in resolve(table_of(rows), guard).to_pylist():
        owner = ("customer", row["customer_id"])
        if row["status"] != "linked":
            owner = ("visitor", row["visitor_id"])
        owners[row["user_id"]].add(owner)
    assert all(len(owner) == 1 for owner in owners.values())


@given(EDGES)
@settings(max_examples=25, deadline=None)
def test_the_strict_guard_never_gives_a_visitor_of_two_customers_away(rows):
    seen = defaultdict(set)
    for visitor, customer, _ in rows:
        seen[visitor] |= {customer} - {None}
    made = resolved(rows, Guard.strict())
    assert set(made) == set(seen)
    for visitor, customers in seen.items():
        expected = ("anonymous", "linked", "shared")[min(len(customers), 2)]
        assert made[visitor]["status"] == expected
        if expected == "linked":
            assert made[visitor]["customer_id"] in customers


@given(EDGES, st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_edges_changes_nothing(rows, random):
    mixed = random.sample(rows, len(rows))
    one, other = resolve(table_of(rows)), resolve(table_of(mixed))
    assert one.equals(other)
    assert one["visitor_id"].to_pylist() == sorted(
        {row[0] for row in rows}, key=lambda visitor: visitor.encode()
    )
    assert map_version(one) == map_version(other)


def test_the_version_tells_maps_apart_and_not_their_order():
    one = resolve(table_of([("v", "C1", 1), ("w", None, 1)]))
    other = resolve(table_of([("v", "C2", 1), ("w", None, 1)]))
    assert re.fullmatch("[0-9a-f]{12}", map_version(one))
    assert map_version(one) != map_version(other)
    assert map_version(one) == map_version(one.take([1, 0]))
    assert map_version(one) != map_version(one.slice(0, 1))


def people_on_devices(customers, seed):
    """Draw logins: one to three devices each, 5% shared, and 3% of all edges to a stranger."""
    rng = np.random.default_rng(seed)
    owner = np.repeat(np.arange(customers), rng.integers(1, 4, customers))
    rows = []
    for visitor, person in enumerate(owner.tolist()):
        rows.append((f"v{visitor}", f"C{person}", int(rng.geometric(0.15))))
    shared = set(rng.permutation(len(owner))[: len(owner) // 20].tolist())
    for visitor in sorted(shared):
        housemate = (owner[visitor] + 1) % customers
        rows.append((f"v{visitor}", f"C{housemate}", int(rng.geometric(0.15))))
    wrong = rng.integers(0, len(owner), round(0.03 * len(rows))).tolist()
    rows += [(f"v{visitor}", f"C{rng.integers(0, customers)}", 1) for visitor in wrong]
    return rows, {f"v{v}": f"C{person}" for v, person in enumerate(owner.tolist())}


def precision_and_recall(made, truth):
    def pairs(user_of):
        groups = defaultdict(list)
        for visitor, user in sorted(user_of.items()):
            groups[user].append(visitor)
        return {pair for group in groups.values() for pair in combinations(group, 2)}

    found = pairs({visitor: row["user_id"] for visitor, row in made.items()})
    true = pairs(truth)
    return len(found & true) / len(found), len(found & true) / len(true)


@pytest.mark.parametrize(("guard", "recall_at_least"), [(Guard.strict(), 0.84), (Guard(), 0.85)])
def test_wrong_logins_and_shared_devices_join_no_strangers(guard, recall_at_least):
    rows, truth = people_on_devices(4000, seed=1)
    precision, recall = precision_and_recall(resolved(rows, guard), truth)
    assert precision >= 0.99
    assert recall >= recall_at_least


def test_without_a_guard_strangers_would_be_joined():
    rows, truth = people_on_devices(4000, seed=1)
    precision, _ = precision_and_recall(resolved(rows, Guard(share=0.51)), truth)
    assert precision < 0.97
