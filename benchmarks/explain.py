"""What reasons cost: recommending a top-10 with the reasons of each row, beside without."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks._data import cases
from openkitchen.explain import explain_lists, recommend_with_reasons
from openkitchen.models import GlassBox, GlassBoxSettings
from openkitchen.models.audience import gather
from openkitchen.schema import Tables, infer_attributes

RESULTS = Path(__file__).parent / "results" / "explain.json"
ROUNDS = 7
K = 10
TERMS = 3
SETTINGS = GlassBoxSettings(
    scales=("all", "4s"),
    power=0.5,
    row_half_life=0.0,
    left_out=0.0,
    typical=1.0,
    ridge_cold=1.0,
    newcomers=0.0,
    discount=0.0,
    ridge_items=(100.0,),
    ridge_tags=1000.0,
    ridge_users=300.0,
    ridge_base=1.0,
    shrink=0.0,
    trend=0.1,
    trend_half_life=30.0,
    max_items=5000,
)
"""As a search finds them: what reasons cost depends on how many inputs there are alone."""


def main() -> None:
    """Measure in turns, so that whatever else the machine does meets both alike."""
    kept = {}
    for name, model in _models():
        kept[name] = _measured(model)
        shown = kept[name]
        print(
            f"{name}: {shown['users']:,} users, {shown['items']:,} items, "
            f"{shown['inputs_per_user']:.0f} inputs per user; recommending "
            f"{shown['recommend_seconds']:.2f} s, with reasons × {shown['with_reasons']:.2f}, "
            f"reasons for lists at hand × {shown['for_lists_at_hand']:.2f}, "
            f"one by one × {shown['one_by_one']:.0f}"
        )
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def _models() -> Iterator[tuple[str, GlassBox]]:
    for word, name in (("x-wines", "X-Wines"), ("demo-shop", "Demo shop")):
        yield name, GlassBox(SETTINGS).fit(next(cases([word])).tables)
    long = replace(SETTINGS, scales=("all",))
    yield "Synthetic, 5,000 items", GlassBox(long).fit(_synthetic())


def _measured(model: GlassBox) -> dict[str, float]:
    lists = model.recommend(k=K)
    pairs = list(zip(*(lists.table[n].to_pylist() for n in ("user_id", "item_id")), strict=True))
    some = pairs[:: max(1, len(pairs) // 40)]
    ways: dict[str, Callable[[], object]] = {
        "recommend": lambda: model.recommend(k=K),
        "with": lambda: recommend_with_reasons(model, k=K, terms=TERMS),
        "at hand": lambda: explain_lists(model, lists, TERMS),
        "one by one": lambda: [model.explain(user, item) for user, item in some],
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - began)
    typical = {name: float(np.median(each)) for name, each in seconds.items()}
    ratios = np.array(seconds["with"]) / np.array(seconds["recommend"])
    rows = model.fitted.design.rows(gather(model.known, None))
    return {
        "users": len(model.users),
        "items": len(model.items),
        "inputs_per_user": rows.nnz / len(model.users),
        "recommend_seconds": typical["recommend"],
        "with_reasons": float(np.median(ratios)),
        "with_reasons_low": float(ratios.min()),
        "with_reasons_high": float(ratios.max()),
        "for_lists_at_hand": typical["at hand"] / typical["recommend"],
        "one_by_one": typical["one by one"] * len(pairs) / len(some) / typical["recommend"],
    }


def _synthetic(n_users: int = 20_000, n_items: int = 5_000, seed: int = 0) -> Tables:
    """Draw a shop with long-tailed items, ten events per user, attributes on both sides."""
    rng = np.random.default_rng(seed)
    share = 1.0 / (10 + rng.permutation(n_items))
    counts = 1 + rng.poisson(9, n_users)
    user = np.repeat(np.arange(n_users), counts)
    item = rng.choice(n_items, len(user), p=share / share.sum())
    seconds = rng.integers(0, 180 * 86_400, len(user))
    first = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    interactions = pa.table(
        {
            "user_id": [f"u{n}" for n in user],
            "item_id": [f"i{n}" for n in item],
            "timestamp": pa.array([first + timedelta(seconds=int(s)) for s in seconds]),
        }
    )
    items = pa.table(
        {
            "item_id": [f"i{n}" for n in range(n_items)],
            "kind": [f"k{n}" for n in rng.integers(0, 12, n_items)],
            "parts": [[f"p{p}" for p in rng.integers(0, 40, 3)] for _ in range(n_items)],
        }
    )
    users = pa.table(
        {
            "user_id": [f"u{n}" for n in range(n_users)],
            "city": [f"c{n}" for n in rng.integers(0, 8, n_users)],
            "age": rng.integers(18, 80, n_users),
        }
    )
    named = (infer_attributes(items, "item_id"), infer_attributes(users, "user_id"))
    return Tables(interactions, items, users, *named)


if __name__ == "__main__":
    main()
