"""The page of a comparison of models: figures, differences, explanations, costs."""

from __future__ import annotations

from openkitchen.errors import plural
from openkitchen.experiments.model_choice import Compared, ModelChoice
from openkitchen.experiments.model_verdict import chosen_of
from openkitchen.reporting.answer_page import AnswerPage, Dot, Section, Table, dots
from openkitchen.reporting.glossary import METRICS
from openkitchen.reporting.wording import count, decimal, percent

__all__ = ["models_page"]

_BESIDE = ("hit_rate", "coverage", "effective_coverage", "novelty", "diversity")


def models_page(answer: ModelChoice) -> AnswerPage:
    """Draw the models beside each other, and the differences between them."""
    taken = chosen_of(answer).name
    metrics = [answer.metric, *(name for name in _BESIDE if name != answer.metric)]
    sections = [_figure(answer, name, taken) for name in metrics if answer.rows[0].find(name)]
    sections.insert(1, _differences(answer, taken))
    sections += [_explained(answer), _costs(answer)]
    when = "" if answer.period is None else f", {answer.period}"
    people = plural(answer.n_users, "person", "people")
    basis = f"{people}{when}; {plural(answer.n_train, 'event')} to learn from."
    return AnswerPage("Which model?", basis, tuple(answer.sentences()), tuple(sections))


def _figure(answer: ModelChoice, metric: str, taken: str) -> Section:
    words = METRICS.get(metric)
    title = words.title if words else f"{metric}@{answer.k}"
    drawn = [
        Dot(row.name, row.settings, found.value, found.low, found.high, ours=row.name == taken)
        for row in answer.rows
        for found in [row.find(metric)]
        if found is not None
    ]
    return Section(title, words.meaning(answer.k) if words else "", dots(drawn))


def _differences(answer: ModelChoice, taken: str) -> Section:
    drawn = [
        Dot(f"{p.first} less {p.second}", p.verdict, p.value, p.low, p.high,
            ours=taken in (p.first, p.second))
        for p in answer.pairs
    ]  # fmt: skip
    meaning = (
        f"Differences in {answer.metric}@{answer.k}, user by user. A line that leaves zero out is "
        f"a clear difference, all of them together (Holm); alike means within {answer.margin:g}."
    )
    return Section("Differences", meaning, dots(drawn, 4))


def _explained(answer: ModelChoice) -> Section:
    rows = tuple(
        (row.name, row.explained.words, _kinds(row), f"{row.explained.largest_error:.0e}")
        for row in answer.rows
    )
    meaning = "How much of the scores of the first places is made of named terms."
    table = Table(("model", "explains", "kinds of inputs", "terms miss the score by"), rows)
    return Section("What each explains", meaning, table=table)


def _kinds(row: Compared) -> str:
    return ", ".join(row.explained.blocks) or "–"


def _costs(answer: ModelChoice) -> Section:
    rows = tuple(
        (
            row.name,
            "–" if row.search_seconds is None else decimal(row.search_seconds, 1),
            decimal(row.fit_seconds, 2),
            decimal(row.fit_mb, 0),
            count(round(row.users_per_second)),
            percent(row.value("coverage")),
        )
        for row in answer.rows
    )
    head = ("model", "search, s", "fit, s", "fit, MB", "lists a second", "coverage")
    meaning = (
        "Search: choosing settings on the training data. Fit: once more with them, in seconds and "
        "in memory at the peak above what was held before, on this machine."
    )
    return Section("What each costs", meaning, table=Table(head, rows))
