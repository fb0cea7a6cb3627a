"""A news site with readers on several devices, and its members' list: clean, or with one defect."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date, datetime, timedelta

import numpy as np
from tests.sources.desk import Desk

from openkitchen.sources import ColumnRule, DayRule, Promise, Source
from openkitchen.sources.findings import examine

FIRST = date(2026, 3, 2)
NOW = datetime(2026, 6, 30, 12)
HOURS = np.array([1, 1, 0, 0, 0, 2, 6, 10, 9, 7, 6, 6, 8, 7, 6, 6, 7, 8, 9, 10, 9, 7, 4, 2], float)
HEADER = ("when", "device_key", "member", "article", "what", "dwell", "came from", "visit")

LOG = Source(
    "log",
    "events",
    "log_*",
    (
        ColumnRule("when", "timestamp", "timestamp", "when the page was opened"),
        ColumnRule("device_key", "visitor_id", "string", "a browser on a device"),
        ColumnRule("member", "customer_id", "string", "member number", required=False),
        ColumnRule("article", "item_id", "string", "article number"),
        ColumnRule("what", "event_type", "string", "what was done"),
        ColumnRule("dwell", "event_value", "number", "time on the page", unit="seconds"),
        ColumnRule("came from", "came_from", "category", "the page before"),
        ColumnRule("visit", "session_id", "string", "a visit"),
    ),
    Promise(FIRST),
    DayRule("name"),
    reject_limit=0.5,
)
MEMBERS = Source(
    "members",
    "people",
    "members*",
    (
        ColumnRule("no", "customer_id", "string", "member number"),
        ColumnRule("name", "name", "text", "name"),
        ColumnRule("mail", "mail", "text", "e-mail address"),
        ColumnRule("born", "born", "text", "date of birth"),
        ColumnRule("spent", "spent", "number", "spent last year", unit="euros"),
    ),
)
ARTICLES = Source(
    "articles",
    "catalogue",
    "articles*",
    (
        ColumnRule("article", "item_id", "string", "article number"),
        ColumnRule("desk", "desk", "category", "which desk wrote it"),
    ),
)


class News:
    """Rows of a news site; tests spoil them, and look at what is found.

    Parameters
    ----------
    seed
        Another seed makes another site.
    days, readers, articles
        Its size.
    visits
        Whether a visit's id is a ``hash`` or a ``counter``.
    """

    def __init__(self, seed=0, days=14, readers=120, articles=60, visits="hash"):
        rng = np.random.default_rng(seed)
        self.visits, self.visit = visits, np.random.default_rng([seed, 1])
        self.visited = int(self.visit.integers(900, 9_900))
        self.rng, self.days = rng, days
        self.member_of = {n: int(10_000 + n * 7) for n in range(readers) if rng.random() < 0.6}
        self.devices = [
            [f"{rng.integers(0, 1 << 62):016x}" for _ in range(int(rng.integers(1, 4)))]
            for _ in range(readers)
        ]
        self.rate = rng.gamma(1.2, 0.6, readers)
        self.articles = articles
        self.log = {FIRST + timedelta(days=n): self._day(n) for n in range(days)}
        self.members = [self._member(number) for number in self.member_of.values()]
        self.headers = dict.fromkeys(self.log, HEADER)

    def _day(self, n):
        rng, rows = self.rng, []
        busy = 0.6 if n % 7 > 4 else 1.0
        hours = np.roll(HOURS, 1) if n % 7 > 4 else HOURS
        for reader, rate in enumerate(self.rate):
            for _ in range(rng.poisson(rate * busy)):
                device = self.devices[reader][int(rng.integers(0, len(self.devices[reader])))]
                member = self.member_of.get(reader, "") if rng.random() < 0.5 else ""
                second = 3600 * int(rng.choice(24, p=hours / hours.sum()))
                second += int(rng.integers(0, 3600))
                visit = self.new_visit()
                for _ in range(int(rng.geometric(0.3))):
                    when = datetime.combine(FIRST, datetime.min.time())
                    when += timedelta(days=n, seconds=min(second, 86_399))
                    rows.append(
                        [
                            when.isoformat(),
                            device,
                            str(member),
                            str(int(1000 + min(rng.geometric(0.06), self.articles))),
                            str(rng.choice(["view", "scroll", "share"], p=[0.7, 0.25, 0.05])),
                            f"{rng.lognormal(3.2, 1.0):.1f}",
                            str(
                                rng.choice(["search", "home", "social", ""], p=[0.4, 0.3, 0.2, 0.1])
                            ),
                            visit,
                        ]
                    )
                    second += int(5 + rng.exponential(60))
        return sorted(rows)

    def new_visit(self):
        """Return the id of another visit."""
        self.visited += 1
        if self.visits == "counter":
            return str(self.visited)
        return f"{self.visit.integers(0, 1 << 60):016x}{self.visit.integers(0, 1 << 16):04x}"

    def _member(self, number):
        rng = self.rng
        born = date(1950, 1, 1) + timedelta(days=int(rng.integers(0, 20_000)))
        first = str(rng.choice(["Ana", "Testa", "Ben", "Carla", "Dario", "Eva", "Contest"]))
        spent = f"{rng.lognormal(3, 1):.2f}"
        return [str(number), first, f"{first.lower()}{number}@mail.org", born.isoformat(), spent]

    def each(self, change, days=None):
        """Change every row of some days (all without a choice) in place."""
        for at, rows in enumerate(self.log.values()):
            if days is None or at in days:
                for row in rows:
                    change(row)

    def receive(self, folder, one_file=False):
        """Receive everything; returns the desk."""
        desk = Desk(folder, LOG, MEMBERS, ARTICLES)
        desk.put("articles.csv", _csv(("article", "desk"), self._desks()))
        desk.put("members.csv", _csv(("no", "name", "mail", "born", "spent"), self.members))
        if one_file:
            every = [row for rows in self.log.values() for row in rows]
            desk.put("log_all.csv", _csv(HEADER, every))
        else:
            for day, rows in self.log.items():
                packed = gzip.compress(_csv(self.headers[day], rows).encode(), mtime=0)
                desk.put(f"log_{day}.csv.gz", packed)
        desk.receive(now=NOW)
        return desk

    def _desks(self):
        desks = ("sport", "city", "world")
        return [(str(1000 + n), desks[n % 3]) for n in range(self.articles + 1)]


def found_in(news, folder, one_file=False):
    """Return what is found in a news site's deliveries, undocumented columns left out."""
    folder.mkdir(parents=True, exist_ok=True)
    desk = news.receive(folder, one_file)
    try:
        found = examine(desk.sources, desk.store, desk.raw, desk.typed)
    finally:
        desk.store.close()
    return [one for one in found.findings if one.kind != "undocumented_column"]


def kinds(found):
    """Return kind and column of each finding."""
    return {(one.kind, one.column) for one in found}


def _csv(header, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()
