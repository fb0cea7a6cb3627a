"""Lists for people of whom little is known, beside popularity and EASE.

Test users with ten events and more before the cut are asked about as if only their latest
0, 1, 3, 5 or 10 events were known. What they had before, known or not, is taken from lists
and truth alike; the models are fitted on everything before the cut.
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks._data import Case, cases
from benchmarks._results import kept_results, write_results
from openkitchen.evaluate import compare, evaluate_lists
from openkitchen.models import Ease, GlassBox, Model, Popularity, fit_baselines, know
from openkitchen.schema.columns import ITEM, RANK, USER

SIZES = (0, 1, 3, 5, 10)
K = 10
_SPARE = 300


def main() -> None:
    """Measure each data set, print a table, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="x-wines", help="data sets, separated by commas")
    for case in cases(parser.parse_args().only.split(","), ["time"]):
        write_results("cold", kept_results("cold") | {case.name: measure(case)})


def measure(case: Case) -> dict[str, Any]:
    """Return nDCG@10 of each model at each number of known events."""
    baselines = {type(model): model for model in fit_baselines(case.tables)}
    glass = GlassBox().fit(case.tables)
    models: dict[str, Model] = {
        "glass box": glass,
        "popularity": baselines[Popularity],
        "EASE": baselines[Ease],
    }
    users = _asked(case)
    print(f"\n{case.name}: {len(users):,} users")
    rows = []
    for size in SIZES:
        told = _latest(case, users, size)
        found = {name: _evaluated(model, users, told, case) for name, model in models.items()}
        row: dict[str, Any] = {"events": size}
        for name, one in found.items():
            row[name] = one.figure("ndcg", K).value
            if name != "glass box":
                gap = compare(found["glass box"], one).difference("ndcg", K)
                row[f"ahead of {name}"] = [gap.value, gap.low, gap.high]
        rows.append(row)
        print(row, flush=True)
    return {"n_users": len(users), "rows": rows}


def _asked(case: Case) -> list[str]:
    known = know(case.tables)
    often = set(known.users.take(np.flatnonzero(known.events.counts >= max(SIZES))).to_pylist())
    return sorted(often & set(case.test[USER].to_pylist()))


def _latest(case: Case, users: list[str], size: int) -> pa.Table:
    """Return the latest events of these users."""
    known = know(case.tables)
    events = known.events.of_users(known.users.find(users))
    kept = events.select(events.counts[events.user] - events.position <= size)
    times = pa.array(np.round(kept.time * 86_400e6).astype(np.int64)).cast(pa.timestamp("us"))
    names = pa.array(users).take(pa.array(kept.user))
    return pa.table({USER: names, ITEM: known.items.take(kept.item), "timestamp": times})


def _evaluated(model: Model, users: list[str], told: pa.Table, case: Case) -> Any:
    """Score the ten best that the user never had, whatever of it was told."""
    shown = [f"stranger {n}" for n in range(len(users))]
    place = dict(zip(users, shown, strict=True))
    history = told.set_column(0, USER, pa.array([place[u] for u in told[USER].to_pylist()]))
    lists = model.recommend(shown, K + _SPARE, history=history).table
    back = dict(zip(shown, users, strict=True))
    had = set(zip(*(case.tables.interactions[c].to_pylist() for c in (USER, ITEM)), strict=True))
    kept: dict[str, list[str]] = {}
    for user, item in zip(lists[USER].to_pylist(), lists[ITEM].to_pylist(), strict=True):
        own = kept.setdefault(back[user], [])
        if len(own) < K and (back[user], item) not in had:
            own.append(item)
    rows = [(u, i, n + 1) for u, own in kept.items() for n, i in enumerate(own)]
    user, item, rank = zip(*rows, strict=True)
    asked = case.test.filter(pa.compute.is_in(case.test[USER], pa.array(users)))
    best = pa.table({USER: user, ITEM: item, RANK: rank})
    return evaluate_lists(best, asked, K, case.tables.interactions)


if __name__ == "__main__":
    main()
