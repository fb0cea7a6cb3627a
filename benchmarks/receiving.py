"""Receiving daily files, beside one hand-written DuckDB script that does the same.

Sixty daily files of web events, gzipped CSV with some broken rows and duplicates. Our way:
receive them (originals kept, a receipt each, rejected rows with reasons), who is who, and
interactions. The script reads the same files and writes the same interactions, and the rows
that cannot be read; it keeps no originals, no receipts, no hashes and no line numbers. Both run
in turns, each in a fresh process.

Then one late file comes to a workspace in which all others have been through the same steps: it
is received and the steps run again. Visitors log in, so that the late file tells more about who is
who, and events of other days move to other users. It is done once more where the events name
their users, and no other day depends on the late one.

    python -m benchmarks.receiving [--events 3000000] [--days 60] [--rounds 3]
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks._measure import begin_peak, in_fresh_process, peak_bytes
from benchmarks._results import write_results
from openkitchen.engine.connection import MEMORY

FIRST = date(2026, 6, 1)
NOW = datetime(2026, 9, 1)
STEPS = ("identity edges", "identity map", "interactions")
SOURCES = r"""
web:
  role: events
  files: "web_*.csv.gz"
  promised: {start: 2026-06-01, cadence: daily, channel: mail}
  day: {from: name, pattern: "(\\d{4}-\\d{2}-\\d{2})"}
  columns:
    - {theirs: hit id, ours: event_id}
    - {theirs: hit time, ours: timestamp, type: timestamp}
    - {theirs: ID visitor, ours: visitor_id, required: true}
    - {theirs: ID customer, ours: customer_id}
    - {theirs: page item, ours: item_id}
    - {theirs: action, ours: event_type}
    - {theirs: device type, ours: device}
"""
NAMED = SOURCES.replace("ours: visitor_id", "ours: user_id").replace(
    "    - {theirs: ID customer, ours: customer_id}\n", ""
)
"""The same files, where what stands for a visitor is the user."""

SCRIPT = (Path(__file__).parent / "receiving.sql").read_text("utf-8")


def main() -> None:
    """Measure, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=3_000_000)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dry", action="store_true", help="leave benchmarks/results alone")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openkitchen-receiving-") as folder:
        results = measure(Path(folder), asked.events, asked.days, asked.rounds)
    print(
        f"\n{asked.events:,} events in {asked.days} files: ours {results['ours']['seconds']:.1f} s"
        f" (receiving {results['ours']['receive_seconds']:.1f}), script"
        f" {results['script']['seconds']:.1f} s: {results['ratio']:.2f} x as long"
        f" ({results['ratio_low']:.2f} to {results['ratio_high']:.2f}); peak"
        f" {results['ours']['peak_mb']:,.0f} MB, script {results['script']['peak_mb']:,.0f} MB;"
        f" one late file {results['late']['seconds']:.2f} s, {results['late_share']:.1%} of the"
        f" whole; where events name their users {results['late_named']['seconds']:.2f} s,"
        f" {results['late_named_share']:.1%}"
    )
    if not asked.dry:
        write_results("receiving", results)


