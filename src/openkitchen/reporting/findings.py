"""What follows from the numbers, in sentences: what came out, and what the data cannot tell."""

from __future__ import annotations

from dataclasses import dataclass

from openkitchen.experiments.behaviour import Behaviour
from openkitchen.reporting.data_way import DataWay
from openkitchen.reporting.delivery import Delivery
from openkitchen.reporting.origins import Said
from openkitchen.reporting.results import LITTLE, Results
from openkitchen.reporting.run_entries import BEHAVIOUR, DELIVERED, FIGURES, PREPARED
from openkitchen.reporting.wording import count, day, decimal, in_words, percent, plural

__all__ = ["KeyFigure", "key_figures", "next_steps_from", "summarise", "unknowns"]

_FEW_PEOPLE = 100


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number to be read first, with what it counts and the entry that it comes from."""

    number: str
    label: str
    origin: str


def key_figures(way: DataWay | None, results: Results | None) -> tuple[KeyFigure, ...]:
    """Pick the few numbers that a reader should leave with."""
    figures = []
    if way is not None:
        figures += [
            KeyFigure(count(way.n_users), "people", PREPARED),
            KeyFigure(count(way.n_items), "items", PREPARED),
            KeyFigure(count(way.n_interactions), "interactions", PREPARED),
        ]
    hit = _hits(results)
    if results is not None and hit is not None:
        words = f"of people with a hit among {results.k} places"
        figures.append(KeyFigure(percent(hit), words, FIGURES))
    return tuple(figures)


def summarise(way: DataWay | None, results: Results | None) -> tuple[Said, ...]:
    """Say what came out in a few sentences."""
    lines: list[Said] = []
    if way is not None:
        span = f", from {day(way.first)} to {day(way.last)}" if way.first else ""
        told = (
            f"The model learns from {plural(way.n_interactions, 'interaction')} of "
            f"{plural(way.n_users, 'person', 'people')} with {plural(way.n_items, 'item')}{span}."
        )
        lines.append(Said(told, PREPARED))
    if results is not None:
        lines.extend(Said(verdict, FIGURES) for verdict in results.verdicts[:2])
    hit = _hits(results)
    if results is not None and hit is not None:
        told = (
            f"In the test, {percent(hit)} of {plural(results.n_users, 'person', 'people')} found "
            f"something they went on to choose among {results.k} places."
        )
        lines.append(Said(told, FIGURES))
    return tuple(lines)


def unknowns(way: DataWay | None, results: Results | None) -> tuple[Said, ...]:
    """Say what these data and this test leave open."""
    lines: list[Said] = []
    if way is not None:
        lines = [Said(_gap(d), DELIVERED) for d in way.deliveries if _has_gap(d)]
    missing = () if way is None else _months_without_data(way)
    if missing:
        told = (
            f"There are no data for {in_words(missing)}. What people want then, nobody can read "
            "from these data: whether Christmas dishes sell in June is a question left open."
        )
        lines.append(Said(told))
    if results is not None:
        told = (
            "The figures come from past behaviour. Whether people like the lists when they see "
            "them, only a trial with people can tell."
        )
        lines.append(Said(told))
        if results.n_users < _FEW_PEOPLE:
            told = (
                f"The test rests on {plural(results.n_users, 'person', 'people')}; the intervals "
                f"are wide, and differences below {decimal(LITTLE, 2)} mean little."
            )
            lines.append(Said(told, FIGURES))
    return tuple(lines)


def next_steps_from(
    way: DataWay | None, results: Results | None, behaviour: Behaviour | None
) -> tuple[Said, ...]:
    """Say what follows from what is missing, what fails, and what was never tried."""
    lines = [
        Said(f"Ask the provider of “{one.source}” for what is missing.")
        for one in (() if way is None else way.deliveries)
        if _has_gap(one)
    ]
    if behaviour is not None:
        lines += [Said(f"Mend what fails: {one.words}.", BEHAVIOUR) for one in behaviour.failing]
    if results is not None:
        lines.append(Said("Let people judge the lists: send them to some for a few weeks."))
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
