"""Evaluate lists and bundles in files, with popularity beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openkitchen.errors import SettingsError
from openkitchen.evaluate import (
    Comparison,
    Evaluation,
    Options,
    compare,
    evaluate_beside,
    evaluate_files_beside,
)
from openkitchen.evaluate.labels import history_labels, user_labels
from openkitchen.evaluate.segments import Segments, segments_of
from openkitchen.models import Progress
from openkitchen.pipelines.material import Given, Material, open_material, read_table
from openkitchen.schema.columns import ITEM, USER

__all__ = ["Judged", "evaluate_bundle", "evaluate_given", "evaluate_lists_in"]


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
    segments
        Groups of users, where a table of users was given.
    """

    evaluation: Evaluation
    baseline: Evaluation | None = None
    comparison: Comparison | None = None
    segments: Segments | None = None

    def sentence(self) -> str:
        """Say in a sentence how good the lists are."""
        own = self.evaluation
        k = own.rows[0].k
        hit, when = own.figure("hit_rate", k).value, f", {own.period}" if own.period else ""
        said = (
            f"{hit:.1%} of {own.n_users:,} people found something they went on to choose among "
            f"{k} places{when}."
        )
        gap = None if self.comparison is None else self.comparison.difference("ndcg", k)
        if gap is None:
            return said
        side = "not clearly better or worse than"
        if gap.clear:
            side = "clearly better than" if gap.value > 0 else "clearly worse than"
        return f"{said} These lists are {side} the most popular items (nDCG, user by user)."

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON; the figures stand at its top."""
        shown = {"sentence": self.sentence(), **self.evaluation.to_dict()}
        shown["notes"] = self.evaluation.notes()
        amazon = self.evaluation.amazon()
        if amazon:
            shown["amazon"] = amazon
        if self.baseline is not None and self.comparison is not None:
            shown["baseline"] = {"model": "popularity", **self.baseline.to_dict()}
            shown |= self.comparison.to_dict()
        if self.segments is not None:
            shown["segments"] = self.segments.to_dict()
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


def evaluate_given(
    given: Given, options: Options, least: int = 30, progress: Progress | None = None
) -> Judged:
    """Evaluate what was named: a file of lists, a bundle, or a workspace's test period.

    Parameters
    ----------
    given
        What was named. A table of users adds segments.
    options
        How.
    least
        Users that a segment needs for a verdict.
    progress
        Told of long work.

    Raises
    ------
    SettingsError
        When there are no lists, or no truth.
    """
    if given.recommendations is not None and given.bundle is None and given.dir is None:
        return _of_files(given, options, least)
    material = open_material(given)
    truth = material.need_truth()
    lists = material.recommend(max(options.lengths + ((25,) if options.amazon else ())), progress)
    if material.lists is None:
        options = replace(
            options,
            eligible=options.eligible or material.eligible,
            keep_seen=options.keep_seen or material.keep_seen,
        )
    pair = evaluate_beside(lists, truth, material.train, material.items, options)
    return _with_segments(_beside(*pair), material if given.users or given.dir else None, least)


def evaluate_lists_in(
    recommendations: Path, truth: Path, train: Path | None, k: Sequence[int]
) -> Judged:
    """Evaluate the lists in a file; with ``train``, beside popularity."""
    given = Given(recommendations=recommendations, truth=truth, train=train)
    return evaluate_given(given, Options(tuple(k)))


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
    given = Given(bundle=bundle, truth=truth, train=train)
    return evaluate_given(given, Options(tuple(k)), progress=progress)


def _of_files(given: Given, options: Options, least: int) -> Judged:
    """Evaluate without holding the lists at once."""
    if given.truth is None or given.recommendations is None:
        raise SettingsError("it is not said what users chose", hint="Give --truth FILE.")
    items = None if given.items is None else read_table(given.items, ITEM, given.names)
    pair = evaluate_files_beside(
        given.recommendations, given.truth, given.train, items, options, columns=given.names
    )
    users = None if given.users is None else read_table(given.users, USER, given.names)
    material = None if users is None else Material(None, None, None, None, None, users)
    return _with_segments(_beside(*pair), material, least)


def _beside(own: Evaluation, baseline: Evaluation | None) -> Judged:
    if baseline is None:
        return Judged(own)
    return Judged(own, baseline, compare(own, baseline, own.draws or 1000, own.seed))


def _with_segments(judged: Judged, material: Material | None, least: int) -> Judged:
    if material is None or material.users is None:
        return judged
    labels = user_labels(material.users)
    if material.train is not None:
        labels += history_labels(judged.evaluation.per_user.users, material.train)
    k = judged.evaluation.rows[0].k
    return replace(
        judged, segments=segments_of(judged.evaluation, labels, judged.baseline, k=k, least=least)
    )
