"""Our metrics against two implementations that know nothing of ours."""

from __future__ import annotations

import warnings

import ir_measures
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openkitchen.evaluate import evaluate_lists
from openkitchen.evaluate.accuracy import ACCURACY, ndcg, precision

ITEMS = [f"i{n}" for n in range(14)]
a_list = st.permutations(ITEMS).flatmap(
    lambda items: st.integers(1, len(items)).map(lambda n: items[:n])
)
some_items = st.sets(st.sampled_from(ITEMS), min_size=1)
people = st.integers(1, 5).flatmap(
    lambda n: st.tuples(
        st.lists(a_list, min_size=n, max_size=n), st.lists(some_items, min_size=n, max_size=n)
    )
)
relaxed = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@relaxed
@given(people, st.integers(1, 16))
def test_agrees_with_ir_measures(as_lists, as_pairs, people, k):
    lists = {f"u{n}": items for n, items in enumerate(people[0])}
    truth = {f"u{n}": sorted(items) for n, items in enumerate(people[1])}
    qrels = [ir_measures.Qrel(u, i, 1) for u, items in truth.items() for i in items]
    run = [
        ir_measures.ScoredDoc(u, i, 1.0 / r)
        for u, items in lists.items()
        for r, i in enumerate(items, 1)
    ]
    theirs = {
        "precision": ir_measures.P @ k,
        "recall": ir_measures.R @ k,
        "ndcg": ir_measures.nDCG @ k,
        "mrr": ir_measures.RR @ k,
        "map": ir_measures.AP @ k,
        "hit_rate": ir_measures.Success @ k,
    }
    expected = ir_measures.calc_aggregate(list(theirs.values()), qrels, run)
    ours = evaluate_lists(as_lists(lists), as_pairs(truth), k=k, bootstrap=0)
    for name, measure in theirs.items():
        assert ours.figure(name, k).value == pytest.approx(expected[measure], abs=1e-9), name


def test_agrees_with_ranx(as_lists, as_pairs):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ranx

        rng = np.random.default_rng(3)
        for _ in range(300):
            k = int(rng.integers(1, 16))
            users = [f"u{n}" for n in range(int(rng.integers(1, 6)))]
            lists = {u: list(rng.permutation(ITEMS)[: rng.integers(1, 15)]) for u in users}
            truth = {u: list(rng.permutation(ITEMS)[: rng.integers(1, 15)]) for u in users}
            run = ranx.Run(
                {u: {str(i): 1.0 / r for r, i in enumerate(x, 1)} for u, x in lists.items()}
            )
            qrels = ranx.Qrels({u: {str(i): 1 for i in x} for u, x in truth.items()})
            expected = ranx.evaluate(qrels, run, [f"{name}@{k}" for name in ACCURACY])
            ours = evaluate_lists(as_lists(lists), as_pairs(truth), k=k, bootstrap=0)
            for row in ours:
                value = expected[row.name] if isinstance(expected, dict) else expected
                assert row.value == pytest.approx(value, abs=1e-9), row.name


def test_short_lists_are_divided_by_k():
    hits = np.array([[True]])
    assert precision(hits, np.array([1]), 10)[0] == pytest.approx(0.1)
    assert ndcg(hits, np.array([3]), 2)[0] == pytest.approx(1 / (1 + 1 / np.log2(3)))


def test_a_user_without_a_list_scores_zero_everywhere():
    hits = np.zeros((1, 0), dtype=bool)
    for metric in ACCURACY.values():
        assert metric(hits, np.array([2]), 5)[0] == 0.0