def measure(folder: Path, events: int, days: int, rounds: int) -> dict[str, Any]:
    """Run both ways in turns and compare what they made."""
    files = write_files(folder / "files", events, days)
    late = files[days // 2].rename(folder / files[days // 2].name)
    ours, script, lates, named, ratios = [], [], [], [], []
    for turn in range(rounds):
        root = folder / f"ours-{turn}"
        shutil.copyfile(late, folder / "files" / late.name)
        ours.append(in_fresh_process(our_way, root, folder / "files"))
        script.append(in_fresh_process(script_way, folder / "files", folder / f"script-{turn}"))
        compare(root, folder / f"script-{turn}")
        ratios.append(ours[-1]["seconds"] / script[-1]["seconds"])
        print(f"round {turn + 1}: {ours[-1]}, script {script[-1]}", flush=True)
        (folder / "files" / late.name).unlink()
        for sources, times in ((SOURCES, lates), (NAMED, named)):
            in_fresh_process(our_way, folder / "late", folder / "files", sources)
            times.append(in_fresh_process(late_way, folder / "late", late))
            shutil.rmtree(folder / "late")
        for made in (root, folder / f"script-{turn}"):
            shutil.rmtree(made)
        print(f"late {lates[-1]}, where events name their users {named[-1]}", flush=True)
    seconds = median(one["seconds"] for one in ours)
    return {
        "events": events,
        "files": days,
        "rounds": rounds,
        "memory": os.environ.get(MEMORY, "as it is"),
        "ours": _medians(ours),
        "script": _medians(script),
        "ratio": median(ratios),
        "ratio_low": min(ratios),
        "ratio_high": max(ratios),
        "late": _medians(lates),
        "late_share": median(one["seconds"] for one in lates) / seconds,
        "late_named": _medians(named),
        "late_named_share": median(one["seconds"] for one in named) / seconds,
    }


def our_way(root: Path, files: Path, sources: str = SOURCES) -> dict[str, float]:
    """Receive the files into a new workspace and make the interactions."""
    from openkitchen.pipelines.workspace import create

    create(root).sources_file.write_text(sources, "utf-8")
    begin_peak()
    return _received_and_run(root, files) | {"peak_mb": peak_bytes() / 1e6}


def late_way(root: Path, late: Path) -> dict[str, float]:
    """Receive one more file and run the steps again."""
    return _received_and_run(root, late)


def _received_and_run(root: Path, files: Path) -> dict[str, float]:
    from openkitchen.pipelines.runner import run_workspace

    start = time.perf_counter()
    received = receive(root, files)
    done = run_workspace(root, only=STEPS)
    return {
        "seconds": time.perf_counter() - start,
        "receive_seconds": received["seconds"],
        **{f"{step.name.replace(' ', '_')}_seconds": step.seconds for step in done},
    }


def receive(root: Path, files: Path) -> dict[str, float]:
    """Receive into a workspace."""
    from openkitchen.pipelines.receiving import receive_files

    start = time.perf_counter()
    receipts = receive_files(root, [files], now=NOW)
    seconds = time.perf_counter() - start
    assert not receipts.problems, receipts.sentence()
    return {"seconds": seconds}


def script_way(files: Path, out: Path) -> dict[str, float]:
    """Run the script."""
    import duckdb

    out.mkdir()
    begin_peak()
    start = time.perf_counter()
    with duckdb.connect() as database:
        database.execute("SET memory_limit = '1GB'; SET enable_progress_bar = false")
        database.execute(f"SET temp_directory = '{out}/spilled'")
        database.execute(SCRIPT.replace("FILES", str(files)).replace("OUT", str(out)))
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "peak_mb": peak_bytes() / 1e6}


def compare(root: Path, out: Path) -> None:
    """Stop unless both ways made the same interactions and turned away as many rows."""
    import duckdb

    columns = "user_id, item_id, timestamp, event_type, weight, session_id, device"
    ours = f"SELECT {columns} FROM '{root}/data/03_primary/interactions.parquet/**/*.parquet'"
    theirs = f"SELECT {columns} FROM '{out}/interactions.parquet'"
    for one, other in ((ours, theirs), (theirs, ours)):
        (row,) = duckdb.sql(f"SELECT count(*) FROM ({one} EXCEPT ALL {other})").fetchall()
        assert row == (0,), f"{row} rows differ"
    kept = root.glob("data/02_intermediate/web/*.rejected.csv")
    n_ours = sum(len(path.read_text("utf-8").splitlines()) - 1 for path in kept)
    n_theirs = len((out / "rejected.csv").read_text("utf-8").splitlines()) - 1
    assert n_ours == n_theirs, f"{n_ours} rows rejected here, {n_theirs} there"


def write_files(folder: Path, events: int, days: int, seed: int = 0) -> list[Path]:
    """Write the daily files; a thousandth of the rows is broken, a hundredth comes twice."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(seed)
    n_visitors, n_items = max(events // 30, 10), 5_000
    owner = rng.integers(0, n_visitors // 2, n_visitors)
    fame = 1 / (np.arange(n_items) + 10.0)
    files = []
    for day in range(days):
        n = events // days
        visitor = rng.integers(0, n_visitors, n)
        logged_in = rng.random(n) < 0.3
        item = rng.choice(n_items, n, p=fame / fame.sum())
        second = np.sort(rng.integers(0, 86_400, n))
        action = rng.choice(["view", "save", "cook"], n, p=[0.8, 0.15, 0.05])
        device = np.array(["mobile", "desktop", "tablet"])[visitor % 3]
        start = datetime.combine(FIRST + timedelta(day), datetime.min.time())
        moments = np.datetime_as_string(np.datetime64(start, "s") + second)
        lines = [
            f"h{day:02d}{at:07d},{moments[at].replace('T', ' ')},v{visitor[at]:08d},"
            f"{f'c{owner[visitor[at]]:07d}' if logged_in[at] else ''},r{item[at]:05d},"
            f"{action[at]},{device[at]}\n"
            for at in range(n)
        ]
        for at in rng.choice(n, n // 1000, replace=False):
            lines[at] = lines[at].replace(str(start.date()), "2026-13-45")
        lines += [lines[at] for at in rng.choice(n, n // 100, replace=False)]
        head = "hit id,hit time,ID visitor,ID customer,page item,action,device type\n"
        path = folder / f"web_{start.date()}.csv.gz"
        with gzip.open(path, "wt", compresslevel=6, encoding="utf-8") as opened:
            opened.write(head + "".join(lines))
        files.append(path)
    return files


def _medians(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: median(row[name] for row in rows) for name in rows[0]}


if __name__ == "__main__":
    main()
