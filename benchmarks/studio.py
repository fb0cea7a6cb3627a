"""How long the server takes for each page of the studio, beside the same server's floor.

The floor is ``/healthz`` of the same process: it passes everything that a page passes and does
nothing. Each page is asked for once (what is made once for a model is made then), and then
several times in turns with the others.

    python -m benchmarks.studio                             10,000 items, 100,000 users
    python -m benchmarks.studio --items 500 --users 2000 --dry
    python -m benchmarks.studio --workspace shop            the pages of a workspace too
"""

from __future__ import annotations

import argparse
import http.client
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks._results import kept_results, write_results
from benchmarks._server import HOST, Server
from benchmarks._shop import SETTINGS
from openkitchen.models import GlassBox, GlassBoxSettings
from openkitchen.prepare import tables_of

_START = np.datetime64("2026-01-01T00:00:00", "us")
_PAGES = {
    "overview": "/",
    "people": "/users",
    "user": "/users/u000007",
    "why not": "/users/u000007?item=i00900",
    "play: without an item": "/play?user=u000007&without={had}",
    "play: another attribute": "/play?user=u000007&is.diet=fish",
    "play: a rule off": "/play?user=u000007&off=seen",
    "newcomer": "/cold-start",
    "items": "/items?id=i001",
    "item": "/items/i00100",
    "model": "/model",
    "weights": "/model/weights?feature=diet",
}
_OF_WORKSPACES = {
    "overview": "/",
    "way": "/data",
    "calendar": "/data/calendar",
    "dictionary": "/data/dictionary",
    "review": "/data/review",
    "figures": "/model/figures",
    "how many": "/model/how-many",
    "experiments": "/experiments",
    "report": "/report",
}


def main() -> None:
    """Measure, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=0, help="10 for each user by default")
    parser.add_argument("--inputs", type=int, default=1_000, help="items that are inputs")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--workspace", type=Path, help="a workspace that was run, and asked")
    parser.add_argument("--dry", action="store_true", help="leave benchmarks/results alone")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="openkitchen-studio-"))
    found = kept_results("studio")
    try:
        bundle, had = attributed_bundle(
            folder / "shop",
            asked.events or 10 * asked.users,
            asked.users,
            asked.items,
            asked.inputs,
        )
        pages = {name: path.replace("{had}", had) for name, path in _PAGES.items()}
        found["bundle"] = measured(bundle, pages, asked.rounds) | {
            "items": asked.items,
            "users": asked.users,
            "load": os.getloadavg()[0],
        }
        if asked.workspace:
            found["workspace"] = measured(asked.workspace, _OF_WORKSPACES, asked.rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if not asked.dry:
        write_results("studio", found)


def attributed_bundle(
    path: Path, events: int, users: int, items: int, inputs: int, seed: int = 0
) -> tuple[Path, str]:
    """Fit and save a model of people and items with attributes; return an item that u7 had."""
    rng = np.random.default_rng(seed)
    share = 1.0 / np.arange(3, items + 3) ** 0.8
    item = rng.choice(items, events, p=share / share.sum())
    user = rng.integers(0, users, events)
    user[:users] = np.arange(users)
    moment = _START + np.sort(rng.integers(0, 90 * 86_400, events)).astype("timedelta64[s]")
    people = [f"u{n:06}" for n in range(users)]
    things = [f"i{n:05}" for n in range(items)]
    rows = pa.table(
        {
            "user_id": pa.array(people).take(pa.array(user)),
            "item_id": pa.array(things).take(pa.array(item)),
            "timestamp": pa.array(moment),
        }
    )
    known = pa.table(
        {
            "user_id": people,
            "diet": rng.choice(["meat", "fish", "vegan"], users),
            "age": rng.integers(16, 90, users),
        }
    )
    catalogue = pa.table(
        {
            "item_id": things,
            "title": [f"Dish number {n}" for n in range(items)],
            "kind": rng.choice(["soup", "stew", "salad", "cake"], items),
        }
    )
    given: dict[str, Any] = SETTINGS | {"ridge_tags": 100.0, "ridge_users": 100.0}
    tables = tables_of(rows, known, catalogue)
    GlassBox(GlassBoxSettings(**given, max_items=inputs)).fit(tables).save(path)
    return path, things[int(item[user == 7][-1])]


def measured(place: Path, pages: dict[str, str], rounds: int) -> dict[str, Any]:
    """Serve a place, ask for each page, and say how long each took and what it weighs."""
    found: dict[str, Any] = {}
    with Server(place) as server:
        line = http.client.HTTPConnection(HOST, server.port, timeout=600)
        first = {name: _asked(line, path) for name, path in pages.items()}
        later: dict[str, list[float]] = {name: [] for name in pages}
        floor = []
        for _ in range(rounds):
            floor.append(_asked(line, "/healthz")[0])
            for name, path in pages.items():
                later[name].append(_asked(line, path)[0])
    found["floor_ms"] = statistics.median(floor)
    print(f"floor {found['floor_ms']:.1f} ms")
    for name in pages:
        row = {
            "first_ms": first[name][0],
            "ms": statistics.median(later[name]),
            "slowest_ms": max(later[name]),
            "kilobytes": first[name][1] / 1000,
        }
        found.setdefault("pages", {})[name] = row
        print(f"{name:<26}" + "  ".join(f"{key} {value:.1f}" for key, value in row.items()))
    return found


def _asked(line: http.client.HTTPConnection, path: str) -> tuple[float, int]:
    started = time.perf_counter()
    line.request("GET", path)
    answer = line.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return 1000 * (time.perf_counter() - started), len(body)


if __name__ == "__main__":
    main()
