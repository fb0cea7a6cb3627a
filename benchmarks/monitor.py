"""How often the monitor alarms when nothing happened, and how soon when something did.

A service is drawn again and again: eight weeks that the model learns from, then a quarter of
weekly looks. Weeks differ among themselves beyond chance, and people come and go. In quiet
quarters any alarm of the thirteen looks is a false one; in the others something shifts in a
week of the quarter, and it is caught if one of the first two looks after it alarms.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from scipy import stats

from benchmarks._results import write_results
from benchmarks._weeks import SHIFTS, make_stream
from openkitchen.monitor import DriftSettings, detect_drift, signals_of
from openkitchen.monitor.drift import LOOKS

LEARNED = 8


def main() -> None:
    """Draw, count, print, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quarters", type=int, default=400, help="quiet quarters, of each wobble")
    parser.add_argument("--shifts", type=int, default=100, help="quarters with each shift")
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--keep", action="store_true", help="write benchmarks/results")
    asked = parser.parse_args()
    started = time.perf_counter()
    told = {
        "people": asked.people,
        "quiet": {str(w): quiet(asked.quarters, asked.people, w) for w in (0.0, 0.05, 0.1)},
        "shifts": {name: shifted(name, asked.shifts, asked.people) for name in SHIFTS},
    }
    told["seconds"] = round(time.perf_counter() - started)
    print(json.dumps(told, indent=1))
    if asked.keep:
        write_results("monitor", told)


def quiet(quarters: int, people: int, wobble: float) -> dict[str, Any]:
    """Count the quiet quarters with an alarm; ``wobble``: how much weeks differ by themselves."""
    false = sum(bool(alarms(seed, people, wobble)) for seed in range(quarters))
    return {"quarters": quarters, "with an alarm": false, **_share(false, quarters)}


def shifted(shift: str, quarters: int, people: int, wobble: float = 0.05) -> dict[str, Any]:
    """Count the shifts that one of the next two looks catches."""
    caught = 0
    for seed in range(quarters):
        since = LEARNED + seed % (LOOKS - 1)
        found = alarms(10_000 + seed, people, wobble, shift, since, until=since + 2)
        caught += any(week >= since for week in found)
    what = {"what": SHIFTS[shift], "quarters": quarters, "caught": caught}
    return what | _share(caught, quarters)


def alarms(
    seed: int, people: int, wobble: float, shift: str = "", since: int = 0, until: int = 0
) -> list[int]:
    """Return the weeks whose look alarms."""
    weeks = until or LEARNED + LOOKS
    stream = make_stream(seed, weeks, people=people, wobble=wobble, shift=shift, since=since)
    signals = signals_of(
        stream.interactions,
        stream.week,
        items=stream.items,
        users=stream.users,
        identity_map=stream.identity_map,
    )
    first = since if shift else LEARNED
    settings = DriftSettings(reference=LEARNED)
    return [
        week
        for week in range(first, weeks)
        if detect_drift(signals, week, settings, before=LEARNED).alarms
    ]


def _share(n: int, of: int) -> dict[str, float]:
    """Return the share with the interval of Clopper and Pearson."""
    interval = stats.binomtest(n, of).proportion_ci(method="exact")
    return {
        "share": n / of,
        "low": float(interval.low),
        "high": float(interval.high),
    }


if __name__ == "__main__":
    main()
