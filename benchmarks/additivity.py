"""Largest error of Σ terms against the score, over every (user, item) pair."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from benchmarks._data import cases
from openkitchen.explain import check_additivity
from openkitchen.models import GlassBox

RESULTS = Path(__file__).parent / "results" / "additivity.json"


def main() -> None:
    """Fit on the whole data set and check every pair."""
    kept = {}
    for name in ("X-Wines", "Demo shop"):  # Complete Journey: the same code, an hour
        case = next(cases(name))
        checked = check_additivity(GlassBox().fit(case.tables))
        kept[case.name] = asdict(checked)
        print(f"{case.name}: {checked.sentence()}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
