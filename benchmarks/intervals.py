"""How often the 95% intervals hold the truth: whole studies are drawn again and again.

Users are drawn from a crowd whose true figures are known (the crowd's own, or for the
catalogue's figures the mean over many studies); each study is evaluated with its intervals,
and the share of studies whose interval holds the true figure is kept. It should be 93 to 97%.
How popular items are is learned from the whole crowd in each study: training data are given,
users of the test are what is drawn.

Coverage counts different items, which is no mean over users; so it is drawn again in crowds of
other kinds: few users, steep popularity, a wide catalogue, lists that come in blocks or overlap.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks._results import write_results
from openkitchen.evaluate import evaluate_lists
from openkitchen.evaluate.coding import Coded
from openkitchen.evaluate.exposure import expose

FIGURES = ("precision@10", "recall@10", "ndcg@10", "mrr@10", "map@10", "hit_rate@10", "novelty@10",
           "popularity_lift@10", "coverage@10", "effective_coverage@10", "gini@10")  # fmt: skip
CROWD, N_ITEMS, CHOSEN, HAD = 20_000, 400, 5, 8


def main() -> None:
    """Draw the studies, print the table, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=1000)
    parser.add_argument("--users", type=int, default=500)
    parser.add_argument("--keep", action="store_true", help="write benchmarks/results")
    asked = parser.parse_args()
    told = simulate(asked.studies, asked.users)
    told["coverage in other crowds"] = simulate_coverage(asked.studies)
    print(json.dumps(told, indent=1))
    if asked.keep:
        write_results("intervals", told)


def simulate(studies: int, users: int, seed: int = 0) -> dict[str, Any]:
    """Return the share of studies whose interval holds the true figure, by figure."""
    rng = np.random.default_rng(seed)
    crowd = _crowd(rng)
    whole = _judged(crowd, np.arange(CROWD), draws=0)
    ends = np.full((studies, len(FIGURES), 3), np.nan)
    for study in range(studies):
        rows = _judged(crowd, rng.integers(0, CROWD, users), draws=400)
        for at, name in enumerate(FIGURES):
            ends[study, at] = rows[name]
    truth = np.array([whole[name][0] for name in FIGURES])
    of_lists = np.array([name.split("@")[0] in _OF_CATALOGUE for name in FIGURES])
    truth[of_lists] = ends[:, of_lists, 0].mean(axis=0)
    held = (ends[:, :, 1] <= truth) & (truth <= ends[:, :, 2])
    share = dict(zip(FIGURES, held.mean(axis=0).tolist(), strict=True))
    return {"studies": studies, "users": users, "share held": share}


def simulate_coverage(studies: int, seed: int = 1) -> dict[str, float]:
    """Return the share of studies whose interval holds the mean coverage, by kind of crowd."""
    kinds = {
        "50 users": (_ranked(400, 0.8, seed), 50),
        "100 users": (_ranked(400, 0.8, seed), 100),
        "500 users, steep popularity": (_ranked(400, 1.6, seed), 500),
        "300 users, 3,000 items": (_ranked(3000, 0.5, seed, crowd=6000), 300),
        "1,000 users, 3,000 items": (_ranked(3000, 0.5, seed, crowd=6000), 1000),
        "200 users, lists in blocks": (_grouped(0, seed), 200),
        "200 users, lists that overlap": (_grouped(3, seed), 200),
    }
    return {name: _held(crowd, users, studies, seed) for name, (crowd, users) in kinds.items()}


def _ranked(n_items: int, slope: float, seed: int, crowd: int = CROWD) -> np.ndarray:
    rng = np.random.default_rng(seed)
    weight = np.power(np.arange(1.0, n_items + 1), -slope)
    score = rng.gumbel(size=(crowd, n_items)) + np.log(weight)
    return np.argsort(-score, axis=1)[:, :10]


def _grouped(more: int, seed: int) -> np.ndarray:
    """Give each group of users ten items, or ten of a few more."""
    rng = np.random.default_rng(seed)
    pools = np.argsort(rng.random((600, N_ITEMS)), axis=1)[:, : 10 + more]
    size = rng.pareto(1.0, 600) + 0.05
    group = rng.choice(600, CROWD, p=size / size.sum())
    return rng.permuted(pools[group], axis=1)[:, :10]


def _held(crowd: np.ndarray, users: int, studies: int, seed: int) -> float:
    rng = np.random.default_rng(seed)
    n_items = int(crowd.max()) + 1
    items = pa.array([f"i{n}" for n in range(n_items)])
    coded = Coded(pa.array([f"u{n}" for n in range(users)]), items, ())
    rows = np.array(
        [
            expose(crowd[rng.integers(0, len(crowd), users)], coded, (10,), 2)[10].coverage(n_items)
            for _ in range(studies)
        ]
    )
    truth = rows[:, 0].mean()
    return float(((rows[:, 1] <= truth) & (truth <= rows[:, 2])).mean())


_OF_CATALOGUE = ("coverage", "effective_coverage", "gini")


def _crowd(rng: np.random.Generator) -> dict[str, Any]:
    """Invent people with lists, choices and histories; some find much, others nothing."""
    weight = np.power(np.arange(1.0, N_ITEMS + 1), -0.8)
    score = rng.gumbel(size=(CROWD, N_ITEMS)) + np.log(weight)
    lists = np.argsort(-score, axis=1)[:, :10]
    lucky = rng.beta(0.4, 2.0, (CROWD, 1))
    other = rng.choice(N_ITEMS, (CROWD, CHOSEN), p=weight / weight.sum())
    listed = np.take_along_axis(lists, rng.integers(0, 10, (CROWD, CHOSEN)), axis=1)
    truth = np.where(rng.random((CROWD, CHOSEN)) < lucky, listed, other)
    had = rng.choice(N_ITEMS, (CROWD, HAD), p=weight / weight.sum())
    return {"lists": lists, "truth": truth, "had": had, "others": _table(had, "other")}


def _judged(crowd: dict[str, Any], people: np.ndarray, draws: int) -> dict[str, tuple]:
    found = evaluate_lists(
        _table(crowd["lists"][people]),
        _table(crowd["truth"][people]),
        10,
        pa.concat_tables([crowd["others"], _table(crowd["had"][people])]),
        items=pa.table({"item_id": [f"i{n}" for n in range(N_ITEMS)]}),
        keep_seen=True,
        bootstrap=draws,
    )
    return {row.name: (row.value, row.low or 0.0, row.high or 0.0) for row in found}


def _table(items: np.ndarray, name: str = "u") -> pa.Table:
    user = np.repeat(np.arange(len(items)), items.shape[1])
    return pa.table(
        {
            "user_id": pa.array([f"{name}{n}" for n in user.tolist()]),
            "item_id": pa.array([f"i{n}" for n in items.ravel().tolist()]),
            "rank": np.tile(np.arange(1, items.shape[1] + 1), len(items)),
        }
    )


if __name__ == "__main__":
    main()
