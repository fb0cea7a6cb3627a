"""An answer's page as text, to be kept and drawn again later without asking anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from openkitchen.reporting.answer_page import AnswerPage, Bar, Section, Table

__all__ = ["KeptPage", "page_from_text", "page_to_text"]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page that was made earlier.

    Parameters
    ----------
    page
        The page.
    made_at
        When (naive UTC).
    fresh
        Whether the data are still those that it was made from.
    """

    page: AnswerPage
    made_at: datetime
    fresh: bool


def page_to_text(page: AnswerPage) -> str:
    """Write a page as JSON; pictures as the SVG that they are."""
    return json.dumps(asdict(page), ensure_ascii=False)


def page_from_text(text: str) -> AnswerPage:
    """Read what `page_to_text` wrote. The text must be our own: pictures are taken as they are."""
    told = json.loads(text)
    sections = tuple(_section(one) for one in told["sections"])
    return AnswerPage(told["title"], told["basis"], tuple(told["sentences"]), sections)


def _section(told: Mapping[str, Any]) -> Section:
    table = told["table"]
    bars = tuple(
        Bar(**{**bar, "picture": Markup(bar["picture"])})  # noqa: S704 - our own file
        for bar in told["bars"]
    )
    return Section(told["title"], told["meaning"], bars, None if table is None else _table(table))


def _table(told: Mapping[str, Any]) -> Table:
    rows = tuple(tuple(map(str, row)) for row in told["rows"])
    return Table(tuple(told["head"]), rows, told["words"])
