"""Evaluate lists and bundles in files, with popularity beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import SettingsError
from openkitchen.evaluate import (
    Comparison,
    Evaluation,
    compare,
    evaluate_files,
    evaluate_lists,
    read_choices,
)
from openkitchen.models import Model, Popularity, Progress
from openkitchen.pipelines.bundles import load_bundle
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, TIME, USER

__all__ = ["Judged", "evaluate_bundle", "evaluate_lists_in"]


@dataclass(frozen=True, slots=True)
class Judged:
    """Figures, and those of the popularity baseline for the same users.

    Parameters
    ----------
    evaluation
        Of the lists that were asked about.
    baseline
        Of the most popular items of the training data; ``None`` without training data.
    comparison
        Paired differences, lists less baseline.
    """

    evaluation: Evaluation
    baseline: Evaluation | None = None
    comparison: Comparison | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON; the figures stand at its top."""
        shown = self.evaluation.to_dict()
        if self.baseline is not None and self.comparison is not None:
            shown["baseline"] = {"model": "popularity", **self.baseline.to_dict()}
            shown |= self.comparison.to_dict()
        return shown

    def rows(self) -> list[tuple[object, ...]]:
        """Return name, value, interval, n, baseline, difference and its interval."""
        rows: list[tuple[object, ...]] = []
        for row in self.evaluation.rows:
            beside: tuple[object, ...] = ()
            if self.baseline is not None and self.comparison is not None:
                value = self.baseline.find(row.metric, row.k)
                gap = self.comparison.difference(row.metric, row.k)
                change = (gap.value, gap.low, gap.high) if gap else (None, None, None)
                beside = (value.value if value else None, *change)
            rows.append((row.name, row.value, row.low, row.high, row.n_users, *beside))
        return rows


def evaluate_lists_in(
    recommendations: Path, truth: Path, train: Path | None, k: Sequence[int]
) -> Judged:
    """Evaluate the lists in a file; with ``train``, beside popularity."""
    own = evaluate_files(recommendations, truth, k, train)
    if train is None:
        return Judged(own)
    return _beside_popularity(own, _popularity(read_choices(train)), truth, read_choices(train), k)


def evaluate_bundle(
    bundle: Path | None,
    truth: Path,
    train: Path | None,
    k: Sequence[int],
    progress: Progress | None = None,
) -> Judged:
    """Evaluate a bundle's lists for the users of the truth, beside popularity.

    Without ``train``, what the bundle learned from takes its place: pairs that stand
    there are no news and leave the truth.

    Raises
    ------
    SettingsError
        When no bundle is named.
    """
    if bundle is None:
        raise SettingsError(
            "nothing to evaluate", hint="Name a bundle, or a file with --recommendations."
        )
    model: Model = load_bundle(bundle)
    seen = _learned(model) if train is None else read_choices(train)
    chosen = read_choices(truth)
    users = sorted(set(chosen[USER].to_pylist()))
    if progress:
        progress("recommending", 0, 1)
    lists = model.recommend(users, max(k)).table
    if progress:
        progress("recommending", 1, 1)
    own = evaluate_lists(lists, chosen, k, seen, eligible=len(model.items))
    return _beside_popularity(own, _popularity(_learned(model)), truth, seen, k)


def _beside_popularity(
    own: Evaluation, popularity: Popularity, truth: Path, train: pa.Table, k: Sequence[int]
) -> Judged:
    chosen = read_choices(truth)
    users = sorted(set(chosen[USER].to_pylist()))
    lists = popularity.recommend(users, max(k)).table
    baseline = evaluate_lists(lists, chosen, k, train, eligible=own.eligible)
    return Judged(own, baseline, compare(own, baseline))


def _popularity(train: pa.Table) -> Popularity:
    times = pa.nulls(train.num_rows, pa.timestamp("us"))
    named = {name: train[name].cast(pa.string()) for name in (USER, ITEM)}
    rows = pa.table(named | {TIME: times})
    known = pc.and_(pc.is_valid(rows[USER]), pc.is_valid(rows[ITEM]))
    return Popularity().fit(Tables(rows.filter(known)))


def _learned(model: Model) -> pa.Table:
    known = model.known  # type: ignore[attr-defined]
    events = known.events
    return pa.table({USER: known.users.take(events.user), ITEM: known.items.take(events.item)})
