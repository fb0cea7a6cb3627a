"""A question and its answer on one page: sentences first, then pictures, then tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from openkitchen.reporting.pictures import dot_and_interval
from openkitchen.reporting.render import environment, stylesheet
from openkitchen.reporting.results import Standing
from openkitchen.reporting.wording import decimal, interval

__all__ = ["AnswerPage", "Bar", "Dot", "Section", "Table", "dots", "render_answer"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a picture: what it is, the picture, and the number in words."""

    label: str
    detail: str
    picture: Markup
    number: str
    small: str = ""
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a head; ``words``: the cells hold words, not numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page."""

    title: str
    meaning: str
    bars: tuple[Bar, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """All that a page says.

    Parameters
    ----------
    title
        The question.
    basis
        What the answer rests on: n and period.
    sentences
        The answer; the first stands out.
    sections
        Pictures and tables.
    """

    title: str
    basis: str
    sentences: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure with its interval, to be drawn on the scale of its section."""

    label: str
    detail: str
    value: float
    low: float | None = None
    high: float | None = None
    ours: bool = True


def dots(rows: Sequence[Dot], places: int = 3) -> tuple[Bar, ...]:
    """Draw figures on one scale from zero (or the lowest, where that is below) to the highest."""
    ends = [end for row in rows for end in (row.value, row.low, row.high) if end is not None]
    bottom, top = min([0.0, *ends]), max([0.0, *ends])
    span = (top - bottom) * 1.05 or 1.0
    bars = []
    for row in rows:
        low = row.value if row.low is None else row.low
        high = row.value if row.high is None else row.high
        place = ((low - bottom) / span, (high - low) / span, (row.value - bottom) / span)
        standing = Standing(row.label, row.value, row.low, row.high, *place, row.ours)
        bars.append(
            Bar(
                row.label,
                row.detail,
                dot_and_interval(standing),
                decimal(row.value, places),
                interval(row.low, row.high, places),
                row.ours,
            )
        )
    return tuple(bars)


def render_answer(page: AnswerPage) -> str:
    """Write a page as one HTML file that needs nothing else."""
    template = environment("openkitchen.reporting").get_template("answer.html")
    return template.render(page=page, stylesheet=Markup(stylesheet()))  # noqa: S704 - our own file
