"""How good the lists are beside simple rules, in figures and in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openkitchen.errors import UnknownName
from openkitchen.evaluate import Evaluation, Period, compare
from openkitchen.reporting.glossary import METRICS
from openkitchen.reporting.wording import count, decimal, in_words, interval

__all__ = ["Chart", "Results", "Standing", "build_results"]


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
    sentences
        What follows from the paired comparisons.
    k, n_users, period
        List length, users with truth, and the time in which their choices were made.
    n_without_list, n_without_truth, n_seen
        Who counts with 0, who is left out, and which pairs were not new.
    """

    charts: tuple[Chart, ...]
    sentences: tuple[str, ...]
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
    return Results(
        charts=tuple(chart for chart in charts if chart is not None),
        sentences=_sentences(evaluations, ours, metrics[0], k, draws, seed),
        k=k,
        n_users=main.n_users,
        period=main.period,
        n_without_list=main.n_without_list,
        n_without_truth=main.n_without_truth,
        n_seen=main.n_seen,
    )


def _chart(
    metric: str, k: int, evaluations: Mapping[str, Evaluation], ours: str
) -> Chart | None:
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
) -> tuple[str, ...]:
    better, worse, level, lines = [], [], [], []
    for name, other in evaluations.items():
        if name == ours:
            continue
        row = compare(evaluations[ours], other, bootstrap=draws, seed=seed).difference(metric, k)
        if row is None:
            continue
        {True: better if row.value > 0 else worse, False: level}[row.clear].append(name)
        lines.append(
            f"Against “{name}”: difference {decimal(row.value)} "
            f"({interval(row.low, row.high)}); better for {count(row.n_better)}, worse for "
            f"{count(row.n_worse)} and level for {count(row.n_same)} of {count(row.n_users)} people."
        )
    title = METRICS[metric].title.lower()
    verdicts = []
    if better:
        verdicts.append(f"“{ours}” is clearly better than {in_words(_quoted(better))} in {title}.")
    if level:
        verdicts.append(
            f"Against {in_words(_quoted(level))} the test cannot tell a difference in {title}."
        )
    if worse:
        verdicts.append(f"It is clearly worse than {in_words(_quoted(worse))} in {title}.")
    return (*verdicts, *lines)


def _quoted(names: Sequence[str]) -> list[str]:
    return [f"“{name}”" for name in names]
