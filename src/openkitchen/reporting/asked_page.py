"""A question with arms on one page: the verdict, who is affected, which lists change."""

from __future__ import annotations

from collections.abc import Sequence

from openkitchen.errors import plural
from openkitchen.experiments.asked import METHODS, Answered, Asked
from openkitchen.reporting.answer_page import AnswerPage, Dot, Section, Table, dots
from openkitchen.reporting.wording import count, decimal, interval, percent

__all__ = ["asked_page"]

_PLACES = 4


def asked_page(asked: Asked, sentences: Sequence[str] | None = None) -> AnswerPage:
    """Lay a question out.

    Parameters
    ----------
    asked
        The question and its answer.
    sentences
        The answer in words; as it says itself when ``None``.
    """
    sections = []
    for arm in asked.arms:
        title = f"{arm.name}: " if len(asked.arms) > 1 else ""
        sections.append(_worth(asked, arm, title))
        if arm.copies is not None:
            sections.append(_copies(arm, title))
        sections += [_figures(arm, title), *_groups(asked, arm, title), _lists(arm, title)]
        if arm.exposures:
            sections.append(_exposures(arm, title))
    said = tuple(asked.sentences() if sentences is None else sentences)
    return AnswerPage(asked.question, asked.basis(), said, tuple(sections))


def _worth(asked: Asked, arm: Answered, title: str) -> Section:
    worth = arm.worth
    drawn = [
        Dot("Difference", f"{count(worth.n_better)} better, {count(worth.n_worse)} worse",
            worth.value, worth.low, worth.high),
        Dot("Margin", "a smaller difference counts as none", worth.margin, ours=False),
    ]  # fmt: skip
    meaning = (
        f"nDCG@{asked.ks[0]} with it less nDCG without it, for the same {count(worth.n_users)} "
        f"people; p = {arm.p_together:.2g} after looking at all arms."
    )
    return Section(f"{title}Is it worth it?", meaning, dots(drawn, _PLACES))


def _copies(arm: Answered, title: str) -> Section:
    copies = arm.copies
    assert copies is not None  # noqa: S101 - asked before
    drawn = [
        Dot("With the column", "", copies.real),
        Dot("With a shuffled copy", f"{count(copies.n)} copies; nine in ten lie on the line",
            copies.mean, copies.low, copies.high, ours=False),
        Dot("Without it", "", copies.without, ours=False),
    ]  # fmt: skip
    meaning = (
        "The typical place, among all items, of what people went on to choose; 1 is the top. A "
        f"shuffled copy has the same values and says nothing. {count(copies.n_as_good)} of "
        f"{count(copies.n)} copies do as well: p = {copies.p_together:.2g}. With the column it "
        f"stands {copies.higher:+.1%} nearer to the top; {copies.detectable:.1%} would be found "
        f"nine times in ten. n = {count(copies.n_users)}."
    )
    return Section(f"{title}Does it carry information?", meaning, dots(drawn, 2))


def _figures(arm: Answered, title: str) -> Section:
    rows = [
        (m.name, decimal(m.first, _PLACES), decimal(m.second, _PLACES), decimal(m.value, _PLACES),
         interval(m.low, m.high, _PLACES))
        for m in arm.metrics
    ] + [
        (f"{c.metric.replace('_', ' ')}@{c.k}", decimal(c.first, _PLACES),
         decimal(c.second, _PLACES), decimal(c.first - c.second, _PLACES), "")
        for c in arm.catalogue
    ]  # fmt: skip
    head = ("figure", "with", "without", "difference", "interval")
    return Section(f"{title}All figures", "For the same people.", table=Table(head, tuple(rows)))


def _groups(asked: Asked, arm: Answered, title: str) -> list[Section]:
    if not arm.segments:
        return []
    order = sorted(arm.segments, key=lambda row: (row.direction == "not shown", -abs(row.higher)))
    drawn = [
        Dot(f"{row.attribute} = {row.value}",
            f"{row.direction}; q = {row.q:.2g}; n = {count(row.n_users)}", 100 * row.higher,
            ours=row.direction != "not shown")
        for row in order[:24]
    ]  # fmt: skip
    meaning = (
        "By how many percent of its place stands nearer to the top what these people went on to "
        "choose. Groups in colour gain or lose; among those, at most "
        f"{percent(asked.level)} are false alarms."
    )
    return [Section(f"{title}Who is affected?", meaning, dots(drawn, 1))]


def _lists(arm: Answered, title: str) -> Section:
    rows = tuple(
        (one.user_id, ", ".join(one.entered) or "–", ", ".join(one.left) or "–",
         ", ".join(f"{item} {was}→{now}" for item, was, now in one.moved) or "–")
        for one in arm.examples
    )  # fmt: skip
    meaning = (
        f"{count(arm.n_affected)} of {count(arm.n_users)} lists change; mean overlap "
        f"{percent(arm.overlap)}, rank-biased overlap {decimal(arm.rbo)}. Computed "
        f"{METHODS[arm.method]}. Those that change most:"
    )
    head = ("user", "entered with it", "left", "moved")
    return Section(f"{title}Which lists change?", meaning, table=Table(head, rows, words=True))


def _exposures(arm: Answered, title: str) -> Section:
    drawn = [
        Dot(one.item_id, f"{plural(one.before, 'list')} without it, {count(one.after)} with it",
            float(one.gained), ours=one.gained > 0)
        for one in arm.exposures[:12]
    ]  # fmt: skip
    meaning = "Lists gained and lost by the items whose number of lists changes most."
    return Section(f"{title}Which items are shown more, or less?", meaning, dots(drawn, 0))
