"""How well people are told apart: linking beside Splink's models, visitors, ids, components.

Febrl 1 to 4 and fake_1000, each beside the model that Splink's documentation publishes for it
(Febrl 1 and 2 beside that of Febrl 3), in the same run; customer files with households and
errors beside Splink's ready-made comparisons; a retailer's users; visitors of the retailer and of
the demo shop beside plain connected components; connected components over a million edges; and
how many users a run with 5% more records relabels. Precision and recall are those of
`openkitchen.identity.pairwise`. Each part runs in a process of its own.
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

from benchmarks._crm_errors import crm_with_errors
from benchmarks._measure import begin_peak, in_fresh_process, peak_bytes
from benchmarks._people import crm
from benchmarks._results import kept_results, write_results
from benchmarks._splink_models import (
    Predicted,
    fake_1000,
    febrl_deduplicate,
    febrl_link,
    people_defaults,
)
from benchmarks._visitors import (
    judged,
    merged_by_components,
    retail_edges,
    retail_people,
    shop_maps,
)
from openkitchen.identity import connected_components, resolve
from openkitchen.identity.linking import Linked, link, read_people
from openkitchen.identity.pairwise import pairwise, pairwise_of_columns
from openkitchen.identity.user_ids import carry_over

Truth = dict[str, str]
THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99)


PARTS = (
    "febrl1,febrl2,febrl3,febrl4,fake,households,crm-en,crm-de,crm-fr,crm-es,retail-people,"
    "retail-visitors,shop0,shop1,shop2,components,rerun"
)


def main() -> None:
    """Measure, print, and keep the figures."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--only", default=PARTS)
    reader.add_argument("--people", type=int, default=50_000, help="persons of the made-up files")
    reader.add_argument("--dry", action="store_true", help="write no results")
    asked = reader.parse_args()
    results = kept_results("identity")
    for name in asked.only.split(","):
        results[name] = in_fresh_process(_measure, name, asked.people)
        print(name, results[name], flush=True)
        if not asked.dry:
            write_results("identity", results)


def _measure(name: str, people: int) -> dict[str, Any]:
    if name == "components":
        return _components()
    if name == "rerun":
        return _rerun()
    if name == "households":
        table, persons = crm(10_000)
        return _ours(table, "Nr", {k: str(v) for k, v in persons.items()})[0]
    if name.startswith("crm-"):
        table, column, truth = crm_with_errors(people, 1, name.removeprefix("crm-"))
        ours, linked = _ours(table, column, truth)
        return ours | _splink(people_defaults, linked.standard.table, truth)  # type: ignore[union-attr]
    if name.startswith("retail"):
        return _retail(name)
    if name.startswith("shop"):
        return _shop(int(name.removeprefix("shop")))
    table, column, truth = _open_data(name)
    return _ours(table, column, truth)[0] | _peer(name, table, truth)


def _retail(name: str) -> dict[str, Any]:
    file = Path(os.environ["OPENKITCHEN_DATA"]) / "identity" / "retail_demo_users.json.gz"
    if name == "retail-people":
        table = retail_people(file)
        ours, linked = _ours(table, "id", {one: one for one in table["id"].to_pylist()})
        return ours | {"persons": linked.persons}
    seen = retail_edges(file)
    maps = {"edges": resolve(seen.edges), "components": merged_by_components(seen.edges)}
    return {way: judged(made, seen).to_dict() for way, made in maps.items()}


def _shop(seed: int, customers: int = 2000, days: int = 60) -> dict[str, Any]:
    seen, maps = shop_maps(customers, days, seed)
    return {way: judged(made, seen).to_dict() for way, made in maps.items()}


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


def _ours(table: pa.Table, column: str, truth: Truth) -> tuple[dict[str, Any], Linked]:
    start, held = time.perf_counter(), begin_peak()
    linked = link(table, column)
    seconds, peak = time.perf_counter() - start, peak_bytes() - held
    labels = pa.chunked_array([[truth[one] for one in table[column].to_pylist()]])
    judgement = pairwise_of_columns(table[column], linked.table, labels)
    cost = {"seconds": round(seconds, 1), "peak_mb": round(peak / 1e6)}
    return {"records": table.num_rows} | cost | judgement.to_dict(), linked


def _peer(name: str, table: pa.Table, truth: Truth) -> dict[str, Any]:
    if name == "fake":
        return _splink(fake_1000, table, truth)
    if name == "febrl4":
        return _splink(_febrl_link, table, truth)
    return _splink(febrl_deduplicate, table, truth)


def _febrl_link(table: pa.Table) -> Predicted:
    second = pc.match_substring(table["rec_id"], "dup")
    return febrl_link(table.filter(pc.invert(second)), table.filter(second))


def _splink(model: Any, table: pa.Table, truth: Truth) -> dict[str, Any]:
    """Measure a model at each threshold: its pairs alone, and the groups that they make."""
    start, held = time.perf_counter(), begin_peak()
    pairs = model(table).pairs
    seconds, peak = time.perf_counter() - start, peak_bytes() - held
    same = np.array(
        [
            truth[a] == truth[b]
            for a, b in zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), strict=True)
        ]
    )
    p, true = pairs["probability"].to_numpy(), pairwise({}, truth).due
    f1 = {t: 2 * same[p >= t].sum() / ((p >= t).sum() + true) for t in THRESHOLDS}
    grouped = {t: _grouped_f1(pairs.filter(pa.array(p >= t)), truth) for t in THRESHOLDS}
    best, best_grouped = max(f1, key=lambda t: f1[t]), max(grouped, key=lambda t: grouped[t])
    return {
        "splink_seconds": round(seconds, 1),
        "splink_peak_mb": round(peak / 1e6),
        "splink_f1_at_half": round(float(f1[0.5]), 5),
        "splink_best_f1": round(float(f1[best]), 5),
        "splink_best_threshold": best,
        "splink_best_grouped_f1": round(grouped[best_grouped], 5),
        "splink_best_grouped_threshold": best_grouped,
    }


def _grouped_f1(pairs: pa.Table, truth: Truth) -> float:
    table = connected_components(pairs["left"], pairs["right"])
    groups = zip(table["id"].to_pylist(), table["component"].to_pylist(), strict=True)
    return pairwise(dict(groups), truth).f1


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
