"""A small workspace as a client's would be: four sources, delivered, settings given."""

import csv
import io
from datetime import timedelta
from hashlib import sha256

from tests.shop import small_tables

from openkitchen.pipelines.receiving import receive_files
from openkitchen.pipelines.workspace import create, open_workspace

SOURCES = """
web:
  role: events
  promised: {start: 2026-01-01, cadence: daily, channel: mail}
  files: "web_*.csv"
  day: {from: name, pattern: "(\\\\d{4}-\\\\d{2}-\\\\d{2})"}
  reject_limit: 0.5
  columns:
    - {theirs: ID visitor, ours: visitor_id, type: string, meaning: the provider's cookie}
    - {theirs: dish, ours: item_id, type: string}
    - {theirs: ts, ours: timestamp, type: timestamp}
people:
  role: people
  files: "people*"
  columns:
    - {theirs: ID customer, ours: customer_id, type: string}
    - {theirs: diet, ours: diet, type: category}
    - {theirs: age, ours: age, type: number}
dishes:
  role: catalogue
  files: "dishes*"
  columns:
    - {theirs: dish, ours: item_id, type: string}
    - {theirs: kind, ours: kind, type: category}
logins:
  role: links
  files: "logins*"
  columns:
    - {theirs: ID visitor, ours: visitor_id, type: string}
    - {theirs: ID customer, ours: customer_id, type: string}
"""
PARAMETERS = """
prepare: {event_weights: {"*": 1.0}, session_gap_minutes: 30}
test_share: 0.2
list_length: 5
model:
  scales: [all, 5d]
  power: 0.5
  row_half_life: 20
  left_out: 1
  typical: 5
  ridge_items: 5
  ridge_tags: 5
  ridge_users: 5
  ridge_base: 1
  ridge_cold: 1
  shrink: 2
  newcomers: 0.5
  discount: 0.1
  trend: 0.3
  trend_half_life: 3
  max_items: 1000
report: {title: Dishes you can see into, client: A client}
"""
SETTINGS = (
    *("scales=all,5d", "power=0.5", "row_half_life=20", "left_out=1", "ridge_items=5"),
    *("typical=5", "ridge_cold=1", "newcomers=0.5", "discount=0.1"),
    *("ridge_tags=5", "ridge_users=5", "ridge_base=1", "shrink=2", "trend=0.3"),
    *("trend_half_life=3", "max_items=1000"),
)
SET = tuple(word for setting in SETTINGS for word in ("--set", setting))
"""Complete settings, so that no search is run."""


def write_csv(path, header, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    path.write_text(text.getvalue(), "utf-8")
    return path


def write_deliveries(folder, n_users=40):
    """Write a file of web hits for each day, and one of people, dishes and logins."""
    folder.mkdir(parents=True, exist_ok=True)
    shop = small_tables(n_users)
    days = {}
    for row in shop.interactions.to_pylist():
        hit = (f"v{row['user_id']}", row["item_id"], row["timestamp"].isoformat())
        days.setdefault(row["timestamp"].date(), []).append(hit)
    for day in (min(days) + timedelta(n) for n in range((max(days) - min(days)).days + 1)):
        hits = sorted(days.get(day, []), key=lambda hit: hit[2])
        write_csv(folder / f"web_{day}.csv", ("ID visitor", "dish", "ts"), hits)
    people = [(row["user_id"], row["diet"], row["age"]) for row in shop.users.to_pylist()]
    write_csv(folder / "people.csv", ("ID customer", "diet", "age"), people)
    dishes = [(row["item_id"], row["kind"]) for row in shop.items.to_pylist()]
    write_csv(folder / "dishes.csv", ("dish", "kind"), dishes)
    logins = [(f"v{person}", person) for person, _, _ in people[: n_users // 2]]
    write_csv(folder / "logins.csv", ("ID visitor", "ID customer"), logins)
    return folder


def make_workspace(root, *, received=True):
    """Make the workspace, write its deliveries to ``<root>/mail`` and receive them."""
    create(root)
    workspace = open_workspace(root)
    workspace.sources_file.write_text(SOURCES, "utf-8")
    (root / "conf/base/parameters.yml").write_text(PARAMETERS, "utf-8")
    write_deliveries(root / "mail")
    if received:
        receive_files(root, [root / "mail"])
    return workspace


def files_of(*tables, folder):
    """Write the small shop's tables as CSV; returns the paths of those that were named."""
    shop = small_tables()
    paths = []
    for name in tables:
        table = getattr(shop, name)
        rows = [
            ["|".join(v) if isinstance(v, list) else v for v in row.values()]
            for row in table.to_pylist()
        ]
        paths.append(write_csv(folder / f"{name}.csv", table.column_names, rows))
    return paths


def bytes_below(folder, *, but=()):
    """Return what every file below a folder holds, by its path there, as a hash.

    What Python compiled is left out: it holds the times of the files that it was made from.
    """
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.parent.name != "__pycache__"
        and not any(path.match(pattern) for pattern in but)
    }
