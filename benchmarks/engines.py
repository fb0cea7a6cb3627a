"""Measure what identity and preparation cost on DuckDB and on Spark, in the same run.

python -m benchmarks.engines [--events 1000000] [--engines duckdb,spark] [--dry]
"""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks._measure import begin_peak, in_fresh_process, peak_bytes
from benchmarks._results import kept_results, write_results
from openkitchen.engine import DUCKDB, SPARK, Engine, using
from openkitchen.identity import edges_from, resolve
from openkitchen.prepare import prepare_interactions, prepare_items, prepare_users
from openkitchen.sources import Received, ReceivedSource, Source

DAYS, EVENTS_A_VISITOR, ITEMS = 60, 60, 5000
SPARK_MEMORY = "4g"
SETTINGS = {"event_weights": {"view": 1.0, "save": 3.0, "cook": 5.0}}


@dataclass(frozen=True)
class Cost:
    """What one engine took.

    Parameters
    ----------
    engine
        Its name.
    events
        How many events went in.
    start
        Seconds until the edges of a hundred events were there: mostly Spark's start.
    edges, identity, interactions, users, items
        Seconds of each step.
    second
        Seconds of ``interactions`` when run once more.
    python_mb
        Peak memory of the Python process above what it held before, in MB. Spark's own
        memory lies in Java's process and is not in it.
    rows
        Interactions that came out.
    digest
        Of all that came out: equal digests are equal tables.
    """

    engine: str
    events: int
    start: float
    edges: float
    identity: float
    interactions: float
    users: float
    items: float
    second: float
    python_mb: float
    rows: int
    digest: str

    @property
    def total(self) -> float:
        """Seconds of all steps, without the start."""
        return self.edges + self.identity + self.interactions + self.users + self.items


def made_up(events: int, seed: int = 0) -> Received:
    """Make up a web log of 60 days with logins, a catalogue, and people."""
    rng = np.random.default_rng(seed)
    visitors = max(events // EVENTS_A_VISITOR, 10)
    who = rng.integers(0, visitors, events)
    times = (
        np.datetime64("2026-06-01", "us") + np.sort(rng.integers(0, DAYS * 86_400, events)) * 10**6
    )
    item = (rng.pareto(1.2, events) * 50).astype(np.int64) % ITEMS
    login = pa.array(rng.random(events) < 0.15)
    customers = _named("c", who // 2)
    web = pa.table(
        {
            "visitor_id": _named("v", who),
            "customer_id": pc.if_else(login, customers, pa.scalar(None, pa.string())),
            "item_id": _named("i", item),
            "timestamp": pa.array(times),
            "event_type": pa.array(["view", "save", "cook"]).take(rng.integers(0, 3, events)),
        }
    )
    people = pa.table({"customer_id": _named("c", np.arange(visitors // 2 + 1))})
    people = people.append_column(
        "diet", pa.array(["vegan", "none"] * people.num_rows).slice(0, people.num_rows)
    )
    catalogue = pa.table({"item_id": _named("i", np.arange(ITEMS))})
    return Received(
        tuple(
            ReceivedSource(Source(name, role, "*", ()), table, ())
            for name, role, table in (
                ("web", "events", web),
                ("crm", "people", people),
                ("recipes", "catalogue", catalogue),
            )
        )
    )


def cost(name: str, events: int) -> Cost:
    """Run all data steps on one engine."""
    engine = Engine(name, options={"spark.driver.memory": SPARK_MEMORY} if name == SPARK else {})
    received = made_up(events)
    before = begin_peak()
    with using(engine):
        small = made_up(100)
        start, _ = _timed(edges_from, small)
        edges, found = _timed(edges_from, received)
        identity, identity_map = _timed(resolve, found)
        first, (interactions, funnel) = _timed(
            prepare_interactions, received, identity_map, SETTINGS
        )
        users, made_users = _timed(prepare_users, received, identity_map)
        items, made_items = _timed(prepare_items, received)
        peak = peak_bytes() - before
        second, _ = _timed(prepare_interactions, received, identity_map, SETTINGS)
    tables = (found, identity_map, interactions, funnel, made_users, made_items)
    return Cost(
        *(name, events, start, edges, identity, first, users, items, second, peak / 1e6),
        *(interactions.num_rows, _digest(tables)),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", default="100000,1000000")
    parser.add_argument("--engines", default=f"{DUCKDB},{SPARK}")
    parser.add_argument("--dry", action="store_true", help="write nothing to results/")
    given = parser.parse_args()
    found: list[dict[str, Any]] = []
    for events in map(int, given.events.split(",")):
        costs = [in_fresh_process(cost, name, events) for name in given.engines.split(",")]
        for one in costs:
            print(f"{events:,} events, {one.engine}: {one.total:.1f} s, {one}", flush=True)
            found.append(asdict(one) | {"total": one.total})
        if len(costs) > 1:
            same = len({one.digest for one in costs}) == 1
            print(f"same tables: {same}; {costs[1].total / costs[0].total:.1f} times as long")
            assert same
    if not given.dry:
        kept = kept_results("engines")
        sizes = {(one["engine"], one["events"]) for one in found}
        others = [
            one for one in kept.get("costs", []) if (one["engine"], one["events"]) not in sizes
        ]
        machine = {
            "cores": os.cpu_count(),
            "load_average": os.getloadavg()[1],
            "spark_memory": SPARK_MEMORY,
            "master": "local[*]",
        }
        costs_kept = sorted([*others, *found], key=lambda one: (one["events"], one["engine"]))
        write_results("engines", {"machine": machine, "costs": costs_kept})


def _named(prefix: str, numbers: Any) -> pa.Array:
    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), "")


def _timed(function: Any, *given: Any) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = function(*given)
    return time.perf_counter() - begun, result


def _digest(tables: tuple[pa.Table, ...]) -> str:
    digest = sha256()
    for table in tables:
        for batch in table.combine_chunks().to_batches(max_chunksize=100_000):
            digest.update(str(batch.to_pydict()).encode())
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    main()
