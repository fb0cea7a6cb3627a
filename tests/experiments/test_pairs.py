"""Models are compared pair by pair, user by user, and the verdicts hold together."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.errors import InputError, UnknownName
from openkitchen.evaluate import evaluate_lists
from openkitchen.evaluate.figures import PerUser
from openkitchen.experiments.pairs import compare_pairs

LISTS = pa.table({"user_id": ["u"], "item_id": ["a"], "rank": [1]})
ONE = evaluate_lists(LISTS, LISTS.select(["user_id", "item_id"]), 10, bootstrap=0)


def evaluation(values, users=None):
    """An evaluation whose values per user are given."""
    users = [f"u{n:04d}" for n in range(len(values))] if users is None else users
    column = np.asarray(values, dtype=float)[:, None]
    return replace(ONE, per_user=PerUser(pa.array(users), ("ndcg@10",), column))


def test_a_steady_gain_is_clear_and_turned_round_it_is_a_loss():
    rng = np.random.default_rng(0)
    base = rng.random(400)
    told = {"a": evaluation(base), "b": evaluation(base + 0.02 + rng.normal(0, 0.05, 400))}
    (pair,) = compare_pairs(told, "ndcg", 10, 0.001)
    assert (pair.first, pair.second, pair.verdict) == ("a", "b", "worse")
    assert pair.low < pair.value < pair.high < 0
    (turned,) = compare_pairs(dict(reversed(told.items())), "ndcg", 10, 0.001)
    assert turned.verdict == "better"
    assert turned.value == pytest.approx(-pair.value)


def test_within_the_margin_they_are_alike_and_without_enough_people_nothing_is_told():
    rng = np.random.default_rng(1)
    base = rng.random(900)
    near = {"a": evaluation(base), "b": evaluation(base + rng.normal(0, 0.02, 900))}
    assert compare_pairs(near, "ndcg", 10, 0.01)[0].verdict == "alike"
    few = {"a": evaluation(base[:30]), "b": evaluation(rng.random(30))}
    pair = compare_pairs(few, "ndcg", 10, 0.01)[0]
    assert pair.verdict == "not told apart"
    assert pair.detectable > 0.05


def test_the_same_lists_are_no_difference_at_all():
    values = np.random.default_rng(2).random(50)
    (pair,) = compare_pairs({"a": evaluation(values), "b": evaluation(values)}, "ndcg", 10, 0.0)
    assert (pair.value, pair.low, pair.high, pair.p, pair.verdict) == (0, 0, 0, 1, "alike")


def test_rows_are_matched_by_user_whatever_their_order():
    values = np.random.default_rng(3).random(60)
    users = [f"u{n}" for n in range(60)]
    turned = evaluation(values[::-1], users[::-1])
    told = {"a": evaluation(values, users), "b": turned}
    assert compare_pairs(told, "ndcg", 10, 0.0)[0].value == 0.0


def test_false_alarms_are_rare_over_all_pairs_together():
    wrong = 0
    for seed in range(120):
        rng = np.random.default_rng(seed)
        told = {name: evaluation(rng.beta(0.5, 2, 150)) for name in "abcd"}
        wrong += any(p.verdict in {"better", "worse"} for p in compare_pairs(told, "ndcg", 10, 0))
    assert wrong / 120 <= 0.10  # 5% is asked for


def test_holm_gives_the_clearest_pair_the_widest_interval():
    rng = np.random.default_rng(5)
    noise = [rng.normal(0, 0.1, 300) for _ in range(3)]
    told = {
        name: evaluation(x + gain) for name, x, gain in zip("abc", noise, (0, 0, 1), strict=True)
    }
    pairs = {(p.first, p.second): p for p in compare_pairs(told, "ndcg", 10, 0.0)}
    assert pairs["a", "c"].verdict == pairs["b", "c"].verdict == "worse"
    assert pairs["a", "c"].p < 1e-6


def test_nobody_in_common():
    told = {"a": evaluation([0.1, 0.2], ["x", "y"]), "b": evaluation([0.1], ["z"])}
    with pytest.raises(InputError, match="no user in common"):
        compare_pairs(told, "ndcg", 10, 0.0)


@pytest.mark.parametrize("gap", [[0.3], [0.1, 0.5, 0.9], [0.0], [0.0] * 5])
def test_of_very_few_people_nothing_is_told(gap):
    told = {"a": evaluation(np.full(len(gap), 0.05)), "b": evaluation(0.05 - np.array(gap))}
    (pair,) = compare_pairs(told, "ndcg", 10, 0.01)
    assert pair.verdict == "not told apart"
    assert pair.low <= pair.value <= pair.high


def test_a_figure_that_no_user_has_is_named():
    told = {"a": evaluation([0.1, 0.2]), "b": evaluation([0.1, 0.3])}
    with pytest.raises(UnknownName, match="coverage@10"):
        compare_pairs(told, "coverage", 10, 0.01)
