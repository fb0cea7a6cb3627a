"""How many served lists are those that the library makes offline, for the same moment.

A bundle is served by ``openkitchen serve``, in a process of its own; every user is asked for
over HTTP, and the answer is held against `recommend` on the same bundle. Then some users get
an event each through the API, and their next list is held against `recommend` with that
event in the history, at the moment of the event. The floor: how many would agree if the
server gave everybody the list of a newcomer.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks._data import sources
from benchmarks._results import write_results
from openkitchen.client import Client, Event, put_events, recommend
from openkitchen.models import GlassBox, GlassBoxSettings, load
from openkitchen.monitor.parity import expected_list, lists_of, parity

K = 10
START = "from openkitchen.cli.main import main; main()"
SETTINGS = GlassBoxSettings(
    scales=("all", "30d"),
    power=0.5,
    row_half_life=0.0,
    left_out=1.0,
    typical=5.0,
    ridge_items=(100.0,),
    ridge_tags=50.0,
    ridge_users=0.0,
    ridge_base=1.0,
    ridge_cold=1.0,
    shrink=5.0,
    newcomers=0.5,
    discount=0.0,
    trend=0.2,
    trend_half_life=30.0,
    max_items=1_000,
)


def main() -> None:
    """Measure, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="x-wines", help="data set to serve")
    parser.add_argument("--users", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=1_000, help="users who get an event")
    parser.add_argument("--dry", action="store_true", help="leave benchmarks/results alone")
    asked = parser.parse_args()
    source = sources()[asked.data]
    model = GlassBox(SETTINGS).fit(source.read())
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "bundle"
        model.save(bundle)
        found = measure(bundle, asked.users, asked.events)
    print_all(source.name, found)
    if not asked.dry:
        write_results("parity", {"data": source.name, "k": K, **found})


def measure(bundle: Path, n_users: int, n_events: int) -> dict[str, Any]:
    """Ask for everybody's list, online and offline."""
    model = load(bundle)
    users = sorted(str(user) for user in model.users)[:n_users]
    offline = lists_of(model.recommend(users, K).table)
    newcomer = lists_of(model.recommend(["a newcomer"], K).table)["a newcomer"]
    with served(bundle) as client:
        started = time.perf_counter()
        online = {user: asked_for(client, user) for user in users}
        seconds = time.perf_counter() - started
        chosen = users[:: max(1, len(users) // n_events)][:n_events]
        later = put_some(client, model, chosen)
        after = {user: asked_for(client, user) for user in chosen}
    expected = {user: expected_list(model, user, K, [later[user]]) for user in chosen}
    return {
        "users": len(users),
        "alike": parity(online, offline).alike,
        "floor": parity(dict.fromkeys(users, newcomer), offline).alike,
        "seconds": seconds,
        "with_event": {
            "users": len(chosen),
            "alike": parity(after, expected).alike,
            "floor": parity({user: online[user] for user in chosen}, expected).alike,
        },
    }


@contextmanager
def served(bundle: Path) -> Iterator[Client]:
    """Start a server of its own and yield a client of it."""
    command = [sys.executable, "-c", START, "serve", str(bundle), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().split(" at ")[1].split()[0]
            with Client(address) as client:
                yield client
        finally:
            server.terminate()


def asked_for(client: Client, user: str) -> list[tuple[str, float]]:
    """Return a user's list as it is served."""
    return [(one.item_id, one.score) for one in client.ask(recommend(user, K)).items]


def put_some(
    client: Client, model: GlassBox, users: Sequence[str]
) -> dict[str, tuple[str, datetime]]:
    """Put an event in for each user: an item of everybody's, a day after the data end."""
    end = model.known.events.end * 86_400 + 86_400
    items = [str(item) for item in model.items[:50]]
    made = {user: (items[n % 50], round(end + n)) for n, user in enumerate(users)}
    events = [Event(item, user, timestamp=when) for user, (item, when) in made.items()]
    assert client.ask(put_events(events)).new == len(users)
    return {
        u: (i, datetime.fromtimestamp(t, UTC).replace(tzinfo=None)) for u, (i, t) in made.items()
    }


def print_all(name: str, found: dict[str, Any]) -> None:
    """Print the figures."""
    n, event = found["users"], found["with_event"]
    print(f"\n{name}: {n:,} users, lists of {K}, one request after the other")
    print(f"served as offline          {found['alike']:,} of {n:,}  ({found['alike'] / n:.2%})")
    print(f"  floor: newcomer's list   {found['floor']:,} of {n:,}")
    print(f"after an event             {event['alike']:,} of {event['users']:,}")
    print(f"  floor: list from before  {event['floor']:,} of {event['users']:,}")
    print(f"{n / found['seconds']:,.0f} requests a second")


if __name__ == "__main__":
    main()
