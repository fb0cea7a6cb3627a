"""How often answers to questions are wrong, and how long they take, beside refits.

Rates, on small simulated shops, each drawn anew: how often a column of pure noise is told to
be informative (and how often a paired t-test alone would say so); how often a column with a
planted effect of the size that the answer calls detectable is found; how many of the groups
that are said to be affected are not.

Seconds, on a shop of 5,000 items: does a column help, with 99 shuffled copies, beside the time
that fits on the same shuffled tables take.

    python -m benchmarks.ask rates [--runs 500] [--planted 100] [--processes 2]
    python -m benchmarks.ask seconds [--users 100000] [--events 1000000] [--scales all]
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pyarrow as pa
from scipy import stats

from benchmarks._results import kept_results, write_results
from openkitchen.evaluate.labels import Labels, user_labels
from openkitchen.experiments.affected import affected
from openkitchen.experiments.arms import Add, Drop
from openkitchen.experiments.ask_settings import AskSettings
from openkitchen.experiments.asked import Answered, Asked
from openkitchen.experiments.asking import ask
from openkitchen.experiments.segment_means import segment_means
from openkitchen.models import GlassBox, GlassBoxSettings
from openkitchen.models.fitting import fit_with
from openkitchen.models.new_lists import lists_of
from openkitchen.schema import Attribute, Tables

START = 1_700_000_000_000_000
DAY = 86_400_000_000
USERS, ITEMS, TASTES = 400, 60, 4
GROUPS = 20


def settings(scales: tuple[str, ...], **other: Any) -> GlassBoxSettings:
    """Return settings as a search finds them."""
    chosen: dict[str, Any] = {
        "scales": scales, "power": 0.5, "row_half_life": 0.0, "left_out": 1.0, "typical": 10.0,
        "ridge_items": (50.0,) * len(scales), "ridge_tags": 0.0, "ridge_users": 20.0,
        "shrink": 0.0, "discount": 0.0, "newcomers": 1.0, "trend": 0.0, "trend_half_life": 0.0,
        "max_items": 0, "context": (), "event_weights": (), "value_power": 0.0, "precision": 64,
        "repeat": (0.0,),
    } | other  # fmt: skip
    return GlassBoxSettings(**{f.name: chosen.get(f.name, 1.0) for f in fields(GlassBoxSettings)})


@dataclass(frozen=True)
class Simulated:
    """A small shop, what its users chose later, and their tastes."""

    tables: Tables
    truth: pa.Table
    taste: np.ndarray
    groups: pa.Table


def simulate(rng: np.random.Generator) -> Simulated:
    """Draw a shop: each user has a taste, chooses two times in three by it, now and later."""
    taste = rng.integers(0, TASTES, USERS)
    popularity = 1 / (np.arange(ITEMS) + 5.0)
    of_taste = np.arange(ITEMS) % TASTES
    users, items, later_users, later_items = [], [], [], []
    for user in range(USERS):
        chance = popularity * np.where(of_taste == taste[user], 2.0, 1 / 3)
        n = int(rng.integers(2, 9))
        drawn = rng.choice(ITEMS, n + 4, replace=False, p=chance / chance.sum())
        users += [user] * n
        items += drawn[:n].tolist()
        later_users += [user] * 4
        later_items += drawn[n:].tolist()
    ids = [f"u{n:03d}" for n in range(USERS)]
    times = pa.array(START + rng.integers(0, 60 * DAY, len(users)), pa.timestamp("us"))
    names = [f"i{n:02d}" for n in range(ITEMS)]
    interactions = pa.table(
        {
            "user_id": [ids[n] for n in users],
            "item_id": [names[n] for n in items],
            "timestamp": times,
        }
    )
    people = pa.table({"user_id": ids})
    levels = {f"group{n}": rng.choice(list("abcde"), USERS) for n in range(GROUPS // 5)}
    truth = pa.table(
        {"user_id": [ids[n] for n in later_users], "item_id": [names[n] for n in later_items]}
    )
    tables = Tables(interactions, None, people, (), ())
    return Simulated(tables, truth, taste, pa.table({"user_id": ids, **levels}))


def answer(shop: Simulated, values: np.ndarray, labels: Labels | None, seed: int) -> Answered:
    """Ask whether a column of these values helps."""
    model = GlassBox(settings(("all",))).fit(shop.tables)
    column = pa.table({"user_id": shop.tables.users["user_id"], "column": values})
    chosen = AskSettings(seed=seed, draws=200, least=20)
    return ask(model, "?", [Add(column, "column")], shop.truth, chosen, labels).arms[0]


def noise_run(seed: int) -> dict[str, float]:
    """Ask about a column of noise; anything that is found is false."""
    rng = np.random.default_rng(seed)
    shop = simulate(rng)
    arm = answer(shop, rng.choice(list("wxyz"), USERS), user_labels(shop.groups), seed)
    return {
        "informative": arm.copies.p <= 0.05,
        "t_test": arm.worth.p <= 0.05,
        "groups": len(arm.segments),
        "false_groups": len(arm.touched),
    }


def planted_run(seed: int, share: float) -> dict[str, float]:
    """Ask about a column that tells the taste of a share of the users."""
    rng = np.random.default_rng(seed)
    shop = simulate(rng)
    values = rng.integers(0, TASTES, USERS)
    told = rng.random(USERS) < share
    values[told] = shop.taste[told]
    arm = answer(shop, np.array([f"t{n}" for n in values]), None, seed)
    return {
        "found": arm.copies.p <= 0.05,
        "effect": arm.copies.higher,
        "detectable": arm.copies.detectable,
    }


def group_run(seed: int) -> float:
    """Judge 20 groups of which ten are really affected; return the share of false ones told."""
    rng = np.random.default_rng(seed)
    n = 50 * GROUPS
    where = np.arange(n) % GROUPS
    ids = [f"u{place:04d}" for place in range(n)]
    labels = user_labels(
        pa.table({"user_id": ids, "group": [f"g{place:02d}" for place in where]}), ["group"]
    )
    before = rng.exponential(0.2, n)
    gap = rng.normal(0, 0.1, n) + np.where(where < GROUPS // 2, 0.06, 0.0)
    groups = segment_means(labels, pa.array(ids), 30)
    twins = rng.normal(groups.of(before), 0.1 / np.sqrt(50), (99, len(groups)))
    rows = affected(groups, before + gap, before, twins)
    told = [row for row in rows if row.direction != "not shown"]
    wrong = [row for row in told if int(row.value[1:]) >= GROUPS // 2]
    return len(wrong) / max(len(told), 1)


def rates(runs: int, planted: int, share: float, processes: int) -> dict[str, Any]:
    """Measure how often answers are wrong."""
    started = perf_counter()
    noise = _each(noise_run, range(runs), processes)
    plants = _each(_planted, [(seed, share) for seed in range(10_000, 10_000 + planted)], processes)
    first = noise[:200]
    flagged = sum(row["informative"] for row in noise)
    ratio = np.array([row["effect"] / row["detectable"] for row in plants])
    found = np.array([row["found"] for row in plants], dtype=bool)
    low, high = stats.binomtest(flagged, runs).proportion_ci()
    return {
        "users": USERS,
        "items": ITEMS,
        "noise": {
            "runs": runs,
            "flagged": flagged / runs,
            "interval": [low, high],
            "bar": 0.07,
            "flagged_by_a_t_test_alone": sum(row["t_test"] for row in noise) / runs,
        },
        "planted": {
            "runs": planted,
            "share_of_users_told": share,
            "found": float(found.mean()),
            "bar": 0.9,
            "mean_effect": float(np.mean([row["effect"] for row in plants])),
            "mean_detectable": float(np.mean([row["detectable"] for row in plants])),
            "effect_over_detectable": float(ratio.mean()),
        },
        "groups": {
            "runs": len(first),
            "groups": int(np.mean([row["groups"] for row in first])),
            "false_discovery_rate_under_noise": float(
                np.mean([row["false_groups"] > 0 for row in first])
            ),
            "false_discovery_rate_with_ten_affected": float(
                np.mean([group_run(seed) for seed in range(200)])
            ),
            "bar": 0.05,
        },
        "seconds": perf_counter() - started,
    }


def _planted(pair: tuple[int, float]) -> dict[str, float]:
    return planted_run(*pair)


def _each(work: Callable[[Any], Any], given: Iterable[Any], processes: int) -> list[Any]:
    given = list(given)
    found = []
    with ProcessPoolExecutor(processes) as pool:
        for number, one in enumerate(pool.map(work, given, chunksize=4), 1):
            found.append(one)
            if number % 50 == 0:
                print(f"{work.__name__}: {number} of {len(given)}", flush=True)
    return found


def large_shop(n_users: int, n_events: int, n_items: int) -> tuple[Tables, pa.Table, pa.Table]:
    """Make a large shop, what a fifth of its users chose later, and a column beside it."""
    rng = np.random.default_rng(0)
    popularity = 1 / (np.arange(n_items) + 20.0)
    item = rng.choice(n_items, n_events, p=popularity / popularity.sum())
    item[:n_items] = np.arange(n_items)
    users = np.array([f"u{n:06d}" for n in range(n_users)])
    items = np.array([f"i{n:05d}" for n in range(n_items)])
    interactions = pa.table(
        {
            "user_id": users[rng.integers(0, n_users, n_events)],
            "item_id": items[item],
            "timestamp": pa.array(START + rng.integers(0, 180 * DAY, n_events), pa.timestamp("us")),
        }
    )
    people = pa.table(
        {
            "user_id": users,
            "diet": rng.choice(["vegan", "vegetarian", "any", "fish"], n_users),
            "age": rng.integers(18, 80, n_users).astype(float),
        }
    )
    kinds = (Attribute("diet", "category"), Attribute("age", "number"))
    chosen = rng.choice(n_users, n_users // 5, replace=False)
    later = rng.choice(n_items, len(chosen), p=popularity / popularity.sum())
    truth = pa.table({"user_id": users[chosen], "item_id": items[later]})
    column = pa.table({"user_id": users, "club": rng.choice(list("abcde"), n_users)})
    return Tables(interactions, None, people, (), kinds), truth, column


def seconds(n_users: int, n_events: int, n_items: int, scales: tuple[str, ...]) -> dict[str, Any]:
    """Time a question with 99 copies, and a fit with lists on one shuffled table."""
    tables, truth, column = large_shop(n_users, n_events, n_items)
    chosen = settings(scales, trend=0.1, trend_half_life=10.0)
    model = GlassBox(chosen).fit(tables)
    print(f"{model.fitted.design.size:,} inputs", flush=True)
    labels = user_labels(tables.users)
    rows: dict[str, Any] = {}
    for name, arm in (("drop a column", Drop("users.diet")), ("add a column", Add(column, "club"))):
        started, busy = perf_counter(), process_time()
        asked: Asked = ask(model, name, [arm], truth, AskSettings(), labels)
        took, worked = perf_counter() - started, process_time() - busy
        told = asked.arms[0]
        rows[name] = {
            "seconds": took,
            "processor_seconds": worked, "making_ready": asked.ready_seconds,
            "copies": told.copies.seconds, "n_copies": told.copies.n,
            "method": told.method, "bar": 120,
        }  # fmt: skip
        print(name, rows[name], flush=True)
    refit = _refit(model, tables, truth)
    for row in rows.values():
        row["refits"] = refit["all"] * (1 + row["n_copies"])
        row["times_faster"] = row["refits"] / row["seconds"]
        row["times_faster_than_the_fits_alone"] = (
            refit["fit"] * (1 + row["n_copies"]) / row["seconds"]
        )
        row["times_faster_in_processor_seconds"] = (
            refit["processor_seconds"] * (1 + row["n_copies"]) / row["processor_seconds"]
        )
        row["bar_times"] = 20
    return {
        "items": n_items, "users": n_users, "events": n_events, "held_out": truth.num_rows,
        "inputs": model.fitted.design.size, "scales": scales, "one_refit": refit,
        "cores": len(os.sched_getaffinity(0)),
        "threads": os.environ.get("OPENBLAS_NUM_THREADS", "all"), "rows": rows,
    }  # fmt: skip


def _refit(model: GlassBox, tables: Tables, truth: pa.Table) -> dict[str, float]:
    """Fit on one shuffled table, and make the lists of the users of the truth."""
    order = np.random.default_rng(1).permutation(tables.users.num_rows)
    place = tables.users.column_names.index("diet")
    shuffled = tables.users.set_column(place, "diet", tables.users["diet"].take(pa.array(order)))
    started, busy = perf_counter(), process_time()
    fitted = fit_with(replace(tables, users=shuffled), model.fitted.settings)
    fit = perf_counter() - started
    started = perf_counter()
    places = model.known.items.find(fitted.known.items.array)
    lists_of(GlassBox.of(fitted), truth["user_id"].unique().to_pylist(), 10, places)
    lists = perf_counter() - started
    worked = process_time() - busy
    return {"fit": fit, "lists": lists, "all": fit + lists, "processor_seconds": worked}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    which = parser.add_subparsers(dest="which", required=True)
    one = which.add_parser("rates")
    one.add_argument("--runs", type=int, default=500)
    one.add_argument("--planted", type=int, default=100)
    one.add_argument("--share", type=float, default=0.5)
    one.add_argument("--processes", type=int, default=2)
    other = which.add_parser("seconds")
    other.add_argument("--users", type=int, default=100_000)
    other.add_argument("--events", type=int, default=1_000_000)
    other.add_argument("--items", type=int, default=5_000)
    other.add_argument("--scales", default="all")
    given = parser.parse_args()
    kept = kept_results("ask")
    if given.which == "rates":
        kept["rates"] = rates(given.runs, given.planted, given.share, given.processes)
    else:
        scales = tuple(given.scales.split(","))
        kept["seconds"] = seconds(given.users, given.events, given.items, scales)
    write_results("ask", kept)
    print(kept[given.which])


if __name__ == "__main__":
    main()
