"""Accuracy of the glass box beside tuned peers, on open data and made-up shapes.

Protocols: a cut by time (the last tenth of the events), the last event of each user, and a
random tenth without timestamps. Every event is a positive; all items compete. Items that a
user had before are taken from lists and truth, except where people return to items.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from benchmarks._cache import keep, recall
from benchmarks._data import PROTOCOLS, Case, cases, sources
from benchmarks._measure import GLASS_BOX, K, Measured, measure_glass_box, measure_peer
from benchmarks._peers import PEERS
from benchmarks._results import kept_results, write_results
from openkitchen.evaluate import Evaluation, compare, evaluate_lists

METRICS = ("ndcg", "recall", "hit_rate", "mrr")
CAP = 300.0


def main() -> None:
    """Measure each data set, print a table, and keep the figures."""
    asked = _parser().parse_args()
    protocols = [] if asked.protocol is None else asked.protocol.split(",")
    only = [] if asked.only is None else asked.only.split(",")
    if asked.list:
        print("data sets:", ", ".join(sources()))
        print("peers:    ", ", ".join(_named(word) for word in PEERS))
        return
    peers = _chosen(asked.peers)
    for case in cases(only, protocols):
        figures = measure(case, peers, asked)
        if not (asked.dry or asked.no_glass_box):
            write_results("accuracy", kept_results("accuracy") | {case.name: figures})


def measure(case: Case, peers: list[str], asked: argparse.Namespace) -> dict[str, Any]:
    """Return the figures of one data set; peers that were measured before join in."""
    users = len(set(case.test["user_id"].to_pylist()))
    print(
        f"\n{case.name}: {case.tables.interactions.num_rows:,} events, {users:,} users", flush=True
    )
    found: dict[str, Measured] = {}
    beyond: list[str] = []
    if not asked.no_glass_box:
        kept = recall(case, GLASS_BOX, 0, 0) if asked.kept else None
        found[GLASS_BOX] = kept or measure_glass_box(case)
        print(_cost(found[GLASS_BOX]), flush=True)
    trials = asked.trials or (found[GLASS_BOX].trials if found else 40)
    for word, peer in PEERS.items():
        one = None if asked.again and word in peers else recall(case, word, trials, asked.cap)
        if one is None and word in peers:
            try:
                one = measure_peer(case, word, trials, asked.cap)
            except MemoryError as error:
                print(f"{peer.label:<22} does not fit into memory: {error}", flush=True)
                beyond.append(peer.label)
                continue
            keep(case, word, trials, asked.cap, one)
        if one is not None:
            found[word] = one
            print(f"{peer.label:<22} {_ndcg(one, case):.4f}  {_cost(one)}", flush=True)
    return _figures(case, found, trials) | {"cap": asked.cap, "beyond_memory": beyond}


def _figures(case: Case, found: dict[str, Measured], trials: int) -> dict[str, Any]:
    scored = {word: evaluated(one, case) for word, one in found.items()}
    ours = scored.get(GLASS_BOX)
    first = next(iter(scored.values()))
    rows = [_row(found[word], one, ours) for word, one in scored.items()]
    print(f"\n{case.name}: {first.n_users:,} users, {first.period}, up to {trials} trials each")
    for row in rows:
        print(_line(row))
    return {
        "n_users": first.n_users,
        "period": str(first.period),
        "trials": trials,
        "seen": case.seen,
        "rows": rows,
    }


def evaluated(one: Measured, case: Case, bootstrap: int = 1000) -> Evaluation:
    """Judge the lists of a model."""
    train = None if case.seen else case.tables.interactions
    return evaluate_lists(
        one.lists, case.test, K, train, eligible=one.eligible, bootstrap=bootstrap
    )


def _ndcg(one: Measured, case: Case) -> float:
    return evaluated(one, case, 0).figure("ndcg", K).value


def _row(found: Measured, one: Evaluation, ours: Evaluation | None) -> dict[str, Any]:
    figure = one.figure("ndcg", K)
    row: dict[str, Any] = {"model": found.label, "low": figure.low, "high": figure.high}
    row |= {metric: one.figure(metric, K).value for metric in METRICS}
    row["coverage"] = one.figure("coverage", K).value
    row |= {name: value for name, value in found.facts().items() if name not in ("lists", "label")}
    gap = None if ours is None or one is ours else compare(ours, one).difference("ndcg", K)
    if gap is not None:
        row |= {"gain": gap.value, "gain_low": gap.low, "gain_high": gap.high}
    return row


def _line(row: dict[str, Any]) -> str:
    shown = f"{row['model']:<20} nDCG@10 {row['ndcg']:.4f} [{row['low']:.4f}, {row['high']:.4f}]"
    if "gain" in row:
        shown += f"  glass box {row['gain']:+.4f} [{row['gain_low']:+.4f}, {row['gain_high']:+.4f}]"
    return shown


def _cost(one: Measured) -> str:
    stopped = ", stopped by the cap" if one.capped else ""
    return (
        f"{one.trials} trials in {one.tune_seconds:.0f} s{stopped}; fit {one.fit_seconds:.1f} s, "
        f"{one.peak_mb:.0f} MB, {one.users_a_second:,.0f} users/s"
    )


def _chosen(words: str | None) -> list[str]:
    if words is None:
        return [word for word, peer in PEERS.items() if peer.usual and peer.there]
    chosen = [word for word in words.split(",") if word]
    for word in chosen:
        if word not in PEERS:
            sys.exit(f"No peer {word!r}. There are: {', '.join(PEERS)}.")
        if not PEERS[word].there:
            sys.exit(f"{PEERS[word].label} needs {PEERS[word].needs}: see benchmarks/README.md.")
    return chosen


def _named(word: str) -> str:
    return word if PEERS[word].there else f"{word} (needs {PEERS[word].needs})"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="data sets, by commas; all that are there by default")
    parser.add_argument("--protocol", help=f"of {', '.join(PROTOCOLS)}, by commas")
    parser.add_argument("--peers", help="peers to measure, by commas; '' for none")
    parser.add_argument("--trials", type=int, help="trials per peer; as many as the glass box took")
    parser.add_argument("--cap", type=float, default=CAP, help="seconds of trials per peer (300)")
    parser.add_argument("--again", action="store_true", help="measure anew what was kept")
    parser.add_argument("--kept", action="store_true", help="take a kept glass box: elsewhere.py")
    parser.add_argument("--dry", action="store_true", help="leave benchmarks/results alone")
    parser.add_argument("--no-glass-box", action="store_true", help="peers only; writes nothing")
    parser.add_argument("--list", action="store_true", help="say which data and peers are there")
    return parser


if __name__ == "__main__":
    main()
