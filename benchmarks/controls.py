"""Do attributes help because of what they say? Shuffled and made-up columns as controls.

One search on the real tables chooses the settings of all arms; a block of attributes that
it leaves out is switched on at a stated penalty, so that the control can show something.

``without``
    No attributes at all.
``real``
    As they are.
``shuffled``
    Each table's attribute rows dealt out anew among its ids: the same columns, about
    somebody else.
``noise``
    As they are, and three made-up columns beside them in each table: a category of five
    levels, a number, a set.

Figures are differences in nDCG@10 over the same users, with 95% bootstrap intervals.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks._data import Case, cases
from benchmarks._results import kept_results, write_results
from openkitchen.evaluate import Evaluation, compare, evaluate_lists
from openkitchen.models import GlassBox, GlassBoxSettings
from openkitchen.schema import Attribute, Tables

K = 10
SEEDS = 5
RIDGE_USERS, RIDGE_TAGS = 1_000.0, 10_000.0


def main() -> None:
    """Measure each data set, print a table, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="x-wines,demo-shop", help="data sets, by commas")
    for case in cases(parser.parse_args().only.split(","), ["time"]):
        write_results("controls", kept_results("controls") | {case.name: measure(case)})


def measure(case: Case) -> dict[str, Any]:
    """Return how far each arm is from its reference."""
    tables = case.tables
    settings = _with_attributes(GlassBox().fit(tables).settings, tables)
    bare = Tables(tables.interactions)
    without, real = _evaluated(case, bare, settings), _evaluated(case, tables, settings)
    print(f"\n{case.name}: {_ndcg(without):.4f} without attributes")
    rows = [_row("real", real, "without", without)]
    for seed in range(SEEDS):
        dealt = _evaluated(case, shuffled(tables, seed), settings)
        rows.append(_row(f"shuffled {seed}", dealt, "without", without))
    for seed in range(SEEDS):
        wider = _evaluated(case, with_noise(tables, seed), settings)
        rows.append(_row(f"noise {seed}", wider, "real", real))
    return {"users": real.n_users, "without": _ndcg(without), "rows": rows}


def shuffled(tables: Tables, seed: int) -> Tables:
    """Deal the rows of attributes out anew among the ids of each table."""
    rng = np.random.default_rng(seed)

    def dealt(table: pa.Table | None) -> pa.Table | None:
        if table is None:
            return None
        ids, rest = table.columns[0], table.drop_columns(table.column_names[:1])
        order = pa.array(rng.permutation(table.num_rows))
        return rest.take(order).add_column(0, table.column_names[0], ids)

    return replace(tables, items=dealt(tables.items), users=dealt(tables.users))


def with_noise(tables: Tables, seed: int) -> Tables:
    """Put three made-up columns into each table that is there."""
    rng = np.random.default_rng(seed)
    more = tuple(Attribute(f"noise_{kind}", kind) for kind in ("category", "number", "set"))

    def wider(table: pa.Table | None) -> pa.Table | None:
        if table is None:
            return None
        n = table.num_rows
        made = (
            pa.array([f"level {x}" for x in rng.integers(0, 5, n)]),
            pa.array(rng.normal(size=n)),
            pa.array([[f"m{x}" for x in range(6) if rng.random() < 0.3] for _ in range(n)]),
        )
        for attribute, column in zip(more, made, strict=True):
            table = table.append_column(attribute.name, column)
        return table

    changed = replace(tables, items=wider(tables.items), users=wider(tables.users))
    of_items = (*tables.item_attributes, *more) if tables.items is not None else ()
    of_users = (*tables.user_attributes, *more) if tables.users is not None else ()
    return replace(changed, item_attributes=of_items, user_attributes=of_users)


def _with_attributes(settings: GlassBoxSettings, tables: Tables) -> GlassBoxSettings:
    if tables.users is not None and not settings.ridge_users:
        settings = replace(settings, ridge_users=RIDGE_USERS)
    if tables.items is not None and not settings.ridge_tags:
        settings = replace(settings, ridge_tags=RIDGE_TAGS)
    return settings


def _evaluated(case: Case, tables: Tables, settings: GlassBoxSettings) -> Evaluation:
    model = GlassBox(settings).fit(tables)
    asked = sorted(set(case.test["user_id"].to_pylist()))
    lists = model.recommend(asked, K, include_seen=case.seen).table
    train = None if case.seen else case.tables.interactions
    return evaluate_lists(lists, case.test, K, train)


def _ndcg(one: Evaluation) -> float:
    return float(one.figure("ndcg", K).value)


def _row(arm: str, one: Evaluation, reference: str, other: Evaluation) -> dict[str, Any]:
    gap = compare(one, other).difference("ndcg", K)
    print(
        f"{arm:>11}: {_ndcg(one):.4f}, {gap.value:+.4f} ({gap.low:+.4f} to {gap.high:+.4f}) "
        f"against {reference}",
        flush=True,
    )
    return {
        "arm": arm,
        "ndcg": _ndcg(one),
        "against": reference,
        "difference": [float(gap.value), float(gap.low), float(gap.high)],
    }


if __name__ == "__main__":
    main()
