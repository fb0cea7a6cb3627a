"""Accuracy of the glass box beside tuned peers, on open data and the demo shop.

Protocol: global cut by time, the last tenth of the events is the test; items that a user
had before are taken from lists and truth; every event is a positive; full ranking.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from benchmarks._data import Case, cases
from benchmarks._peers import peers
from openkitchen.evaluate import Evaluation, compare, evaluate_lists
from openkitchen.models import GlassBox, Model

RESULTS = Path(__file__).parent / "results" / "accuracy.json"
METRICS = ("ndcg", "recall", "hit_rate", "mrr")
K = 10


def main() -> None:
    """Fit, evaluate, print a table per data set, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="name of one data set")
    wanted = parser.parse_args().only
    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for case in cases(wanted):
        kept[case.name] = measure(case)
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def measure(case: Case) -> dict[str, object]:
    """Return the figures of one data set."""
    trials: list[str] = []
    start = time.perf_counter()
    glass = GlassBox().fit(case.tables, lambda what, *_: trials.append(what))
    seconds = time.perf_counter() - start
    users = sorted(set(case.test["user_id"].to_pylist()))
    models: dict[str, Model] = {"glass box": glass, **peers(case.tables, len(trials))}
    scored = {name: _evaluate(model, users, case) for name, model in models.items()}
    ours = scored["glass box"]
    print(f"\n{case.name}: {ours.n_users:,} users, {ours.period}, {len(trials)} trials each")
    rows = [_row(name, one, ours) for name, one in scored.items()]
    for row in rows:
        print(_line(row))
    return {
        "n_users": ours.n_users,
        "period": str(ours.period),
        "trials": len(trials),
        "seconds_glass_box": round(seconds, 1),
        "rows": rows,
    }


def _evaluate(model: Model, users: list[str], case: Case) -> Evaluation:
    lists = model.recommend(users, K).table
    train = case.tables.interactions
    return evaluate_lists(lists, case.test, K, train, eligible=len(model.items))


def _row(name: str, one: Evaluation, ours: Evaluation) -> dict[str, object]:
    figure = one.figure("ndcg", K)
    row: dict[str, object] = {"model": name, "low": figure.low, "high": figure.high}
    row |= {metric: one.figure(metric, K).value for metric in METRICS}
    row["coverage"] = one.figure("coverage", K).value
    gap = None if one is ours else compare(ours, one).difference("ndcg", K)
    if gap is not None:
        row |= {"gain": gap.value, "gain_low": gap.low, "gain_high": gap.high}
    return row


def _line(row: dict[str, object]) -> str:
    shown = f"{row['model']:<20} nDCG@10 {row['ndcg']:.4f} [{row['low']:.4f}, {row['high']:.4f}]"
    if "gain" in row:
        shown += f"  glass box {row['gain']:+.4f} [{row['gain_low']:+.4f}, {row['gain_high']:+.4f}]"
    return shown


if __name__ == "__main__":
    main()
