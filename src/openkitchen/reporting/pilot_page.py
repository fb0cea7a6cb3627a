"""The readout of a pilot on one page: the answer, the pictures, the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openkitchen.reporting.answer_page import AnswerPage, Dot, Section, Table, dots
from openkitchen.reporting.wording import count, decimal, percent

if TYPE_CHECKING:
    from openkitchen.pilot.analysis import Effect
    from openkitchen.pilot.readout import Readout

__all__ = ["readout_page"]


def readout_page(found: Readout) -> AnswerPage:
    """Lay a readout out."""
    one, other = found.names
    sections = [_effects(found), _arms(found)]
    reasons = _reasons(found)
    if reasons.rows:
        sections.append(Section("Why", "How often each reason was given.", table=reasons))
    if found.whole:
        rows = tuple(
            (said.question, decimal(said.mean, 2), count(said.people)) for said in found.whole
        )
        table = Table(("question", "mean step", "people"), rows)
        meaning = "From 1, not at all, to 5, very much; means of people's means."
        sections.append(Section("The lists as a whole", meaning, table=table))
    if found.coding is not None:
        sections.append(_coding(found))
    if found.quotes:
        words = tuple((q.answer, q.item, q.arm, q.words) for q in found.quotes)
        table = Table(("answer", "about", "arm", "words"), words, words=True)
        meaning = "One of each person after the other; people are numbers."
        sections.append(Section("In their own words", meaning, table=table))
    basis = (
        f"{found.answered} of {found.invited} people answered, {found.left} left; week "
        f"{found.weeks_done} of {found.weeks_planned}; {count(found.lists)} lists, {found.design}."
    )
    title = f"Do people prefer {one} or {other}?"
    return AnswerPage(title, basis, tuple(found.sentences()), tuple(sections))


def _effects(found: Readout) -> Section:
    one, other = found.names
    drawn = [
        *_dot("People's own means", found.feel),
        *_dot("Mixed model", found.mixed),
    ]
    meaning = (
        f"{one} less {other}, in steps of the five-step scale; the line is the 95% interval. "
        "People are the units, however much each of them said."
    )
    return Section("The difference", meaning, dots(drawn, 2) if drawn else ())


def _dot(label: str, effect: Effect | object | None) -> list[Dot]:
    if effect is None:
        return []
    value, low, high = (getattr(effect, name) for name in ("value", "low", "high"))
    return [Dot(label, f"n = {effect.people}", value, low, high)]  # type: ignore[attr-defined]


def _arms(found: Readout) -> Section:
    rows = tuple(
        (arm.name, count(arm.people), count(arm.ratings), decimal(arm.mean, 2),
         percent(arm.liked), percent(arm.acted))
        for arm in found.arms
        if arm.mean is not None
    )  # fmt: skip
    head = ("arm", "people", "ratings", "mean step", "liked", "would act")
    meaning = "Means of people's means; liked are steps 4 and 5."
    return Section("Each arm", meaning, table=Table(head, rows))


def _reasons(found: Readout) -> Table:
    first, second = found.arms
    tags = sorted({*first.reasons, *second.reasons})
    rows = tuple(
        (tag, count(first.reasons.get(tag, 0)), count(second.reasons.get(tag, 0))) for tag in tags
    )
    return Table(("reason", first.name, second.name), rows)


def _coding(found: Readout) -> Section:
    assert found.coding is not None  # noqa: S101 - asked before
    head = ("code", "first reader", "second", "both", "kappa", "low", "high")
    rows = tuple(
        (row.code, count(row.first), count(row.second), count(row.both), decimal(row.kappa, 2),
         decimal(row.low, 2), decimal(row.high, 2))
        for row in found.coding.codes
    )  # fmt: skip
    return Section("What two readers found", found.coding.sentence(), table=Table(head, rows))
