"""The page of expectations: which hold, how far each is from its limit, and who is affected."""

from __future__ import annotations

from openkitchen.experiments.behaviour import Behaviour, Outcome
from openkitchen.reporting.answer_page import AnswerPage, Bar, Section, Table
from openkitchen.reporting.pictures import dot_and_interval
from openkitchen.reporting.results import Standing
from openkitchen.reporting.wording import count, percent

__all__ = ["behaviour_page"]


def behaviour_page(answer: Behaviour) -> AnswerPage:
    """Draw the shares with their limits, list all expectations, and show examples of failures."""
    drawn = tuple(_bar(one) for one in answer.outcomes if _is_share(one))
    shares = Section(
        "Shares and their limits",
        "The dot is what was measured; the line leads to the limit. Failures are in colour.",
        drawn,
    )
    every = Section(
        "Everything that is expected",
        f"On lists of {answer.k}.",
        table=Table(
            ("expected", "found", ""),
            tuple((one.words, one.found, one.state) for one in answer.outcomes),
            words=True,
        ),
    )
    basis = f"Model: {answer.model}. {count(answer.n_people)} people’s lists were looked at."
    failures = tuple(_failure(one) for one in answer.failing if one.examples)
    return AnswerPage("Do the lists behave?", basis, tuple(answer.sentences()),
                      (shares, every, *failures))  # fmt: skip


def _is_share(one: Outcome) -> bool:
    if one.measured is None or not one.limit:
        return False
    return 0.0 <= one.measured <= 1.0 and one.limit <= 1.0


def _bar(one: Outcome) -> Bar:
    measured, limit = one.measured or 0.0, one.limit or 0.0
    low, high = min(measured, limit), max(measured, limit)
    place = Standing(
        one.words, measured, low, high, low, high - low, measured, ours=one.passed is False
    )
    return Bar(
        one.words,
        f"{one.state}; {count(one.looked_at)} looked at",
        dot_and_interval(place),
        percent(measured),
        f"limit {percent(limit)}",
        one.passed is False,
    )


def _failure(one: Outcome) -> Section:
    rows = tuple((e.user_id, e.item_id or "–", e.note, ", ".join(e.items)) for e in one.examples)
    table = Table(("person", "item", "what is wrong", "the list"), rows)
    return Section(f"Fails: {one.words}", one.found, table=table)
