"""How good the lists are beside simple rules, in figures and in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openkitchen.errors import UnknownName
from openkitchen.evaluate import Difference, Evaluation, Period, compare
from openkitchen.reporting.glossary import METRICS
from openkitchen.reporting.wording import count, in_words, interval, places_for, plural, signed

__all__ = ["LITTLE", "Chart", "Results", "Standing", "build_results"]

LITTLE = 0.01
"""A difference that a small test does not tell from none."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One model in one metric.

    Parameters
    ----------
    name
        The model, in words.
    value, low, high
        Its figure and interval.
    left, width, dot
        Where interval and dot lie, as shares of the picture's width.
    ours
        Whether this is the model that the report is about.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    left: float
    width: float
    dot: float
    ours: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """One metric for all models.

    Parameters
    ----------
    metric, k
        Which metric, over how many positions.
    title, meaning
        Its name and what it says, in plain words.
    rows
        The models, best first.
    top
        The value at the right end of the picture; the left end is zero.
    """

    metric: str
    k: int
    title: str
    meaning: str
    rows: tuple[Standing, ...]
    top: float


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that the test period says.

    Parameters
    ----------
    charts
        One per metric; the first is the main one.
    verdicts
        What follows from the paired comparisons, in a sentence or two.
    comparisons
        One sentence per other model, with the difference and its interval.
    differences
        The same in figures.
    k, n_users, period
        List length, users with truth, and the time in which their choices were made.
    n_without_list, n_without_truth, n_seen
        Who counts with 0, who is left out, and which pairs were not new.
    """

    charts: tuple[Chart, ...]
    verdicts: tuple[str, ...]
    comparisons: tuple[str, ...]
    differences: tuple[Difference, ...]
    k: int
    n_users: int
    period: Period | None
    n_without_list: int
    n_without_truth: int
    n_seen: int


def build_results(
    evaluations: Mapping[str, Evaluation],
    ours: str,
    k: int,
    metrics: Sequence[str] = ("ndcg", "hit_rate", "precision", "recall", "coverage"),
    *,
    draws: int = 1000,
    seed: int = 0,
) -> Results:
    """Set one model's figures beside the others'.

    Parameters
    ----------
    evaluations
        By the model's name in words, all against the same truth.
    ours
        The model that the report is about.
    k
        List length.
    metrics
        Which metrics to show, the main one first; those not computed are passed over.
    draws, seed
        Of the bootstrap of the paired differences.

    Raises
    ------
    UnknownName
        When ``ours`` is not among the evaluations.
    """
    if ours not in evaluations:
        raise UnknownName("evaluation", ours, evaluations)
    main = evaluations[ours]
    charts = [_chart(metric, k, evaluations, ours) for metric in metrics]
    verdicts, comparisons, differences = _sentences(evaluations, ours, metrics[0], k, draws, seed)
    return Results(
        charts=tuple(chart for chart in charts if chart is not None),
        verdicts=verdicts,
        comparisons=comparisons,
        differences=differences,
        k=k,
        n_users=main.n_users,
        period=main.period,
        n_without_list=main.n_without_list,
        n_without_truth=main.n_without_truth,
        n_seen=main.n_seen,
    )


def _chart(metric: str, k: int, evaluations: Mapping[str, Evaluation], ours: str) -> Chart | None:
    figures = {
        name: row
        for name, evaluation in evaluations.items()
        for row in evaluation
        if (row.metric, row.k) == (metric, k)
    }
    if ours not in figures:
        return None
    top = max(max(row.value, row.high or 0.0) for row in figures.values()) or 1.0
    top = min(top * 1.05, 1.0) if top <= 1.0 else top * 1.05
    rows = []
    for name, row in figures.items():
        low = row.value if row.low is None else row.low
        high = row.value if row.high is None else row.high
        place = (low / top, (high - low) / top, row.value / top)
        rows.append(Standing(name, row.value, row.low, row.high, *place, name == ours))
    rows.sort(key=lambda row: (-row.value, not row.ours, row.name))
    words = METRICS[metric]
    return Chart(metric, k, words.title, words.meaning(k), tuple(rows), top)


def _sentences(
    evaluations: Mapping[str, Evaluation], ours: str, metric: str, k: int, draws: int, seed: int
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Difference, ...]]:
    found: dict[str, list[str]] = {"better": [], "level": [], "worse": []}
    comparisons, differences = [], []
    for name, other in evaluations.items():
        if name == ours:
            continue
        row = compare(evaluations[ours], other, bootstrap=draws, seed=seed).difference(metric, k)
        if row is None:
            continue
        side = "level" if not row.clear else "better" if row.value > 0 else "worse"
        found[side].append(f"“{name}”")
        comparisons.append(_comparison(name, row))
        differences.append(row)
    title = METRICS[metric].title.lower()
    words = {
        "better": f"“{ours}” is clearly better than {{}} in {title}.",
        "level": f"Between “{ours}” and {{}} the test cannot tell a difference in {title}.",
        "worse": f"“{ours}” is clearly worse than {{}} in {title}.",
    }
    verdicts = [words[side].format(in_words(names)) for side, names in found.items() if names]
    return tuple(verdicts), tuple(comparisons), tuple(differences)


def _comparison(name: str, row: Difference) -> str:
    places = max(places_for([row.value, row.low, row.high], digits=2), 3)
    return (
        f"Against “{name}”: {signed(row.value, places)} "
        f"(interval {interval(row.low, row.high, places)}); better for {count(row.n_better)}, "
        f"worse for {count(row.n_worse)} and level for {count(row.n_same)} "
        f"of {plural(row.n_users, 'person', 'people')}."
    )
