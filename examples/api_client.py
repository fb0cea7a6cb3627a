"""A program that asks a server: lists with reasons, events, and somebody who is forgotten.

``python examples/api_client.py http://127.0.0.1:8000`` asks a server that is running. Without
an address it makes a small shop, serves it, and asks that.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openkitchen.client import (
    AsyncClient,
    Client,
    Event,
    explain,
    forget,
    info,
    put_events,
    rank,
    recommend,
    similar,
)
from openkitchen.errors import UnknownName

START = "from openkitchen.cli.main import main; main()"


def journey(address: str) -> None:
    """Ask a server everything that a shop's web site would."""
    with Client(address) as kitchen:
        served = kitchen.ask(info())
        print(f"{served.name}: {served.users:,} users, {served.items:,} items")

        first = kitchen.ask(recommend("a new visitor", k=3)).items[0]
        view = Event(first.item_id, user_id="a new visitor", event_id="1", event_type="view")
        kitchen.ask(put_events([view]))
        kitchen.ask(put_events([view]))  # sent again, kept once

        found = kitchen.ask(recommend("a new visitor", k=3, explain=True))
        assert found.known_user
        for item in found.items:
            print(f"{item.rank}. {item.title} ({item.score:.3f})")
        why = kitchen.ask(explain("a new visitor", found.items[0].item_id))
        total = sum(term.contribution for term in why.terms)
        assert abs(total - why.score) < 1e-9
        print(*why.sentences[:2], sep="\n")

        alike = [one.item_id for one in kitchen.ask(similar(first.item_id, 5)).items]
        order = kitchen.ask(rank(alike, "a new visitor"))
        print("in order:", *(item.title for item in order.items))
        try:
            kitchen.ask(similar("something that is not there"))
        except UnknownName as error:
            print("refused:", error.message.split(";")[0])

        receipt = kitchen.ask(forget("a new visitor"))
        print(*(f"{one.count} {one.what}" for one in receipt.removed if one.count), sep=", ")
        assert not kitchen.ask(recommend("a new visitor")).known_user


async def many(address: str, users: int = 20) -> None:
    """Ask for many lists at a time."""
    async with AsyncClient(address) as kitchen:
        lists = await asyncio.gather(*(kitchen.ask(recommend(f"u{n:03}")) for n in range(users)))
    print(f"{len(lists)} lists")


@contextmanager
def small_shop() -> Iterator[str]:
    """Make a small shop, serve it, and yield the address."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        rows = [
            f"u{n % 30:03},dish-{(n * 7 + n % 30 % 3) % 20},{1_780_000_000 + 3_600 * n}"
            for n in range(400)
        ]
        text = "\n".join(["user_id,item_id,timestamp", *dict.fromkeys(rows)])
        (home / "clicks.csv").write_text(text, "utf-8")
        command = [sys.executable, "-c", START]
        fit = ["fit", "--interactions", str(home / "clicks.csv"), "--out", str(home / "model")]
        subprocess.run([*command, *fit], check=True, capture_output=True)  # noqa: S603
        serve = [*command, "serve", str(home / "model"), "--port", "0"]
        with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
            try:
                assert server.stdout is not None
                yield server.stdout.readline().split(" at ")[1].split()[0]
            finally:
                server.terminate()


def main() -> None:
    """Ask the server that was named, or one of our own."""
    if sys.argv[1:]:
        journey(sys.argv[1])
        asyncio.run(many(sys.argv[1]))
        return
    with small_shop() as address:
        journey(address)
        asyncio.run(many(address))


if __name__ == "__main__":
    main()
