"""Count acknowledged events that are lost, or kept twice, when the server is killed under load.

Clients put events one by one; two workers of a server are killed with SIGKILL (both, or one of
them) at random moments and started again. Clients send what was not
acknowledged again, with the same event id, as the API asks them to. At the end every
acknowledged event must be in the database, once.

    python -m benchmarks.kills                        SQLite, 50 kills
    bash scripts/with_postgres.sh python -m benchmarks.kills --postgres
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, select, text

from benchmarks._load import Connection, Question, event, load
from benchmarks._results import kept_results, write_results
from benchmarks._server import Workers
from benchmarks._shop import small_bundle
from openkitchen.store import open_store
from openkitchen.store.tables import Event

_TRIES = 2_000


@dataclass
class Client:
    """Puts events, and remembers which were acknowledged."""

    chance: random.Random
    number: int = 0
    again: list[Question] = field(default_factory=list)
    acknowledged: list[bytes] = field(default_factory=list)
    repeated: int = 0

    def questions(self) -> Iterator[Question]:
        """Return what to send: what was not acknowledged comes again, now and then."""
        while True:
            if self.again and self.chance.random() < 0.5:
                self.repeated += 1
                yield self.again.pop(0)
            else:
                self.number += 1
                yield event(f"e{self.number}", f"u{self.number % 50:03}", "i01")

    def answered(self, question: Question, status: int) -> None:
        """Remember what became of a question."""
        if status == 200:
            self.acknowledged.append(question.body)
        else:
            self.again.append(question)


def main() -> None:
    """Kill, count, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--a-second", type=float, default=300.0)
    parser.add_argument("--postgres", action="store_true", help="$OPENKITCHEN_POSTGRES")
    parser.add_argument("--minutes", type=float, default=60.0, help="after which none is killed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dry", action="store_true", help="leave benchmarks/results alone")
    asked = parser.parse_args()
    name = "PostgreSQL" if asked.postgres else "SQLite"
    found = measure(
        asked.kills,
        asked.workers,
        asked.a_second,
        postgres=asked.postgres,
        seed=asked.seed,
        minutes=asked.minutes,
    )
    print(f"{name}: " + ", ".join(f"{key} {value:,}" for key, value in found.items()))
    if not asked.dry:
        write_results("kills", kept_results("kills") | {name: found})
    if found["lost"] or found["doubled"]:
        raise SystemExit(1)


def measure(
    kills: int,
    workers: int,
    a_second: float,
    *,
    postgres: bool = False,
    seed: int = 0,
    minutes: float = 60.0,
) -> dict[str, Any]:
    """Kill a server so many times under load, or until the time is over; return counts."""
    folder = Path(tempfile.mkdtemp(prefix="openkitchen-kills-"))
    until, number = time.monotonic() + 60 * minutes, 0
    try:
        bundle = small_bundle(folder / "shop")
        store = _postgres() if postgres else str(folder / "kills.sqlite")
        open_store(store).close()
        server, client = Workers(bundle, store, workers), Client(random.Random(seed))  # noqa: S311
        while number < kills and time.monotonic() < until:
            server.start()
            asyncio.run(_until_killed(server, client, a_second, number))
            number += 1
        server.start()
        asyncio.run(_ready(server))
        asyncio.run(_finish(server, client))
        server.stop()
        return _count(store, client, number)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _until_killed(server: Workers, client: Client, a_second: float, number: int) -> None:
    """Put events, and kill: every third time one worker, else all of them."""
    await _ready(server)
    seconds = client.chance.uniform(0.3, 1.2)
    count = len(server.processes)
    one = client.chance.randrange(count) if number % 3 == 2 and count > 1 else None

    async def strike() -> None:
        await asyncio.sleep(seconds)
        await asyncio.to_thread(server.kill, one)

    load_on = load(
        server.port,
        client.questions(),
        a_second=a_second,
        seconds=seconds + 0.1,
        connections=16,
        patience=1.0,
        answered=client.answered,
    )
    await asyncio.gather(load_on, strike())


async def _ready(server: Workers) -> None:
    """Wait until requests are answered; workers that ended by themselves are started again."""
    for _ in range(_TRIES):
        if await _answers(server):
            return
        await asyncio.sleep(0.05)
        server.start()
    raise RuntimeError("no worker answers")


async def _answers(server: Workers) -> bool:
    """Whether a new connection is answered; one that a dead worker left in the queue is not."""
    connection = Connection(server.port)
    try:
        status, _ = await asyncio.wait_for(connection.ask(Question("/v1/health")), 5.0)
    except (OSError, EOFError, TimeoutError):
        return False
    finally:
        connection.drop()
    return status == 200


async def _finish(server: Workers, client: Client) -> None:
    """Send again what was not acknowledged, until all of it is."""
    while client.again:
        waiting = [*client.again]
        client.again.clear()
        await load(
            server.port,
            iter(waiting),
            a_second=0,
            seconds=3600,
            connections=4,
            answered=client.answered,
        )


def _count(store: str, client: Client, kills: int) -> dict[str, Any]:
    with open_store(store) as opened, opened.reading() as connection:
        kept = Counter(row[0] for row in connection.execute(select(Event.event_id)))
    said = {body.split(b'"event_id": "')[1].split(b'"')[0].decode() for body in client.acknowledged}
    return {
        "kills": kills,
        "acknowledged": len(said),
        "sent_again": client.repeated,
        "lost": len(said - set(kept)),
        "doubled": sum(count - 1 for count in kept.values()),
    }


def _postgres() -> str:
    """Make an empty database on the server that with_postgres.sh started."""
    url = make_url(os.environ["OPENKITCHEN_POSTGRES"]).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS kills WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE kills"))
    engine.dispose()
    return url.set(drivername="postgresql", database="kills").render_as_string(hide_password=False)


if __name__ == "__main__":
    main()
