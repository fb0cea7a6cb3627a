"""What the server takes and how long it takes, beside the same server answering a constant.

The floor is ``/v1/health`` of the same process at the same rate: it passes everything that a
request passes and does nothing. Ratios to it say what the work costs, also on a busy machine.

    python -m benchmarks.serving                   all of it: about six minutes on two quiet cores
    python -m benchmarks.serving --only lists,swap
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks._load import Connection, Heard, Question, event, load
from benchmarks._results import kept_results, write_results
from benchmarks._server import PROGRAM, Server
from benchmarks._shop import shop_bundle, small_bundle

FLOOR = Question("/v1/health")


def main() -> None:
    """Measure, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="lists,swap,events,memory", help="which, by commas")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=60.0, help="of each load")
    parser.add_argument("--lists-a-second", type=float, default=200.0)
    parser.add_argument("--events-a-second", type=float, default=1000.0)
    parser.add_argument("--requests", type=int, default=100_000, help="for the memory")
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--dry", action="store_true", help="leave benchmarks/results alone")
    asked = parser.parse_args()
    measures: dict[str, Callable[[argparse.Namespace, Path], dict[str, Any]]] = {
        "lists": lists,
        "swap": swap,
        "events": events,
        "memory": memory,
    }
    found = kept_results("serving")
    folder = Path(tempfile.mkdtemp(prefix="openkitchen-serving-"))
    try:
        for name in asked.only.split(","):
            (folder / name).mkdir()
            found[name] = measures[name](asked, folder / name) | {"load": os.getloadavg()[0]}
            print(f"{name}: {_words(found[name])}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if not asked.dry:
        write_results("serving", found)


def lists(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Ask for 25 items at a steady rate: with the five largest terms, with all, with none."""
    bundle = shop_bundle(
        folder / "shop", events=20 * asked.items, users=5_000, items=asked.items, inputs=2_000
    )
    with Server(bundle, "--workers", str(asked.workers)) as server:
        _run(server, _lists("&explain=true"), 20, 3)  # warm: every worker has answered
        floor = _run(server, itertools.repeat(FLOOR), asked.lists_a_second, asked.seconds / 3)
        rate, part = asked.lists_a_second, asked.seconds / 3
        own = _run(server, _lists("&explain=true&terms=5"), rate, asked.seconds)
        every = _run(server, _lists("&explain=true"), rate / 2, part)
        without = _run(server, _lists(""), rate, part)
        megabytes = server.memory() / 1e6
    return _beside(own, floor) | {
        "with_every_term_at_half_the_rate": every.figures(),
        "without_reasons": without.figures(),
        "memory_mb": megabytes,
        "workers": asked.workers,
    }


def _lists(how: str) -> Iterator[Question]:
    return (Question(f"/v1/recommendations/u{n % 5000:03}?k=25{how}") for n in _n())


def swap(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Publish and roll back while lists are asked for: count what was not answered."""
    bundle = small_bundle(folder / "shop")
    other = small_bundle(folder / "other", seed=1)
    with Server(bundle, "--workers", str(asked.workers)) as server:
        heard = asyncio.run(_while_swapping(server, bundle, other, asked.seconds))
        served = asyncio.run(_publication(server))
    return heard.figures() | {"swaps": 4, "publication_at_the_end": served}


async def _while_swapping(server: Server, bundle: Path, other: Path, seconds: float) -> Heard:
    async def swaps() -> None:
        for words in (
            ("publish", bundle, "--bundle", other),
            ("rollback", bundle),
            ("publish", bundle, "--bundle", other),
            ("rollback", bundle),
        ):
            await asyncio.to_thread(subprocess.run, [*PROGRAM, *map(str, words)], check=True)

    wanted = (Question(f"/v1/recommendations/u{n % 60:03}?k=10") for n in _n())
    ended = asyncio.Event()

    def until_ended() -> Iterator[Question]:
        return itertools.takewhile(lambda _: not ended.is_set(), wanted)

    async def swap_and_end() -> None:
        await swaps()
        await asyncio.sleep(3)
        ended.set()

    asking = load(server.port, until_ended(), a_second=100, seconds=20 * seconds)
    heard, _ = await asyncio.gather(asking, swap_and_end())
    return heard


async def _publication(server: Server) -> float:
    import json

    _, body = await Connection(server.port).ask(Question("/v1/ready"))
    return float(json.loads(body)["publication"])


def events(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Put events one by one, at a steady rate; each is durable when it is acknowledged."""
    bundle = small_bundle(folder / "shop")
    with Server(bundle, "--workers", str(asked.workers)) as server:
        rate = asked.events_a_second
        floor = _run(server, itertools.repeat(FLOOR), rate, asked.seconds / 3, 64)
        put = (event(f"e{n}", f"v{n % 2000}", f"i{n % 30:02}") for n in _n())
        own = _run(server, put, rate, asked.seconds, 64)
    return _beside(own, floor)


def memory(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Ask many times and look at the memory in between."""
    bundle = small_bundle(folder / "shop")
    with Server(bundle, "--workers", str(asked.workers)) as server:
        wanted = (
            Question(f"/v1/recommendations/u{n % 60:03}?k=10&explain=true")
            if n % 4
            else event(f"m{n}", f"w{n % 500}", f"i{n % 30:02}")
            for n in _n()
        )
        sizes, wrong = [], 0.0
        for share in (0.2, 0.4, 0.4):
            part = itertools.islice(wanted, int(share * asked.requests))
            wrong += _run(server, part, 0, 1e9, 16).figures()["wrong"]
            sizes.append(server.memory() / 1e6)
    return {
        "requests": asked.requests,
        "wrong": wrong,
        "mb_after_a_fifth": sizes[0],
        "mb_after_three_fifths": sizes[1],
        "mb_at_the_end": sizes[2],
        "growth": sizes[2] / sizes[1],
    }


def _run(
    server: Server,
    questions: Iterator[Question],
    a_second: float,
    seconds: float,
    connections: int = 32,
) -> Heard:
    return asyncio.run(
        load(server.port, questions, a_second=a_second, seconds=seconds, connections=connections)
    )


def _beside(own: Heard, floor: Heard) -> dict[str, Any]:
    mine, least = own.figures(), floor.figures()
    return mine | {
        "floor": least,
        "p50_ratio": mine["p50_ms"] / least["p50_ms"],
        "p99_ratio": mine["p99_ms"] / least["p99_ms"],
    }


def _n() -> Iterator[int]:
    return itertools.count()


def _words(found: dict[str, Any]) -> str:
    return ", ".join(
        f"{name} ({_words(value)})" if isinstance(value, dict) else f"{name} {value:,.2f}"
        for name, value in found.items()
    )


if __name__ == "__main__":
    main()
