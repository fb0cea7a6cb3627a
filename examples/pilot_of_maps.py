"""A pilot whose arms are mocked users and mapped users, played on the demo shop.

Before the map of visitors and customers arrived, the team worked with mocked users. Would people
notice? Two dozen customers of the shop get lists in which both arms are interleaved, by mail, for
four weeks. Here they are made up too: they like what is to their taste, which the shop knows and
the models do not. On a shop as small as this one the arms are not told apart, and the readout says
how large a difference it would have found.

Run it as ``python examples/pilot_of_maps.py``; it takes about a minute.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from openkitchen.pilot.desk import Desk, close_pilot, now_utc
from openkitchen.pilot.letters import DIGEST
from openkitchen.pilot.links import Claim
from openkitchen.pilot.lists import Cookbook, make_lists
from openkitchen.pilot.mailing import note_due, send_due
from openkitchen.pilot.page import save
from openkitchen.pilot.people import Guest, invite
from openkitchen.pilot.planner import make_plan
from openkitchen.pilot.post import EmlFolder
from openkitchen.pilot.readout import Readout, read_out
from openkitchen.pipelines.demo import unpack_demo
from openkitchen.pipelines.identity_views import open_identity
from openkitchen.pipelines.pilot import open_pilot
from openkitchen.pipelines.pilot_arms import cookbook_of
from openkitchen.pipelines.runner import run_workspace
from openkitchen.store import persons, shown_of

MODEL = """\
model: {scales: [all], power: 0.5, row_half_life: 0, left_out: 1, ridge_items: 200, ridge_tags: 0,
  ridge_users: 0, ridge_base: 1, shrink: 0, trend: 0, trend_half_life: 7, max_items: 500}
"""
PILOT = """\
name: maps
people: 24
weeks: 4
items: 5
arms:
  mapped: {map: "1"}
  mocked: {map: "2"}
"""
LIKED = (4.2, 3.7, 2.7)
"""What an item of one's first taste, of the second, and of none of them is worth, in steps."""


def main() -> int:
    """Make the shop, play the pilot, print what it says."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "shop"
        make_shop_with_maps(root)
        found = play(root, Path(folder) / "mails")
    print(*found.sentences(), sep="\n")
    return 0


def make_shop_with_maps(root: Path) -> None:
    """Make the shop; version 1 of its map is the real one, version 2 has 40 mocked users."""
    unpack_demo(root, customers=200, days=30)
    (root / "conf/local/parameters.yml").write_text(MODEL, "utf-8")
    (root / "conf/base/pilot.yml").write_text(PILOT, "utf-8")
    run_workspace(root)
    open_identity(root).mock(40, "category")


def play(root: Path, mails: Path) -> Readout:
    """Invite the customers of whom most is known, play all weeks, read out."""
    chance = np.random.default_rng(0)
    with open_pilot(root, begin=True) as desk:
        print(*make_plan(desk.settings).sentences()[:1])
        most = pq.read_table(root / "shop/truth/customers.parquet").sort_by(
            [("events", "descending")]
        )
        wanted = most["customer_id"].to_pylist()[: desk.settings.people]
        invite(desk, [Guest(f"{one.lower()}@example.org", one) for one in wanted])
        cookbook = cookbook_of(root, desk.settings)
    for week in range(1, desk.settings.weeks + 1):
        with open_pilot(root) as desk:
            play_week(desk, week, cookbook, mails, root / "shop/truth", chance)
    with open_pilot(root) as desk:
        close_pilot(desk)
    with open_pilot(root) as desk:
        return read_out(desk)


def play_week(
    desk: Desk,
    week: int,
    cookbook: Cookbook,
    mails: Path,
    truth: Path,
    chance: np.random.Generator,
) -> None:
    """Send a week's lists, and let three of four people answer by their true tastes."""
    made = make_lists(desk, week, cookbook)
    note_due(desk, DIGEST, week, made.people)
    sent = send_due(desk, DIGEST, week, EmlFolder(mails))
    print(f"week {week}: {sent.sent} mails")
    taste = dict(columns(truth / "recipes.parquet", "item_id", "taste"))
    tastes = {one: rest for one, *rest in columns(
        truth / "customers.parquet", "customer_id", "taste", "second_taste")}  # fmt: skip
    lists = [row for row in shown_of(desk.store, desk.name) if row.week == week]
    for person in persons(desk.store, desk.name):
        if chance.random() < 0.25:
            continue
        taps = []
        for row in (row for row in lists if row.person == person.id):
            first, second = tastes[person.user_id]
            own = taste[row.item_id]
            worth = LIKED[0] if own == first else LIKED[1] if own == second else LIKED[2]
            step = int(np.clip(np.rint(worth + chance.normal(0, 0.8)), 1, 5))
            taps.append((f"feel-{row.rank}", str(step)))
        with desk.store.writing() as connection:
            save(connection, Claim(person.id, week), taps, now_utc())


def columns(path: Path, *names: str) -> list[tuple]:
    """Return rows of a table."""
    table = pq.read_table(path, columns=list(names))
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


if __name__ == "__main__":
    sys.exit(main())
