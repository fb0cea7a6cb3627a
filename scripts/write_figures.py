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

`python -m benchmarks.accuracy`. Three protocols: one cut by time for everybody, the last tenth
of the events being the test; the last event of each user with three or more; a random tenth of
the events with all timestamps dropped. Every event is a positive; all items compete. What a
user had before is taken from lists and truth, except on data where people return to items:
there it stays, and the table says so.

The glass box has nothing set. Every peer is tuned with up to as many trials as the glass box's
own search takes, or as many as fit into a stated time; the column *trials* has the number, with
an asterisk where the time ran out. Peers are judged on the validation cut that the glass box's
search uses; for next items, on the event before the last, which favours them. Intervals are 95%
bootstrap intervals over users; "glass box ahead by" is the mean of the per-user differences in
nDCG@10, and an interval that leaves zero out tells the two apart.

*Elsewhere*: measured on another machine, with a GPU for SASRec. Where the glass box was measured
anew since, such a row has no difference: its lists are not here.

*tuning* and *fit* are seconds, the fit with the chosen settings alone; *MB* is what that fit
takes at its peak beyond what was there before; *users/s* is the pace of `recommend`. Everybody
has one thread and each model a fresh process.
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

FIT = """
## What does a fit cost?

`python -m benchmarks.cost`. {events:,} events of {items:,} made-up items, two scales of
history, settings given; one thread. The ratio is the glass box's time over the peer's, in the
same run.

| model | seconds | peak, MB beyond the data | ratio |
|---|--:|--:|--:|
"""
LISTS = """
## How many users a second?

`python -m benchmarks.cost`. Lists of ten of {items:,} items, seen items left out,
{inputs:,} history inputs; implicit through its own batch call. The ratio is the glass box's
pace over the peer's.

| model | users a second | ratio |
|---|--:|--:|
"""


COLD = """
## How good are they for people of whom little is known?

`python -m benchmarks.cold`. {name}: {n_users:,} test users, asked about as if only their latest
events before the cut were known. nDCG@10.

| events known | glass box | popularity | ahead by | EASE | ahead by |
|--:|--:|--:|---|--:|---|
"""


