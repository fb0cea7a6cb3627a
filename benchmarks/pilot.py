"""Do pilots keep their promises? Made-up pilots with a known truth, and a crowd on the page.

Figures of the planner and of the readout are those of ``openkitchen pilot simulate``, the mixed
model included. The page is weighed with all that it asks for. A thousand people, each on a
connection of their own, tap and write at the same time on a server with SQLite; every answer
that was acknowledged must be in the database.

    python -m benchmarks.pilot
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import tempfile
import urllib.request
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks._load import Connection, Question
from benchmarks._results import kept_results, write_results
from benchmarks._server import HOST, Server
from benchmarks._shop import small_bundle
from openkitchen.pilot.desk import Desk
from openkitchen.pilot.lists import make_lists
from openkitchen.pilot.people import Guest, invite
from openkitchen.pilot.proof import prove
from openkitchen.pipelines.pilot import open_pilot
from openkitchen.pipelines.pilot_arms import cookbook_of
from openkitchen.store import answers_of, persons

_STATED = """
arms:
  varied: {diversity: 0.5}
  popularity: {model: popularity}
"""
_TRIES = 50


def main() -> None:
    """Measure, print, and keep the figures; end with 1 if a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--tests", type=int, default=2000)
    parser.add_argument("--only", choices=["figures", "crowd"], help="measure one part")
    parser.add_argument("--dry", action="store_true", help="leave benchmarks/results alone")
    asked = parser.parse_args()
    found: dict[str, Any] = {}
    if asked.only != "crowd":
        proven = prove(asked.runs, asked.tests, mixed=asked.runs)
        found["figures"] = [asdict(row) | {"holds": row.holds} for row in proven]
        for row in found["figures"]:
            print(f"{row['measured']:.3f}  {row['what']}{'' if row['holds'] else '  BROKEN'}")
    if asked.only != "figures":
        found["crowd"] = crowd(asked.people)
        print(", ".join(f"{name} {value:,}" for name, value in found["crowd"].items()))
    if not asked.dry:
        write_results("pilot", kept_results("pilot") | found)
    lost = found.get("crowd", {}).get("lost", 0)
    if lost or not all(row["holds"] for row in found.get("figures", ())):
        raise SystemExit(1)


def crowd(people: int) -> dict[str, int]:
    """Let everybody answer at once; return what was acknowledged, kept and lost."""
    with tempfile.TemporaryDirectory() as folder:
        bundle = small_bundle(Path(folder) / "model")
        stated = Path(folder) / "pilot.yml"
        stated.write_text(_STATED, "utf-8")
        with open_pilot(bundle, file=stated, begin=True) as desk:
            guests = [Guest(f"p{n}@example.org", f"u{n % 60:03}") for n in range(people)]
            invite(desk, guests)
            make_lists(desk, 1, cookbook_of(bundle, desk.settings))
            with Server(bundle) as server:
                tokens = _tokens(desk)
                weight = _weight(server.port, tokens[0])
                acknowledged, again = asyncio.run(_answer_all(server.port, tokens))
            kept = {
                (a.person, a.rank, a.question, a.value) for a in answers_of(desk.store, desk.name)
            }
    lost = len(acknowledged - kept)
    return {"people": people, "acknowledged": len(acknowledged), "kept": len(kept), "lost": lost,
            "sent_again": again, "page_bytes": weight}  # fmt: skip


def _tokens(desk: Desk) -> list[str]:
    return [desk.links.token(row.id, 1) for row in persons(desk.store, desk.name)]


def _weight(port: int, token: str) -> int:
    """Return the bytes of the page with all that it asks for, uncompressed."""

    def read(path: str) -> bytes:
        with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=30) as answer:
            body: bytes = answer.read()
        return body

    page = read(f"/p/{token}")
    return len(page) + sum(
        len(read(path)) for path in re.findall(r'(?:href|src)="(/p/static/[^"]+)"', page.decode())
    )


async def _answer_all(port: int, tokens: list[str]) -> tuple[set[tuple[str, int, str, str]], int]:
    acknowledged: set[tuple[str, int, str, str]] = set()
    again = 0

    async def one(token: str, number: int) -> None:
        """Tap four times, each as a request of its own; what is not taken is sent again."""
        nonlocal again
        line, person = Connection(port), token.partition(".")[0]
        taps = [(1, "feel", str(number % 5 + 1)), (2, "feel", "3"), (1, "act", "yes"),
                (3, "words", f"words of {number}")]  # fmt: skip
        for rank, question, value in taps:
            body = json.dumps([[f"{question}-{rank}", value]]).encode()
            for _ in range(_TRIES):
                status, _ = await line.ask(Question(f"/p/{token}/tap", body))
                if status == 200:
                    acknowledged.add((person, rank, question, value))
                    break
                again += 1
                await asyncio.sleep(0.2)

    await asyncio.gather(*(one(token, n) for n, token in enumerate(tokens)))
    return acknowledged, again


if __name__ == "__main__":
    main()
