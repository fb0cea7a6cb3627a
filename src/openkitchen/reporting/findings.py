"""What follows from the numbers, in sentences: what came out, and what the data cannot tell."""

from __future__ import annotations

from dataclasses import dataclass

from openkitchen.reporting.data_way import DataWay
from openkitchen.reporting.delivery import Delivery
from openkitchen.reporting.results import Results
from openkitchen.reporting.wording import count, day, decimal, in_words, percent, plural

__all__ = ["KeyFigure", "key_figures", "summarise", "unknowns"]

_FEW_PEOPLE = 100
_LITTLE = 0.01


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number to be read first, with what it counts."""

    number: str
    label: str


def key_figures(way: DataWay | None, results: Results | None) -> tuple[KeyFigure, ...]:
    """Pick the few numbers that a reader should leave with."""
    figures = []
    if way is not None:
        figures += [
            KeyFigure(count(way.n_users), "people"),
            KeyFigure(count(way.n_items), "items"),
            KeyFigure(count(way.n_interactions), "interactions"),
        ]
    hit = _hits(results)
    if results is not None and hit is not None:
        figures.append(KeyFigure(percent(hit), f"of people with a hit among {results.k} places"))
    return tuple(figures)


def summarise(way: DataWay | None, results: Results | None) -> tuple[str, ...]:
    """Say what came out in a few sentences."""
    lines = []
    if way is not None:
        span = f", from {day(way.first)} to {day(way.last)}" if way.first else ""
        lines.append(
            f"The model learns from {plural(way.n_interactions, 'interaction')} of "
            f"{plural(way.n_users, 'person', 'people')} with {plural(way.n_items, 'item')}{span}."
        )
    if results is not None:
        lines.extend(results.verdicts[:2])
    hit = _hits(results)
    if results is not None and hit is not None:
        lines.append(
            f"In the test, {percent(hit)} of {plural(results.n_users, 'person', 'people')} found "
            f"something they went on to choose among {results.k} places."
        )
    return tuple(lines)


def unknowns(way: DataWay | None, results: Results | None) -> tuple[str, ...]:
    """Say what these data and this test leave open."""
    lines = [] if way is None else [_gap(d) for d in way.deliveries if _has_gap(d)]
    missing = () if way is None else _months_without_data(way)
    if missing:
        lines.append(
            f"There are no data for {in_words(missing)}. What people want then, nobody can read "
            "from these data: whether Christmas dishes sell in June is a question left open."
        )
    if results is not None:
        lines.append(
            "The figures come from past behaviour. Whether people like the lists when they see "
            "them, only a trial with people can tell."
        )
        if results.n_users < _FEW_PEOPLE:
            lines.append(
                f"The test rests on {plural(results.n_users, 'person', 'people')}; the intervals "
                f"are wide, and differences below {decimal(_LITTLE, 2)} mean little."
            )
    return tuple(lines)


def _hits(results: Results | None) -> float | None:
    for chart in () if results is None else results.charts:
        if chart.metric == "hit_rate":
            return next(row.value for row in chart.rows if row.ours)
    return None


def _has_gap(delivery: Delivery) -> bool:
    return delivery.share is not None and delivery.share < 1.0


def _gap(delivery: Delivery) -> str:
    promised = plural(delivery.promised or 0, f"promised {delivery.unit}")
    return (
        f"“{delivery.source}” has {count(delivery.received)} of {promised}. What the others would "
        "have told, the model cannot know."
    )


def _months_without_data(way: DataWay) -> tuple[str, ...]:
    """Name the months of the year that the data's time does not touch, runs of them together."""
    if way.first is None or way.last is None:
        return ()
    start, end = way.first.year * 12 + way.first.month - 1, way.last.year * 12 + way.last.month - 1
    missing = [month % 12 for month in range(end + 1, start + 12)]
    if len(missing) < 3:
        return tuple(_MONTHS[month] for month in missing)
    return (f"{_MONTHS[missing[0]]} to {_MONTHS[missing[-1]]}",)


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
