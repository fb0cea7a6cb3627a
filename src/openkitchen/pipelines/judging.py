"""Evaluate lists and bundles in files, with popularity and recent popularity beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from openkitchen.errors import SettingsError, plural
from openkitchen.evaluate import (
    Comparison,
    Evaluation,
    Options,
    evaluate_beside,
    evaluate_files_beside,
    read_choices,
)
from openkitchen.evaluate.labels import history_labels, user_labels
from openkitchen.evaluate.partition import parts_for
from openkitchen.evaluate.segments import Segments, segments_of
from openkitchen.models import Progress
from openkitchen.pipelines.beside import Beside, recent_beside, side_by_side, side_words
from openkitchen.pipelines.material import Given, Material, open_material, read_table
from openkitchen.pipelines.nodes import WORDS
from openkitchen.schema.columns import ITEM, USER

__all__ = ["Judged", "evaluate_bundle", "evaluate_given", "evaluate_lists_in"]

_CODES = {words: name for name, words in WORDS.items()}


@dataclass(frozen=True, slots=True)
class Judged:
    """Figures, and those of simple models for the same users.

    Parameters
    ----------
    evaluation
        Of the lists that were asked about.
    beside
        Simple models that learned from the training data, the strongest first; none without
        training data.
    segments
        Groups of users, where a table of users was given.
    """

    evaluation: Evaluation
    beside: tuple[Beside, ...] = ()
    segments: Segments | None = None

    @property
    def baseline(self) -> Evaluation | None:
        """Of the strongest simple model; ``None`` without training data."""
        return self.beside[0].evaluation if self.beside else None

    @property
    def comparison(self) -> Comparison | None:
        """Paired differences, lists less the strongest simple model."""
        return self.beside[0].comparison if self.beside else None

    def sentence(self) -> str:
        """Say in a sentence how good the lists are."""
        own = self.evaluation
        k = own.rows[0].k
        hit, when = own.figure("hit_rate", k).value, f", {own.period}" if own.period else ""
        said = (
            f"{hit:.1%} of {plural(own.n_users, 'person', 'people')} found something they "
            "went on to choose among "
            f"{k} places{when}."
        )
        return " ".join(filter(None, (said, side_words(self.beside, k))))

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON; the figures stand at its top."""
        shown = {"sentence": self.sentence(), **self.evaluation.to_dict()}
        shown["notes"] = self.evaluation.notes()
        amazon = self.evaluation.amazon()
        if amazon:
            shown["amazon"] = amazon
        if self.beside:
            first, *weaker = [
                {"model": _CODES.get(one.name, one.name), **one.evaluation.to_dict()}
                | ({} if one is self.beside[0] else one.comparison.to_dict())
                for one in self.beside
            ]
            shown["baseline"], shown["weaker_baselines"] = first, weaker
            shown |= self.beside[0].comparison.to_dict()
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
    judged = _beside(pair, truth, material, options, progress)
    return _with_segments(judged, material if given.users or given.dir else None, least)


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
    judged = Judged(pair[0], side_by_side(pair[0], _popular(pair[1])))
    if given.train is not None and parts_for([given.truth, given.train]) == 1:
        train = read_choices(given.train, given.names)
        read = Material(None, None, None, train, items, users)
        judged = _beside(pair, read_choices(given.truth, given.names), read, options)
    material = None if users is None else Material(None, None, None, None, None, users)
    return _with_segments(judged, material, least)


def _popular(baseline: Evaluation | None) -> dict[str, Evaluation]:
    return {} if baseline is None else {WORDS["popularity"]: baseline}


def _beside(
    pair: tuple[Evaluation, Evaluation | None],
    truth: pa.Table,
    material: Material,
    options: Options,
    progress: Progress | None = None,
) -> Judged:
    """Set popularity, recent popularity and what the last run evaluated beside."""
    own, popular = pair
    others = _popular(popular)
    if material.train is not None:
        rules = None if material.lists is not None else getattr(material.model, "rules", None)
        tables = (truth, material.train, material.items, material.users)
        others |= recent_beside(own, tables, options, rules, progress)
    others = {**_of_the_run(own, material), **others}
    return Judged(own, side_by_side(own, others))


def _of_the_run(own: Evaluation, material: Material) -> dict[str, Evaluation]:
    """Return what the last run evaluated beside the same lists, where it did."""
    kept = dict(material.evaluations)
    mine, k = kept.pop(WORDS["glass-box"], None), own.rows[0].k
    told = None if mine is None else mine.find("ndcg", k)
    if mine is None or told is None or told.value != own.figure("ndcg", k).value:
        return {}
    same = mine.n_users == own.n_users and mine.period == own.period
    return kept if same else {}


def _with_segments(judged: Judged, material: Material | None, least: int) -> Judged:
    if material is None or material.users is None:
        return judged
    labels = user_labels(material.users)
    if material.train is not None:
        labels += history_labels(judged.evaluation.per_user.users, material.train)
    k = judged.evaluation.rows[0].k
    popular = {one.name: one.evaluation for one in judged.beside}.get(WORDS["popularity"])
    return replace(
        judged, segments=segments_of(judged.evaluation, labels, popular, k=k, least=least)
    )
