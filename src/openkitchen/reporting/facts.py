"""A plain page of sentences and tables, in the look of the report."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from openkitchen.reporting.answer_page import AnswerPage, Section, Table
from openkitchen.reporting.render import environment, stylesheet

__all__ = ["FactsPage", "Sheet", "as_answer", "render_facts"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A section with a table.

    Parameters
    ----------
    title
        Above it.
    columns
        Heads of the columns.
    rows
        Cells, as text.
    lead
        Sentences before the table.
    """

    title: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactsPage:
    """A page.

    Parameters
    ----------
    title
        Its name.
    lead
        Sentences at its top.
    sheets
        Its sections.
    mock
        Whether it tells of mock users; then it says so.
    """

    title: str
    lead: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = field(default=())
    mock: bool = False


def render_facts(page: FactsPage) -> str:
    """Write the page as one HTML file that needs nothing else."""
    template = environment("openkitchen.reporting").get_template("facts.html")
    return template.render(page=page, stylesheet=Markup(stylesheet()))  # noqa: S704 - our own file


def as_answer(page: FactsPage) -> AnswerPage:
    """Turn a page of facts into the page of an answer, which is drawn in any frame."""
    sections = tuple(
        Section(
            sheet.title,
            " ".join(sheet.lead),
            table=Table(sheet.columns, sheet.rows, words=True) if sheet.rows else None,
        )
        for sheet in page.sheets
    )
    mock = ("Mock users: nobody on this page is a person.",) if page.mock else ()
    return AnswerPage(page.title, "", (*mock, *page.lead), sections)
