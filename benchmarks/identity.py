"""How well people are told apart: linking beside Splink's published models, ids, components.

Febrl 1 to 4 and fake_1000, each beside the model that Splink's documentation publishes for it
(Febrl 1 and 2 beside that of Febrl 3), in the same run; a customer file with households; connected
components over a million edges; and how many users a run with 5% more records relabels.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks._people import crm
from benchmarks._results import kept_results, write_results
from benchmarks._splink_models import fake_1000, febrl_deduplicate, febrl_link
from openkitchen.identity import connected_components
from openkitchen.identity.linking import link, read_people
from openkitchen.identity.user_ids import carry_over

Truth = dict[str, str]
THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99)


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--only", default="febrl1,febrl2,febrl3,febrl4,fake,crm,components,rerun")
    reader.add_argument("--records", type=int, default=10_000, help="of the made-up file")
    reader.add_argument("--dry", action="store_true", help="write no results")
    asked = reader.parse_args()
    results = kept_results("identity")
    for name in asked.only.split(","):
        results[name] = _measure(name, asked.records)
        print(name, results[name], flush=True)
        if not asked.dry:
            write_results("identity", results)


def _measure(name: str, records: int) -> dict[str, Any]:
    if name == "components":
        return _components()
    if name == "rerun":
        return _rerun()
    if name == "crm":
        table, persons = crm(records)
        return _ours(table, "Nr", {k: str(v) for k, v in persons.items()})
    table, column, truth = _open_data(name)
    return _ours(table, column, truth) | _peer(name, table, truth)


def _open_data(name: str) -> tuple[pa.Table, str, Truth]:
    folder = Path(os.environ["OPENKITCHEN_DATA"]) / "identity"
    if name == "fake":
        table = read_people(folder / "fake_1000.csv")
        ids, persons = (table[c].to_pylist() for c in ("unique_id", "cluster"))
        return table.drop_columns(["cluster"]), "unique_id", dict(zip(ids, persons, strict=True))
    parts = ("4a", "4b") if name == "febrl4" else (name[-1],)
    table = pa.concat_tables([read_people(folder / f"febrl/dataset{p}.csv") for p in parts])
    ids = table["rec_id"].to_pylist()
    return table, "rec_id", {record: record.split("-")[1] for record in ids}


def _ours(table: pa.Table, column: str, truth: Truth) -> dict[str, Any]:
    start = time.perf_counter()
    linked = link(table, column)
    rows = zip(*(linked.table[c].to_pylist() for c in ("record_id", "person_id")), strict=True)
    found = dict(rows)
    both = _pairs([f"{found[r]}|{truth[r]}" for r in truth])
    mine, true = _pairs([found[r] for r in truth]), _pairs(list(truth.values()))
    return {
        "records": table.num_rows,
        "seconds": round(time.perf_counter() - start, 1),
        "precision": round(both / max(mine, 1), 4),
        "recall": round(both / max(true, 1), 4),
        "f1": round(2 * both / max(mine + true, 1), 4),
    }


def _peer(name: str, table: pa.Table, truth: Truth) -> dict[str, Any]:
    start = time.perf_counter()
    if name == "fake":
        pairs = fake_1000(table).pairs
    elif name == "febrl4":
        second = pc.match_substring(table["rec_id"], "dup")
        pairs = febrl_link(table.filter(pc.invert(second)), table.filter(second)).pairs
    else:
        pairs = febrl_deduplicate(table).pairs
    same = np.array(
        [
            truth[a] == truth[b]
            for a, b in zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), strict=True)
        ]
    )
    p, true = pairs["probability"].to_numpy(), _pairs(list(truth.values()))
    f1 = {t: 2 * same[p >= t].sum() / ((p >= t).sum() + true) for t in THRESHOLDS}
    best = max(f1, key=lambda t: f1[t])
    return {
        "splink_seconds": round(time.perf_counter() - start, 1),
        "splink_f1_at_half": round(float(f1[0.5]), 4),
        "splink_best_f1": round(float(f1[best]), 4),
        "splink_best_threshold": best,
    }


def _pairs(labels: list[str]) -> int:
    counts = np.unique(labels, return_counts=True)[1].astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())


def _components(edges: int = 1_000_000) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    left = pa.array([f"v{n}" for n in range(edges)])
    right = pa.array([f"c{n}" for n in rng.integers(0, edges // 2, edges)])
    start, worked = time.perf_counter(), time.process_time()
    table = connected_components(left, right)
    return {
        "edges": edges,
        "ids": table.num_rows,
        "seconds": round(time.perf_counter() - start, 2),
        "processor_seconds": round(time.process_time() - worked, 2),
    }


def _rerun(users: int = 20_000) -> dict[str, Any]:
    visitors = [f"v{n}" for n in range(2 * users)]
    before = _map({v: f"U{n // 2}" for n, v in enumerate(visitors)})
    more = {v: f"other {n // 2}" for n, v in enumerate(visitors)}
    more |= {f"w{n}": f"other w{n}" for n in range(users // 10)}
    used = set(before["user_id"].to_pylist())
    made = carry_over(_map(more), before, None, used)
    now = dict(zip(made["visitor_id"].to_pylist(), made["user_id"].to_pylist(), strict=True))
    rows = zip(before["visitor_id"].to_pylist(), before["user_id"].to_pylist(), strict=True)
    return {"users": users, "relabelled": sum(now[visitor] != user for visitor, user in rows)}


def _map(users: dict[str, str]) -> pa.Table:
    nothing = pa.nulls(len(users), pa.string())
    status = pa.array(["linked"] * len(users))
    return pa.table(
        {
            "visitor_id": list(users),
            "user_id": list(users.values()),
            "customer_id": nothing,
            "status": status,
        }
    )


if __name__ == "__main__":
    main()
