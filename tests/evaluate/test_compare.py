from __future__ import annotations

import numpy as np
import pytest

from openkitchen.errors import InputError
from openkitchen.evaluate import compare, evaluate_lists


def test_pairing_by_user(as_lists, as_pairs):
    truth = as_pairs({"u": ["a"], "v": ["a"], "w": ["a"]})
    good = evaluate_lists(as_lists({"u": ["a"], "v": ["a"], "w": ["b"]}), truth, k=1)
    bad = evaluate_lists(as_lists({"w": ["b"], "v": ["a"], "u": ["b"]}), truth, k=1)
    row = compare(good, bad).difference("precision", 1)
    assert row is not None
    assert (row.n_better, row.n_worse, row.n_same, row.n_users) == (1, 0, 2, 3)
    assert (row.first, row.second, row.value) == pytest.approx((2 / 3, 1 / 3, 1 / 3))
    assert row.low <= row.value <= row.high
    assert not row.clear


def test_only_common_users_are_compared(as_lists, as_pairs):
    lists = as_lists({"u": ["a"], "v": ["a"]})
    one = evaluate_lists(lists, as_pairs({"u": ["a"], "v": ["b"]}), k=1)
    two = evaluate_lists(lists, as_pairs({"v": ["b"], "x": ["b"], "y": ["b"]}), k=1)
    result = compare(one, two)
    assert result.n_unpaired == 3
    assert all(row.n_users == 1 and row.value == 0.0 for row in result)


def test_a_small_steady_gain_is_clear_though_the_intervals_overlap(as_lists, as_pairs):
    rng = np.random.default_rng(0)
    users = [f"u{n}" for n in range(120)]
    place = {u: int(rng.integers(2, 20)) for u in users}
    filler = [f"x{n}" for n in range(20)]
    truth = as_pairs({u: ["hit"] for u in users})

    def at(u: str, position: int) -> list[str]:
        return [*filler[: position - 1], "hit"]

    late = evaluate_lists(as_lists({u: at(u, place[u]) for u in users}), truth, k=20)
    early = evaluate_lists(as_lists({u: at(u, place[u] - 1) for u in users}), truth, k=20)
    assert early.figure("ndcg", 20).low < late.figure("ndcg", 20).high
    row = compare(early, late).difference("ndcg", 20)
    assert row is not None
    assert row.clear


def test_nothing_in_common(as_lists, as_pairs):
    lists = as_lists({"u": ["a"], "v": ["a"]})
    one = evaluate_lists(lists, as_pairs({"u": ["a"]}), k=1)
    with pytest.raises(InputError, match="nothing to compare"):
        compare(one, evaluate_lists(lists, as_pairs({"v": ["a"]}), k=1))
    with pytest.raises(InputError, match="nothing to compare"):
        compare(one, evaluate_lists(lists, as_pairs({"u": ["a"]}), k=2))


def test_to_dict_says_what_is_clear(as_lists, as_pairs):
    one = evaluate_lists(as_lists({"u": ["a"]}), as_pairs({"u": ["a"]}), k=1)
    rows = compare(one, one).to_dict()["differences"]
    assert {row["clear"] for row in rows} == {False}