PILOT = """
## Do pilots keep their promises?

`python -m benchmarks.pilot`. Made-up pilots whose truth is known, {people} people and {weeks} weeks
where nothing else is said; the planner and the readout are the ones that a real pilot uses.

| figure | pilots | measured | from | to |
|---|--:|--:|--:|--:|
"""
CROWD = """
{people:,} people answered at the same moment, each on a connection of its own, one server with
SQLite: {acknowledged:,} answers were acknowledged, {lost} of them lost. The page weighs
{page_bytes:,} bytes with all that it asks for.
"""
STUDIO = """
## How long do the pages of the studio take?

`python -m benchmarks.studio`. {items:,} items and {users:,} users, on two cores shared with other
work; a page that does nothing takes the same server {floor:.1f} ms. *First*: what is made once for
a model is made then. Then the median of several rounds, all pages in turns, and the slowest. Pages
marked with a star are those of a small workspace, with its data beside the bundle.

| page | first, ms | later, ms | slowest, ms | weighs, kB |
|---|--:|--:|--:|--:|
"""
RATES = """
## How often is a verdict wrong?

`python -m benchmarks.ask rates`. Small simulated shops, {users:,} users and {items:,} items, each
drawn anew; the verdicts of `openkitchen experiment ask`.

| question | runs | share | at most, or at least |
|---|--:|--:|--:|
"""
SECONDS = """
## What does a verdict cost?

`python -m benchmarks.ask seconds`. {users:,} users, {items:,} items, {events:,} events,
{inputs:,} inputs, {held_out:,} people held out, on {cores} cores shared with other work; the
model is made ready, the arm and 99 shuffled copies computed and compared. Beside it: as many fits
on shuffled tables, with lists, told from one of them in the same run.

| question | seconds | of the processor | as fits | times faster | in time of the processor |
|---|--:|--:|--:|--:|--:|
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
    cost, reasons = _cost(_results("cost")), [EXPLAIN, *_explaining()]
    return "".join(
        [
            *parts,
            *_cold(_results("cold")),
            ADDITIVITY,
            *rows,
            *reasons,
            *cost,
            *_asking(_results("ask")),
            *_pilot(_results("pilot")),
            *_studio(_results("studio")),
        ]
    )


def _cold(found: dict[str, Any]) -> list[str]:
    parts = []
    for name, facts in found.items():
        parts.append(COLD.format(name=name, **facts))
        parts += [
            f"| {row['events']} | {row['glass box']:.4f} | {row['popularity']:.4f} "
            f"| {_ahead(row['ahead of popularity'])} | {row['EASE']:.4f} "
            f"| {_ahead(row['ahead of EASE'])} |\n"
            for row in facts["rows"]
        ]
    return parts


def _asking(found: dict[str, Any]) -> list[str]:
    parts = []
    if "rates" in found:
        told = found["rates"]
        noise, planted, groups = told["noise"], told["planted"], told["groups"]
        low, high = noise["interval"]
        affected = groups["false_discovery_rate_with_ten_affected"]
        parts = [
            RATES.format(**told),
            f"| pure noise told to be informative | {noise['runs']} | {noise['flagged']:.1%} "
            f"({low:.1%} to {high:.1%}) | {noise['bar']:.0%} |\n",
            f"| … by a paired test alone | {noise['runs']} "
            f"| {noise['flagged_by_a_t_test_alone']:.1%} | |\n",
            f"| a planted column found, its effect {planted['effect_over_detectable']:.2f} times "
            f"what is called detectable | {planted['runs']} | {planted['found']:.1%} "
            f"| {planted['bar']:.0%} |\n",
            f"| any of {groups['groups']} groups told, with pure noise | {groups['runs']} "
            f"| {groups['false_discovery_rate_under_noise']:.1%} | {groups['bar']:.0%} |\n",
            f"| false ones among the groups told, ten of 20 affected | 200 | {affected:.1%} "
            f"| {groups['bar']:.0%} |\n",
        ]
    if "seconds" in found:
        told = found["seconds"]
        parts.append(SECONDS.format(**told))
        parts += [
            f"| {name} | {row['seconds']:.0f} | {row['processor_seconds']:.0f} "
            f"| {row['refits']:,.0f} | {row['times_faster']:.0f} "
            f"| {row['times_faster_in_processor_seconds']:.0f} |\n"
            for name, row in told["rows"].items()
        ]
    return parts


def _pilot(found: dict[str, Any]) -> list[str]:
    if not found:
        return []
    rows = [
        f"| {row['what']} | {row['runs'] or ''} | {row['measured']:.3f} | {row['low']:.3f} "
        f"| {row['high']:.3f} |\n"
        for row in found["figures"]
    ]
    return [PILOT.format(people=20, weeks=8), *rows, CROWD.format(**found["crowd"])]


def _studio(found: dict[str, Any]) -> list[str]:
    if not found:
        return []
    own = found["bundle"]
    named = [("", own["pages"]), (" *", found.get("workspace", {}).get("pages", {}))]
    rows = [
        f"| {name}{star} | {row['first_ms']:.0f} | {row['ms']:.0f} | {row['slowest_ms']:.0f} "
        f"| {row['kilobytes']:.0f} |\n"
        for star, pages in named
        for name, row in pages.items()
    ]
    told = STUDIO.format(items=own["items"], users=own["users"], floor=own["floor_ms"])
    return [told, *rows]


def _ahead(gap: list[float]) -> str:
    return f"{gap[0]:+.4f} ({gap[1]:+.4f} to {gap[2]:+.4f})"


def _explaining() -> list[str]:
    return [
        f"| {name} | {row['users']:,} | {row['items']:,} | {row['inputs_per_user']:.0f} "
        f"| {row['recommend_seconds']:.2f} s | × {row['with_reasons']:.2f} "
        f"({row['with_reasons_low']:.2f} to {row['with_reasons_high']:.2f}) "
        f"| {row['for_lists_at_hand']:.2f} | × {row['one_by_one']:,.0f} |\n"
        for name, row in _results("explain").items()
    ]


def _cost(cost: dict[str, Any]) -> list[str]:
    if not cost:
        return []
    fit, lists = cost["fit"], cost["recommend"]
    parts = [FIT.format(**fit)]
    parts += [
        f"| {name} | {row['seconds']:.1f} | {row['peak_mb']:,.0f} | {row['ratio']:.2f} |\n"
        for name, row in fit["rows"].items()
    ]
    parts.append(LISTS.format(**lists))
    parts += [
        f"| {name} | {row['users_a_second']:,.0f} | {row['ratio']:.2f} |\n"
        for name, row in lists["rows"].items()
    ]
    return parts


COLUMNS = (
    "model",
    *("nDCG@10", "interval", "recall@10", "hit rate@10", "MRR@10", "coverage@10"),
    *("trials", "tuning", "fit", "MB", "users/s", "glass box ahead by"),
)


def _accuracy(name: str, facts: dict[str, Any]) -> str:
    returns = " Items that a user had before may be listed again." if facts.get("seen") else ""
    when = "" if facts["period"] == "None" else f", test period {facts['period']}"
    cap = f", or {facts['cap']:.0f} seconds of them" if "cap" in facts else ""
    beyond = ", ".join(facts.get("beyond_memory", []))
    beyond = f" Did not fit into the machine's memory: {beyond}." if beyond else ""
    lines = [
        f"\n### {name}\n\n{facts['n_users']:,} users{when}, "
        f"up to {facts['trials']} trials each{cap}.{returns}{beyond}\n\n",
        f"| {' | '.join(COLUMNS)} |\n",
        f"|{'|'.join('---' if c in LEFT else '--:' for c in COLUMNS)}|\n",
    ]
    lines += [f"| {' | '.join(_cells(row))} |\n" for row in facts["rows"]]
    return "".join(lines)


LEFT = ("model", "interval", "glass box ahead by")


def _cells(row: dict[str, Any]) -> list[str]:
    figures = [f"{row[metric]:.4f}" for metric in ("recall", "hit_rate", "mrr")]
    cost = [""] * 5
    if "fit_seconds" in row:
        tried = f"{row['trials']}{'*' if row['capped'] else ''}" if row["trials"] else ""
        cost = [tried, f"{row['tune_seconds']:.0f}", f"{row['fit_seconds']:.1f}"]
        cost += [f"{row['peak_mb']:,.0f}", f"{row['users_a_second']:,.0f}"]
    ahead = ""
    if "gain" in row:
        ahead = f"{row['gain']:+.4f} ({row['gain_low']:+.4f} to {row['gain_high']:+.4f})"
    interval = f"{row['low']:.4f} to {row['high']:.4f}"
    own = [row["model"], f"{row['ndcg']:.4f}", interval, *figures, f"{row['coverage']:.3f}"]
    return [*own, *cost, ahead]


def _results(name: str) -> dict[str, Any]:
    file = RESULTS / f"{name}.json"
    read: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
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
