"""Receiving and running, killed at random moments and started again.

A child process receives daily files into a new workspace and runs the steps up to the cut in
time. It is killed with SIGKILL at a moment drawn at random over the length of an undisturbed
run (drawn anew if it had ended by then); then the same is done once more, to the end. Are the
bytes the same? All files of the workspace's data are compared
with those of the undisturbed run, but for the ledger, which holds the time of receiving, and
for what begins with a dot, which a killed process may leave. (`tests/stories/test_stops.py` does
the same for whole runs through the command line, at fewer moments.)

    python -m benchmarks.stops [--moments 50]
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks._results import write_results
from benchmarks.receiving import NOW, SOURCES, write_files
from openkitchen.pipelines.receiving import receive_files
from openkitchen.pipelines.runner import run_workspace
from openkitchen.pipelines.workspace import create
from openkitchen.sources.files import sha256_of

STEPS = ("identity edges", "identity map", "interactions", "users", "items", "split")
EVENTS, DAYS = 3_000, 8


def main() -> None:
    """Kill, compare, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=50)
    parser.add_argument("--dry", action="store_true", help="leave benchmarks/results alone")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openkitchen-stops-") as folder:
        results = measure(Path(folder), asked.moments)
    print(
        f"\n{results['same']} of {results['killed']} restarts after a kill gave the bytes of the "
        "undisturbed run; killed "
        + ", ".join(f"{where} {n}" for where, n in results["where"].items())
    )
    if not asked.dry:
        write_results("stops", results)


def measure(folder: Path, moments: int) -> dict[str, Any]:
    """Kill at so many moments."""
    files = folder / "files"
    write_files(files, EVENTS, DAYS)
    import_what_the_work_imports(folder, files)
    begun = time.monotonic()
    finish(folder / "undisturbed", files)
    length = time.monotonic() - begun
    wanted = bytes_of(folder / "undisturbed")
    where: Counter[str] = Counter()
    same = draws = 0
    while where.total() < moments:
        root = folder / "killed"
        stopped = kill(root, files, random.Random(draws).uniform(0, length))  # noqa: S311
        draws += 1
        if stopped:
            where[how_far(root)] += 1
            finish(root, files)
            equal = bytes_of(root) == wanted
            same += equal
            print(f"{where.total()}: {'the same' if equal else 'NOT THE SAME'}", flush=True)
        shutil.rmtree(root, ignore_errors=True)
    return {"killed": moments, "same": same, "draws": draws, "where": dict(where)}


def import_what_the_work_imports(folder: Path, files: Path) -> None:
    """Import here, once, what every child would import again."""
    names = folder / "modules"
    child = os.fork()
    if not child:
        work(folder / "warm", files)
        names.write_text("\n".join(sys.modules), "utf-8")
        os._exit(0)
    os.waitpid(child, 0)
    for name in names.read_text("utf-8").splitlines():
        with suppress(ImportError):
            import_module(name)


def work(root: Path, files: Path) -> None:
    """Receive and run; in a workspace that is there, or a new one."""
    if not (root / "conf/base/sources.yml").is_file():
        shutil.rmtree(root, ignore_errors=True)
        create(root)
    (root / "conf/base/sources.yml").write_text(SOURCES, "utf-8")
    receive_files(root, [files], now=NOW)
    run_workspace(root, only=STEPS)


def start(root: Path, files: Path) -> int:
    """Start the work in a child and return its process id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work(root, files)
        code = 0
    finally:
        os._exit(code)


def finish(root: Path, files: Path) -> None:
    """Do the work to its end."""
    _, status = os.waitpid(start(root, files), 0)
    assert status == 0, f"the work failed: {status}"


def kill(root: Path, files: Path, after: float) -> bool:
    """Kill the work after so many seconds; return whether it had not ended by itself."""
    child = start(root, files)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def how_far(root: Path) -> str:
    """Say what the killed work was at."""
    primary = root / "data/03_primary"
    if any(primary.glob("*.parquet")):
        return "while running"
    typed = root / "data/02_intermediate"
    return "while receiving" if any(typed.glob("*/*.parquet")) else "before a file was received"


def bytes_of(root: Path) -> dict[str, str]:
    """Return the digest of every file of the data that is to be the same."""
    data = root / "data"
    return {
        str(path.relative_to(data)): sha256_of(path)[0]
        for path in sorted(data.rglob("*"))
        if path.is_file()
        and ".sqlite" not in path.name
        and not any(part.startswith(".") for part in path.relative_to(data).parts)
    }


if __name__ == "__main__":
    main()
