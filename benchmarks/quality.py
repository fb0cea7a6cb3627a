"""Whether the quality register finds what is wrong, and nothing else.

A fault for each issue is planted in a demo shop (see ``_faults.py``); its check must turn to
broken. On the clean shops no check may. What else turns in a shop with a fault is listed: a
fault has consequences, and each is there to be looked at.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks._faults import FAULTS, LONG, SHORT, clean_shop, plant
from benchmarks._results import write_results
from openkitchen.pipelines.monitoring import monitor_workspace
from openkitchen.pipelines.quality import check_quality
from openkitchen.pipelines.runner import run_workspace
from openkitchen.quality import built_in

TODAY = {SHORT: date(2026, 8, 31), LONG: date(2026, 11, 9)}


def main() -> None:
    """Plant, check, print, and keep the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", help="names of issues")
    parser.add_argument("--all", action="store_true", help="check every issue on every fault")
    parser.add_argument("--keep", action="store_true", help="write benchmarks/results")
    asked = parser.parse_args()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        told = measure(Path(folder), asked.only or list(FAULTS), everything=asked.all)
    told["seconds"] = round(time.perf_counter() - started)
    print(json.dumps(told, indent=1))
    if asked.keep:
        write_results("quality", told)


def measure(folder: Path, names: list[str], *, everything: bool) -> dict[str, Any]:
    """Check the clean shops, then each fault."""
    bases = {days: made(folder / f"clean-{days}", days) for days in (SHORT, LONG)}
    clean = {
        days: {one.issue.name: one.verdict.state for one in check_quality(base).entries}
        for days, base in bases.items()
    }
    faults = {}
    for name in names:
        root = plant(FAULTS[name], bases[FAULTS[name].base], folder / name)
        register = check_quality(root, () if everything else [name])
        states = {one.issue.name: one.verdict for one in register.entries}
        faults[name] = {
            "planted": FAULTS[name].words,
            "state": states[name].state,
            "found": states[name].found,
            "also broken": [n for n, v in states.items() if v.state == "broken" and n != name],
        }
        print(f"{states[name].state:8} {name}: {states[name].found}", flush=True)
    return {
        "issues": len(built_in()),
        "found": sum(one["state"] == "broken" for one in faults.values()),
        "planted": len(faults),
        "invented": [f"{n} ({d} days)" for d, s in clean.items() for n in s if s[n] == "broken"],
        "clean": {str(days): states for days, states in clean.items()},
        "faults": faults,
    }


def made(folder: Path, days: int) -> Path:
    """Make a clean shop, run it, and let the monitor look."""
    clean_shop(folder, days)
    run_workspace(folder)
    monitor_workspace(folder, today=TODAY[days])
    return folder


if __name__ == "__main__":
    main()
