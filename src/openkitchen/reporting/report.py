"""The report: every number it will print, before any page is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from openkitchen.errors import UnknownName
from openkitchen.experiments.behaviour import Behaviour
from openkitchen.experiments.ledger import Ledger
from openkitchen.explain import Explanation
from openkitchen.reporting.apart import Waterfall, build_waterfall
from openkitchen.reporting.asked_part import (
    AskedLine,
    Time,
    asked_lines,
    entries_of,
    ledger_unknowns,
    levers_of,
    next_from,
    register_of,
    time_of,
)
from openkitchen.reporting.data_way import DataWay
from openkitchen.reporting.findings import KeyFigure, key_figures, next_steps_from, summarise
from openkitchen.reporting.findings import unknowns as unknown_from
from openkitchen.reporting.glossary import GLOSSARY, Word
from openkitchen.reporting.origins import Origin, Said
from openkitchen.reporting.results import Results
from openkitchen.reporting.run_entries import TOLD, run_entries
from openkitchen.reporting.titles import Titles, told_by_title

__all__ = ["ListedItem", "Report", "TakenApart", "build_report"]


@dataclass(frozen=True, slots=True)
class TakenApart:
    """One recommendation with its reasons; ``parts`` are the terms that they are told from."""

    user_id: str
    item_id: str
    title: str
    waterfall: Waterfall
    sentences: tuple[str, ...]
    blocks: tuple[str, ...]
    parts: Explanation


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item at its place in a list."""

    rank: int
    item_id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Report:
    """All that the report says.

    Parameters
    ----------
    title, client
        Headline, and for whom it is.
    made_at
        The moment that it speaks of (naive UTC), such as the end of the data. It is given,
        not read from a clock, so that the same data make the same bytes.
    model
        The model's name in words.
    figures, summary
        What came out, in a few numbers and sentences.
    way
        The data's way; ``None`` when the model was fitted straight from tables.
    results
        ``None`` when nothing was held back for a test.
    taken_apart
        A recommendation with its reasons.
    cold_start
        What someone unknown sees.
    behaviour
        What is expected of the lists, and whether it holds; ``None`` where nothing was checked.
    asked
        The questions of the ledger, with verdicts and decisions.
    register
        How the quality issues stood when all were checked last; empty where nobody looked.
    levers
        What the client can do so that items are shown more often.
    unknowns
        What the data cannot tell, and what is assumed.
    time
        What it cost in time.
    next_steps
        What comes next.
    glossary
        The words used.
    entries
        Where the numbers come from, by the ids that the parts name.
    """

    title: str
    client: str
    made_at: datetime
    model: str
    figures: tuple[KeyFigure, ...]
    summary: tuple[Said, ...]
    asked: tuple[AskedLine, ...]
    way: DataWay | None
    results: Results | None
    taken_apart: TakenApart | None
    cold_start: tuple[ListedItem, ...]
    behaviour: Behaviour | None
    register: tuple[Said, ...]
    levers: tuple[Said, ...]
    unknowns: tuple[Said, ...]
    time: Time | None
    next_steps: tuple[Said, ...]
    glossary: tuple[Word, ...]
    entries: tuple[Origin, ...] = ()

    def entry(self, id: str) -> Origin:  # noqa: A002
        """Return the entry that a number comes from.

        Raises
        ------
        UnknownName
            When there is none of this id.
        """
        for one in self.entries:
            if one.id == id:
                return one
        raise UnknownName("entry", id, [one.id for one in self.entries])


def build_report(
    title: str,
    *,
    made_at: datetime,
    client: str = "",
    model: str = "The glass box",
    way: DataWay | None = None,
    results: Results | None = None,
    explanation: Explanation | None = None,
    cold_start: Sequence[tuple[str, float]] = (),
    behaviour: Behaviour | None = None,
    titles: Titles | None = None,
    unknowns: Sequence[str] = (),
    next_steps: Sequence[str] = (),
    ledger: Ledger | None = None,
    folder: str = ".",
) -> Report:
    """Gather the parts, and say in sentences what follows from them.

    Parameters
    ----------
    title, client, made_at, model
        See `Report`.
    way, results
        What `build_delivery`, `build_funnel` and `build_results` made.
    explanation
        The recommendation to take apart.
    cold_start
        Item id and score of what someone unknown sees, best first.
    behaviour
        See `Report`.
    titles
        Titles of the items.
    unknowns, next_steps
        Further sentences; what follows from the data's way is added by itself.
    ledger
        Questions, decisions and assumptions.
    folder
        The workspace, as it stands in commands.
    """
    titles, ledger = titles or Titles(), ledger or Ledger()
    report = Report(
        title=title,
        client=client,
        made_at=made_at,
        model=model,
        figures=key_figures(way, results),
        summary=summarise(way, results),
        way=way,
        results=results,
        taken_apart=None if explanation is None else _take_apart(explanation, titles),
        cold_start=tuple(
            ListedItem(rank, item, titles[item], score)
            for rank, (item, score) in enumerate(cold_start, 1)
        ),
        behaviour=behaviour,
        asked=asked_lines(ledger),
        register=register_of(ledger),
        levers=levers_of(ledger),
        unknowns=(
            *unknown_from(way, results),
            *ledger_unknowns(ledger),
            *(Said(told, TOLD) for told in unknowns),
        ),
        time=time_of(ledger),
        next_steps=(
            *next_from(ledger),
            *(Said(told, TOLD) for told in next_steps),
            *next_steps_from(way, results, behaviour),
        ),
        glossary=GLOSSARY,
    )
    entries = (*run_entries(report, folder), *entries_of(ledger, folder))
    return replace(report, entries=entries)


def _take_apart(explanation: Explanation, titles: Titles) -> TakenApart:
    return TakenApart(
        user_id=explanation.user_id,
        item_id=explanation.item_id,
        title=titles[explanation.item_id],
        waterfall=build_waterfall(explanation.terms, explanation.score, titles),
        sentences=told_by_title(explanation, titles),
        blocks=tuple(dict.fromkeys(term.block for term in explanation.terms)),
        parts=explanation,
    )
