"""The report: every number it will print, before any page is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from openkitchen.reporting.apart import TermLike, Waterfall, build_waterfall
from openkitchen.reporting.data_way import DataWay
from openkitchen.reporting.glossary import GLOSSARY, Word
from openkitchen.reporting.results import Results
from openkitchen.reporting.titles import Titles
from openkitchen.reporting.wording import count, day, decimal, percent, plural

__all__ = ["ExplanationLike", "ListedItem", "Report", "TakenApart", "build_report"]


class ExplanationLike(Protocol):
    """An explained score, as `openkitchen.explain` makes it."""

    @property
    def user_id(self) -> str:
        """For whom."""
        ...

    @property
    def item_id(self) -> str:
        """Of what."""
        ...

    @property
    def score(self) -> float:
        """The served score."""
        ...

    @property
    def terms(self) -> Sequence[TermLike]:
        """Its addends."""
        ...

    def sentences(self) -> Sequence[str]:
        """Say it in words."""
        ...


@dataclass(frozen=True, slots=True)
class TakenApart:
    """One recommendation with its reasons."""

    user_id: str
    item_id: str
    title: str
    waterfall: Waterfall
    sentences: tuple[str, ...]


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
        When it was made (naive UTC).
    model
        The model's name in words.
    summary
        What came out, in a few sentences.
    way
        The data's way; ``None`` when the model was fitted straight from tables.
    results
        ``None`` when nothing was held back for a test.
    taken_apart
        A recommendation with its reasons.
    cold_start
        What someone unknown sees.
    unknowns
        What the data cannot tell.
    next_steps
        What comes next.
    glossary
        The words used.
    """

    title: str
    client: str
    made_at: datetime
    model: str
    summary: tuple[str, ...]
    way: DataWay | None
    results: Results | None
    taken_apart: TakenApart | None
    cold_start: tuple[ListedItem, ...]
    unknowns: tuple[str, ...]
    next_steps: tuple[str, ...]
    glossary: tuple[Word, ...]


def build_report(
    title: str,
    *,
    made_at: datetime,
    client: str = "",
    model: str = "The glass box",
    way: DataWay | None = None,
    results: Results | None = None,
    explanation: ExplanationLike | None = None,
    cold_start: Sequence[tuple[str, float]] = (),
    titles: Titles | None = None,
    unknowns: Sequence[str] = (),
    next_steps: Sequence[str] = (),
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
    titles
        Titles of the items.
    unknowns, next_steps
        Further sentences; what follows from the data's way is added by itself.
    """
    titles = titles or Titles()
    return Report(
        title=title,
        client=client,
        made_at=made_at,
        model=model,
        summary=_summary(way, results),
        way=way,
        results=results,
        taken_apart=None if explanation is None else _take_apart(explanation, titles),
        cold_start=tuple(
            ListedItem(rank, item, titles[item], score)
            for rank, (item, score) in enumerate(cold_start, 1)
        ),
        unknowns=(*_unknowns(way, results), *unknowns),
        next_steps=tuple(next_steps),
        glossary=GLOSSARY,
    )


def _take_apart(explanation: ExplanationLike, titles: Titles) -> TakenApart:
    return TakenApart(
        user_id=explanation.user_id,
        item_id=explanation.item_id,
        title=titles[explanation.item_id],
        waterfall=build_waterfall(explanation.terms, explanation.score, titles),
        sentences=tuple(explanation.sentences()),
    )


def _summary(way: DataWay | None, results: Results | None) -> tuple[str, ...]:
    lines = []
    if way is not None:
        span = f", from {day(way.first)} to {day(way.last)}" if way.first else ""
        lines.append(
            f"The model learns from {plural(way.n_interactions, 'interaction')} of "
            f"{plural(way.n_users, 'person', 'people')} with {plural(way.n_items, 'item')}{span}."
        )
    if results is not None and results.charts:
        verdicts = [line for line in results.sentences if not line.startswith("Against “")]
        lines.extend(verdicts[:2])
        hit = next((c for c in results.charts if c.metric == "hit_rate"), None)
        if hit is not None:
            ours = next(row for row in hit.rows if row.ours)
            lines.append(
                f"{percent(ours.value)} of {plural(results.n_users, 'person', 'people')} found "
                f"something they went on to choose among {results.k} places."
            )
    return tuple(lines)


def _unknowns(way: DataWay | None, results: Results | None) -> tuple[str, ...]:
    lines = []
    for delivery in way.deliveries if way is not None else ():
        if delivery.share is not None and delivery.share < 1.0 and delivery.promised_days:
            lines.append(
                f"“{delivery.source}” has {count(delivery.received_days)} of "
                f"{count(delivery.promised_days)} promised days. What happened on the others, the "
                "model cannot know."
            )
    if way is not None and way.first is not None and way.last is not None:
        missing = _months_without_data(way)
        if missing:
            lines.append(
                f"{plural(missing, 'month')} of the year are not in the data at all. Nothing can "
                "be said about them: whether Christmas dishes sell in December is not a question "
                "that these data answer."
                if missing > 1
                else "One month of the year is not in the data. Nothing can be said about it."
            )
    if results is not None:
        lines.append(
            "The figures come from past behaviour. Whether people like the lists when they see "
            "them, only a trial with people can tell."
        )
        if results.n_users < 100:
            lines.append(
                f"The test rests on {plural(results.n_users, 'person', 'people')}; the intervals "
                f"are wide, and differences below {decimal(0.01, 2)} mean little."
            )
    return tuple(lines)


def _months_without_data(way: DataWay) -> int:
    first, last = way.first, way.last
    if first is None or last is None:
        return 0
    start, end = first.year * 12 + first.month, last.year * 12 + last.month
    return max(12 - (end - start + 1), 0)
