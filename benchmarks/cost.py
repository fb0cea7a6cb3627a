"""What a fit and a list cost, beside EASE and ALS in the same run.

Fit: a million events of 5,000 items, two scales of history, settings given. Recommend:
20,000 items, users a second, beside implicit's own batch call. One thread for everybody,
unless OPENBLAS_NUM_THREADS and --threads say otherwise.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import scipy.sparse as sp

from benchmarks._measure import begin_peak, in_fresh_process, peak_bytes
from benchmarks._results import write_results
from openkitchen.models import Ease, EaseSettings, GlassBox, GlassBoxSettings, know, training_matrix
from openkitchen.schema import Tables

START = np.datetime64("2026-01-01T00:00:00", "us")
DAYS = 180
GIVEN: dict[str, Any] = {
    "scales": ("all", "10d"),
    "power": 0.5,
    "row_half_life": 60.0,
    "left_out": 1.0,
    "ridge_items": (300.0,),
    "ridge_tags": 0.0,
    "ridge_users": 0.0,
    "ridge_base": 1.0,
    "shrink": 0.0,
    "trend": 0.1,
    "trend_half_life": 10.0,
}
ALS: dict[str, Any] = {"factors": 64, "regularization": 0.05, "alpha": 10.0, "iterations": 15}
K = 10


def main() -> None:
    """Measure, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--items", type=int, default=5_000)
    parser.add_argument("--many-items", type=int, default=20_000)
    parser.add_argument("--inputs", type=int, default=2_000, help="history inputs at many items")
    parser.add_argument("--threads", type=int, default=1, help="threads of implicit")
    parser.add_argument("--dry", action="store_true", help="leave benchmarks/results alone")
    asked = parser.parse_args()
    fits = measure_fits(asked.events, asked.items, asked.threads)
    lists = measure_lists(asked.events, asked.many_items, asked.inputs, asked.threads)
    if not asked.dry:
        write_results("cost", {"fit": fits, "recommend": lists})


def measure_fits(events: int, items: int, threads: int) -> dict[str, Any]:
    """Fit each model in a process of its own."""
    tables = many_events(events, items)
    fits = {
        "glass box, two scales": in_fresh_process(_fit, tables, "glass-box", items, threads),
        "EASE": in_fresh_process(_fit, tables, "ease", items, threads),
        "ALS (implicit)": in_fresh_process(_fit, tables, "als", items, threads),
    }
    own = fits["glass box, two scales"]["seconds"]
    print(f"\nfit: {events:,} events, {items:,} items, one thread")
    for name, row in fits.items():
        row["ratio"] = own / row["seconds"]
        print(
            f"{name:<24} {row['seconds']:7.1f} s  {row['peak_mb']:7,.0f} MB above the data, "
            f"{row['total_mb']:7,.0f} MB in all; glass box takes {row['ratio']:.2f} x as long"
        )
    return {"events": events, "items": items, "threads": threads, "rows": fits}


def measure_lists(events: int, items: int, inputs: int, threads: int) -> dict[str, Any]:
    """Recommend to everybody with each model, one after the other."""
    tables = many_events(events, items)
    rows = {
        "glass box, two scales": in_fresh_process(_lists, tables, "glass-box", inputs, threads),
        "ALS (implicit), its own recommend": in_fresh_process(
            _lists, tables, "als", inputs, threads
        ),
    }
    own = rows["glass box, two scales"]["users_a_second"]
    print(f"\nrecommend: {items:,} items, lists of {K}, {inputs:,} history inputs")
    for name, row in rows.items():
        row["ratio"] = own / row["users_a_second"]
        print(
            f"{name:<36} {row['users_a_second']:9,.0f} users/s; glass box is at {row['ratio']:.2f}"
        )
    return {"items": items, "inputs": inputs, "threads": threads, "rows": rows}


def many_events(n_events: int, n_items: int, seed: int = 0) -> Tables:
    """Make events by hidden tastes: a user is drawn to communities of items and to fame."""
    rng = np.random.default_rng(seed)
    n_users, n_groups = n_events // 20, 40
    fame = rng.lognormal(0, 1.2, n_items)
    group = rng.integers(0, n_groups, n_items)
    members = [np.flatnonzero(group == g) for g in range(n_groups)]
    liked = rng.integers(0, n_groups, (n_users, 3))
    user = rng.choice(n_users, n_events, p=(w := rng.gamma(0.7, 1, n_users)) / w.sum())
    chosen = liked[user, rng.integers(0, 3, n_events)]
    item = rng.choice(n_items, n_events, p=fame / fame.sum())
    by_taste = rng.random(n_events) < 0.75
    for g, of_group in enumerate(members):
        here = np.flatnonzero(by_taste & (chosen == g))
        odds = fame[of_group] / fame[of_group].sum()
        item[here] = rng.choice(of_group, len(here), p=odds)
    times = START + (rng.uniform(0, DAYS, n_events) * 86_400e6).astype("timedelta64[us]")
    names = np.char.add("u", np.arange(n_users).astype(str))[user]
    return Tables(
        pa.table(
            {
                "user_id": pa.array(names, pa.string()),
                "item_id": pa.array(np.char.add("i", item.astype(str)), pa.string()),
                "timestamp": pa.array(times),
            }
        )
    )


def given(tables: Tables, max_items: int) -> GlassBoxSettings:
    """Return complete settings; any that this script does not name comes from a small search."""
    settings = GlassBoxSettings(**GIVEN, max_items=max_items)
    if settings.complete:
        return settings
    few = tables.with_interactions(tables.interactions.slice(0, 20_000))
    return GlassBox(settings).fit(few).fitted.settings


def _fit(tables: Tables, kind: str, items: int, threads: int) -> dict[str, float]:
    fit = _prepared(tables, kind, items, threads)
    before, start = begin_peak(), time.perf_counter()
    fit()
    seconds, peak = time.perf_counter() - start, peak_bytes()
    return {"seconds": seconds, "peak_mb": (peak - before) / 1e6, "total_mb": peak / 1e6}


def _prepared(tables: Tables, kind: str, items: int, threads: int) -> Callable[[], Any]:
    if kind == "glass-box":
        model = GlassBox(given(tables, items))
        return lambda: model.fit(tables)
    if kind == "ease":
        return lambda: Ease(EaseSettings(300.0, items)).fit(tables)
    from implicit.cpu.als import AlternatingLeastSquares

    als = AlternatingLeastSquares(num_threads=threads, random_state=0, **ALS)
    return lambda: als.fit(_matrix(tables), show_progress=False)


def _matrix(tables: Tables) -> sp.csr_matrix:
    """Return users × items; ids are coded for everybody within the time of the fit."""
    return training_matrix(know(tables)).sign().astype(np.float32)


def _lists(tables: Tables, kind: str, inputs: int, threads: int) -> dict[str, float]:
    if kind == "glass-box":
        model = GlassBox(given(tables, inputs)).fit(tables)
        users = [str(user) for user in model.users]
        recommend: Callable[[int], Any] = lambda n: model.recommend(users[:n], K)  # noqa: E731
    else:
        from implicit.cpu.als import AlternatingLeastSquares

        als, matrix = AlternatingLeastSquares(num_threads=threads, **ALS), _matrix(tables)
        als.fit(matrix, show_progress=False)
        users = list(range(matrix.shape[0]))
        recommend = lambda n: als.recommend(np.arange(n), matrix[:n], K)  # noqa: E731
    n = min(len(users), 10_000)
    recommend(100)
    start = time.perf_counter()
    recommend(n)
    return {"users_a_second": n / (time.perf_counter() - start), "users": float(n)}


if __name__ == "__main__":
    main()
