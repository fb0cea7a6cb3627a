"""What-ifs beside refits, in one run: how many times faster, and whether they agree.

A synthetic shop with 5,000 items. The refit is a fit on the changed data with the same
settings, everybody's new lists of ten, and the change of the metrics for the users of the
truth; the what-if answers the same in refit mode. Making the model ready for what-ifs is
paid once and told apart.

    python -m benchmarks.whatif [--users 20000] [--events 400000] [--scales all,7d]
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.experiments import whatif
from openkitchen.experiments.what_ifs import WhatIfs
from openkitchen.models import GlassBox, GlassBoxSettings
from openkitchen.models.fitting import fit_with
from openkitchen.models.new_lists import lists_of
from openkitchen.schema import Attribute, Tables

RESULTS = Path(__file__).parent / "results" / "whatif.json"
ITEMS = 5_000
START = 1_700_000_000_000_000
DAY = 86_400_000_000


def shop(n_users: int, n_events: int, seed: int = 0) -> tuple[Tables, pa.Table]:
    """Make a shop, and what a quarter of its users chose later."""
    rng = np.random.default_rng(seed)
    popularity = 1 / (np.arange(ITEMS) + 20.0)
    item = rng.choice(ITEMS, n_events, p=popularity / popularity.sum())
    item[:ITEMS] = np.arange(ITEMS)
    users = np.array([f"u{n:06d}" for n in range(n_users)])
    items = np.array([f"i{n:05d}" for n in range(ITEMS)])
    interactions = pa.table(
        {
            "user_id": users[rng.integers(0, n_users, n_events)],
            "item_id": items[item],
            "timestamp": pa.array(START + rng.integers(0, 180 * DAY, n_events), pa.timestamp("us")),
        }
    )
    of_items = pa.table(
        {
            "item_id": items,
            "cuisine": rng.choice([f"c{n}" for n in range(8)], ITEMS),
            "minutes": rng.integers(5, 90, ITEMS).astype(float),
        }
    )
    of_users = pa.table(
        {
            "user_id": users,
            "diet": rng.choice(["vegan", "vegetarian", "any", "fish"], n_users),
            "region": rng.choice([f"r{n}" for n in range(8)], n_users),
            "age": rng.integers(18, 80, n_users).astype(float),
        }
    )
    tables = Tables(
        interactions,
        of_items,
        of_users,
        (Attribute("cuisine", "category"), Attribute("minutes", "number")),
        (
            Attribute("diet", "category"),
            Attribute("region", "category"),
            Attribute("age", "number"),
        ),
    )
    chosen = rng.choice(n_users, n_users // 4, replace=False)
    later = rng.choice(ITEMS, len(chosen), p=popularity / popularity.sum())
    return tables, pa.table({"user_id": users[chosen], "item_id": items[later]})


def settings(scales: tuple[str, ...]) -> GlassBoxSettings:
    """Settings as a search finds them: every block but the context switched on."""
    return GlassBoxSettings(
        scales=scales,
        power=0.5,
        row_half_life=0.0,
        left_out=1.0,
        typical=20.0,
        ridge_items=(50.0,),
        ridge_tags=20.0,
        ridge_users=20.0,
        ridge_base=1.0,
        ridge_cold=1.0,
        shrink=0.0,
        discount=0.0,
        newcomers=1.0,
        trend=0.1,
        trend_half_life=10.0,
        max_items=0,
    ).with_plain_context


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = perf_counter()
    result = work()
    return perf_counter() - started, result


def refitted(what: WhatIfs, tables: Tables) -> tuple[dict[str, float], Any]:
    """Fit on the changed tables, make everybody's lists, judge them."""
    chosen = what.model.fitted.settings
    fit, fitted = timed(lambda: fit_with(tables, chosen))
    before = what.model.known
    places = before.items.find(fitted.known.items.array)
    lists, codes = timed(
        lambda: lists_of(GlassBox.of(fitted), before.users.array.to_pylist(), what.k, places)
    )
    judge, judged = timed(lambda: what._judge.judge(codes, what.model.items))
    return {"fit": fit, "lists": lists, "judge": judge, "all": fit + lists + judge}, judged


def agree(outcome: Any, judged: Any) -> bool:
    """Whether the what-if and the refit say the same."""
    same = outcome.n_affected == judged.n_affected and outcome.exposures == judged.exposures
    return bool(same and outcome.examples == judged.examples)


def without(tables: Tables, user: str) -> Tables:
    events, users = tables.interactions, tables.users
    assert users is not None
    return replace(
        tables,
        interactions=events.filter(pc.not_equal(events["user_id"], user)),
        users=users.filter(pc.not_equal(users["user_id"], user)),
    )


def measure(n_users: int, n_events: int, scales: tuple[str, ...]) -> dict[str, Any]:
    tables, truth = shop(n_users, n_events)
    model = GlassBox(settings(scales)).fit(tables)
    what = whatif(model, truth=truth, mode="refit")
    print(f"{model.fitted.design.size:,} inputs", flush=True)
    ready = what.get_ready()
    what.drop("users.age")  # the first question also judges the lists before
    rows: dict[str, Any] = {}

    def beside(name: str, ask: Callable[[], Any], changed: Tables, bar: float) -> None:
        took = []
        for _ in range(9):  # one answer is kept at a time, as by who asks
            second, answer = timed(ask)
            took.append(second)
        seconds = float(np.median(took))
        again, judged = refitted(what, changed)
        one = answer.refit
        rows[name] = {
            "what_if": seconds,
            "method": one.method,
            "refit": again,
            "times_faster": again["all"] / seconds,
            "times_faster_than_the_fit_alone": again["fit"] / seconds,
            "bar": bar,
            "n_affected": one.n_affected,
            "agree": agree(one, judged),
        }
        print(name, json.dumps(rows[name]), flush=True)

    assert tables.users is not None
    no_diet = replace(
        tables,
        users=tables.users.drop_columns(["diet"]),
        user_attributes=tables.user_attributes[1:],
    )
    user = str(model.users[n_users // 2])
    beside("drop a column", lambda: what.drop("users.diet"), no_diet, 50)
    beside("forget a user", lambda: what.forget_user(user), without(tables, user), 100)
    found = what.levers(str(model.items[40]))
    fit = rows["forget a user"]["refit"]
    each = found.seconds / len(found.rows)
    rows["item levers, each"] = {
        "what_if": each,
        "levers": len(found.rows),
        "refit": fit,
        "times_faster": (fit["fit"] + fit["lists"]) / each,
        "times_faster_than_the_fit_alone": fit["fit"] / each,
        "bar": 100,
    }
    print("levers", json.dumps(rows["item levers, each"]), flush=True)
    return {
        "items": ITEMS,
        "users": n_users,
        "events": n_events,
        "inputs": model.fitted.design.size,
        "scales": scales,
        "threads": os.environ.get("OPENBLAS_NUM_THREADS", "all"),
        "cores": len(os.sched_getaffinity(0)),
        "preparing": ready,
        "rows": rows,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=20_000)
    parser.add_argument("--events", type=int, default=400_000)
    parser.add_argument("--scales", default="all,7d")
    given = parser.parse_args()
    result = measure(given.users, given.events, tuple(given.scales.split(",")))
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
