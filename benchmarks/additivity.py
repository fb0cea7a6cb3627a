"""Largest error of Σ terms against the score, over every (user, item) pair."""

from __future__ import annotations

from dataclasses import asdict

from benchmarks._data import cases
from benchmarks._results import kept_results, write_results
from openkitchen.explain import check_additivity
from openkitchen.models import GlassBox

NAMES = ("x-wines", "demo-shop")  # the others: the same code, and up to an hour


def main() -> None:
    """Fit on the whole data set and check every pair."""
    kept = kept_results("additivity")
    for case in cases(NAMES, ["time"]):
        checked = check_additivity(GlassBox().fit(case.tables))
        kept[case.name] = asdict(checked)
        print(f"{case.name}: {checked.sentence()}")
        write_results("additivity", kept)


if __name__ == "__main__":
    main()
