"""Write docs/reference/figures.md from benchmarks/results; --check only compares."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "reference" / "figures.md"
HEAD = """# Figures

Measured by the scripts in `benchmarks/`, written by `make docs` from their results; do not edit
by hand. To measure anew:

```text
OPENKITCHEN_DATA=/folder/of/open/data make bench
make docs
```

## How good are the lists?

`python -m benchmarks.accuracy`. One cut by time for everybody: the last tenth of the events is
the test. What a user had before is taken from lists and truth; every event is a positive; all
items compete. Every model is tuned on the same validation cut within the training data, with the
number of trials that our own search takes. Intervals are 95% bootstrap intervals over users;
"glass box ahead by" is the mean of the per-user differences in nDCG@10, and an interval that
leaves zero out tells the two apart.
"""
ADDITIVITY = """
## Do the terms add up?

`python -m benchmarks.additivity`. Every pair of user and item: the terms are added in extended
precision and compared with the score (float64) that the lists are made from.

| data | pairs | largest error, share of the score | pairs above 1e-9 | share of the terms' size |
|---|--:|--:|--:|--:|
"""
EXPLAIN = """
## What do reasons cost?

`python -m benchmarks.explain`. A top-10 for everybody with the three largest terms of each row, as
a multiple of the same lists without, in turns in the same run (median; smallest to largest of the
rounds). *Lists at hand*: reasons for lists that were made before, as a share of making them. *One
by one*: every row in full by `explain`.

| data | users | items | inputs each | recommending | with reasons | lists at hand | one by one |
|---|--:|--:|--:|--:|---|--:|--:|
"""


def page() -> str:
    """Return the page's text."""
    parts = [HEAD]
    for name, facts in _results("accuracy").items():
        parts.append(_accuracy(name, facts))
    rows = [
        f"| {name} | {row['pairs']:,} | {row['largest_error']:.1e} | {row['above']:,} "
        f"| {row['largest_of_terms']:.1e} |\n"
        for name, row in _results("additivity").items()
    ]
    return "".join([*parts, ADDITIVITY, *rows, EXPLAIN, *_explaining()])


def _explaining() -> list[str]:
    return [
        f"| {name} | {row['users']:,} | {row['items']:,} | {row['inputs_per_user']:.0f} "
        f"| {row['recommend_seconds']:.2f} s | × {row['with_reasons']:.2f} "
        f"({row['with_reasons_low']:.2f} to {row['with_reasons_high']:.2f}) "
        f"| {row['for_lists_at_hand']:.2f} | × {row['one_by_one']:,.0f} |\n"
        for name, row in _results("explain").items()
    ]


def _accuracy(name: str, facts: dict[str, Any]) -> str:
    lines = [
        f"\n### {name}\n\n{facts['n_users']:,} users, test period {facts['period']}, "
        f"{facts['trials']} trials each.\n\n",
        "| model | nDCG@10 | interval | recall@10 | hit rate@10 | MRR@10 | coverage@10 "
        "| glass box ahead by |\n|---|--:|---|--:|--:|--:|--:|---|\n",
    ]
    for row in facts["rows"]:
        ahead = (
            f"{row['gain']:+.4f} ({row['gain_low']:+.4f} to {row['gain_high']:+.4f})"
            if "gain" in row
            else ""
        )
        lines.append(
            f"| {row['model']} | {row['ndcg']:.4f} | {row['low']:.4f} to {row['high']:.4f} "
            f"| {row['recall']:.4f} | {row['hit_rate']:.4f} | {row['mrr']:.4f} "
            f"| {row['coverage']:.3f} | {ahead} |\n"
        )
    return "".join(lines)


def _results(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text("utf-8"))
    return read


def main() -> None:
    """Write the page, or say that it is out of date."""
    text = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, "utf-8")
        print(f"wrote {PAGE.name}")
    elif not PAGE.is_file() or PAGE.read_text("utf-8") != text:
        sys.exit(f"docs/reference/{PAGE.name} is out of date: run `make docs`")


if __name__ == "__main__":
    main()
