"""Our metrics against two implementations that know nothing of ours, and by hand."""

from __future__ import annotations

import warnings

import ir_measures
import numpy as np
import pyarrow as pa
import pytest

from openkitchen.evaluate import accuracy, amazon, catalogue, diversity, evaluate_lists, list_values
from openkitchen.evaluate.accuracy import ACCURACY, ndcg, precision

CASES = 1500
LENGTHS = (1, 3, 5, 10, 16)


@pytest.fixture(scope="module")
def cases():
    """Lists and graded choices without ties, one case a user: short, long, empty-handed."""
    rng = np.random.default_rng(7)
    lists, truth = {}, {}
    for n in range(CASES):
        items = [f"i{m}" for m in rng.permutation(14)]
        lists[f"u{n:04d}"] = items[: rng.integers(1, 15)]
        chosen = rng.permutation(14)[: rng.integers(1, 15)]
        truth[f"u{n:04d}"] = {f"i{m}": int(rng.integers(1, 5)) for m in chosen}
    return lists, truth


@pytest.fixture(scope="module", params=["graded", "alike"])
def ours(request, cases, as_lists):
    """Our values by user, and the grades that they were made from."""
    lists, truth = cases
    if request.param == "alike":
        truth = {user: dict.fromkeys(items, 1) for user, items in truth.items()}
    rows = [(u, i, float(g)) for u, items in truth.items() for i, g in items.items()]
    names = ("user_id", "item_id", "grade")
    chosen = pa.table(dict(zip(names, zip(*rows, strict=True), strict=True)))
    if request.param == "alike":
        chosen = chosen.drop(["grade"])
    told = evaluate_lists(as_lists(lists), chosen, LENGTHS, bootstrap=0).per_user
    values = {name: told.values[:, n] for n, name in enumerate(told.names)}
    return told.users.to_pylist(), values, truth


def test_agrees_with_ir_measures(ours, cases):
    users, values, truth = ours
    qrels = [ir_measures.Qrel(u, i, g) for u, items in truth.items() for i, g in items.items()]
    run = [
        ir_measures.ScoredDoc(u, i, 1.0 / r)
        for u, items in cases[0].items()
        for r, i in enumerate(items, 1)
    ]
    theirs = {}
    for k in LENGTHS:
        theirs |= {
            f"precision@{k}": ir_measures.P @ k,
            f"recall@{k}": ir_measures.R @ k,
            f"ndcg@{k}": ir_measures.nDCG @ k,
            f"mrr@{k}": ir_measures.RR @ k,
            f"map@{k}": ir_measures.AP @ k,
            f"hit_rate@{k}": ir_measures.Success @ k,
        }
    found = {(str(m.measure), m.query_id): m.value
             for m in ir_measures.iter_calc(list(theirs.values()), qrels, run)}  # fmt: skip
    for name, measure in theirs.items():
        expected = [found[str(measure), user] for user in users]
        np.testing.assert_allclose(values[name], expected, atol=1e-9, err_msg=name)


def test_agrees_with_ranx(ours, cases):
    users, values, truth = ours
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ranx

        run = ranx.Run({u: {i: 1.0 / r for r, i in enumerate(x, 1)} for u, x in cases[0].items()})
        names = [f"{name}@{k}" for name in ACCURACY for k in LENGTHS]
        found = ranx.evaluate(ranx.Qrels(truth), run, names, return_mean=False)
        order = [sorted(users).index(user) for user in users]
        for name in names:
            expected = np.asarray(found[name])[order]
            np.testing.assert_allclose(values[name], expected, atol=1e-9, err_msg=name)


def test_by_hand():
    hits, relevant = np.array([[False, True, False, True, False]]), np.array([3])
    told = {name: float(metric(hits, relevant, 5)[0]) for name, metric in ACCURACY.items()}
    best = 1 + 1 / np.log2(3) + 1 / 2
    assert told == pytest.approx(
        {
            "precision": 2 / 5,
            "recall": 2 / 3,
            "ndcg": (1 / np.log2(3) + 1 / np.log2(5)) / best,
            "mrr": 1 / 2,
            "map": (1 / 2 + 2 / 4) / 3,
            "hit_rate": 1.0,
        }
    )


METRIC_FUNCTIONS = (
    *ACCURACY.values(),
    accuracy.graded_ndcg,
    amazon.amazon_ndcg,
    catalogue.coverage,
    catalogue.effective_coverage,
    catalogue.gini,
    catalogue.novelty,
    diversity.intra_list_diversity,
    list_values.freshness,
    list_values.season_fit,
    list_values.list_popularity,
    list_values.popularity_lift,
)


@pytest.mark.parametrize("metric", METRIC_FUNCTIONS, ids=lambda metric: metric.__name__)
def test_each_metric_says_where_it_is_from_and_who_counts(metric):
    told = " ".join(metric.__doc__.split()).lower()
    for word in ("source:", "ties", "without truth", "cold users", "short lists"):
        assert word in told, word


def test_short_lists_are_divided_by_k():
    hits = np.array([[True]])
    assert precision(hits, np.array([1]), 10)[0] == pytest.approx(0.1)
    assert ndcg(hits, np.array([3]), 2)[0] == pytest.approx(1 / (1 + 1 / np.log2(3)))


def test_a_user_without_a_list_scores_zero_everywhere():
    hits = np.zeros((1, 0), dtype=bool)
    for metric in ACCURACY.values():
        assert metric(hits, np.array([2]), 5)[0] == 0.0
