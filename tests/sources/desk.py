"""A folder with a ledger, where tests receive files."""

from __future__ import annotations

from datetime import date, datetime

from openkitchen.sources import ColumnRule, DayRule, Promise, Source, receive, received
from openkitchen.store import open_store, receipts

NOW = datetime(2026, 9, 30, 12)


def web_source(**changes) -> Source:
    given = {
        "name": "web",
        "role": "events",
        "files": "web_*",
        "columns": (
            ColumnRule("ID visitor", "visitor_id"),
            ColumnRule("recipe", "item_id"),
            ColumnRule("ts", "timestamp", "timestamp"),
            ColumnRule("value", "event_value", "number"),
        ),
        "promised": Promise(date(2026, 8, 1), channel="mail"),
        "day": DayRule("name"),
        "constants": {"event_type": "view"},
        "reject_limit": 0.5,
    }
    return Source(**(given | changes))


class Desk:
    """A folder with a ledger, where files are received."""

    def __init__(self, folder, *sources):
        self.folder = folder
        self.sources = {source.name: source for source in sources}
        self.raw, self.typed, self.inbox = (folder / n for n in ("raw", "typed", "inbox"))
        self.inbox.mkdir()
        self.store = open_store(folder / "ledger.sqlite")

    def put(self, name, content):
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def receive(self, *paths, **options):
        options = {"now": NOW} | options
        return receive(
            paths or [self.inbox],
            self.sources,
            raw=self.raw,
            typed=self.typed,
            store=self.store,
            **options,
        )

    def one(self, name, content, **options):
        return self.receive(self.put(name, content), **options).receipts[0]

    def rows(self, name="web"):
        found = received(self.sources, self.store, self.typed).sources
        return next(one.rows for one in found if one.source.name == name).to_pylist()

    def ledger(self):
        return receipts(self.store)

    def everything(self):
        """All that is kept: the ledger, and each file with its bytes."""
        kept = [p for root in (self.raw, self.typed) for p in sorted(root.rglob("*"))]
        return self.ledger(), {p: p.read_bytes() for p in kept if p.is_file()}
