"""What a person should look at in a workspace, the worst first."""

from __future__ import annotations

import json
from collections.abc import Iterator

from openkitchen.experiments.ledger import Ledger
from openkitchen.pipelines.workspace import Workspace
from openkitchen.reporting import DataWay
from openkitchen.reporting.wording import count, in_words, percent, plural
from openkitchen.sources.calendar import Calendar
from openkitchen.studio.desk import Attention, Review

__all__ = ["look_around"]

_ORDER = {"broken": 0, "watch": 1, "fine": 2}


def look_around(
    workspace: Workspace,
    calendar: Calendar,
    way: DataWay | None,
    review: Review,
    ledger: Ledger,
) -> tuple[Attention, ...]:
    """Say what needs attention; one line that all is well where nothing does."""
    found = [
        *_deliveries(way),
        *_rejected(calendar),
        *_behaviour(workspace),
        *_review(review),
        *_ledger(ledger),
    ]
    if not found:
        return (Attention("fine", "All is well", "Nothing asks for attention.", "/data"),)
    return tuple(sorted(found, key=lambda one: _ORDER[one.kind]))


def _deliveries(way: DataWay | None) -> Iterator[Attention]:
    for one in way.deliveries if way is not None else ():
        if one.share is not None and one.share < 1.0 and one.promised:
            words = (
                f"“{one.source}”: {count(one.received)} of "
                f"{plural(one.promised, f'promised {one.unit}')} arrived, {percent(one.share)}."
            )
            yield Attention("watch", "Data are missing", words, "/data/calendar")


def _rejected(calendar: Calendar) -> Iterator[Attention]:
    rows = sum(source.rejected for source in calendar.sources)
    if rows:
        names = in_words([f"“{one.source}”" for one in calendar.sources if one.rejected])
        words = f"{plural(rows, 'row was', 'rows were')} turned away, from {names}."
        yield Attention("watch", "Rows turned away", words, "/data/findings")


def _behaviour(workspace: Workspace) -> Iterator[Attention]:
    path = workspace.report.with_name("behaviour.json")
    try:
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return
    failing = [one for one in told.get("outcomes", ()) if one.get("passed") is False]
    if failing:
        words = (
            f"{plural(len(failing), 'expectation')} of the lists "
            f"{'does' if len(failing) == 1 else 'do'} not hold, such as: {failing[0]['words']}."
        )
        yield Attention("broken", "Lists misbehave", words, "/model/behaviour")


def _review(review: Review) -> Iterator[Attention]:
    if review.waiting:
        words = (
            f"{plural(len(review.waiting), 'question')} about who is who "
            f"{'waits' if len(review.waiting) == 1 else 'wait'} for a person’s answer."
        )
        yield Attention("watch", "To be decided", words, "/data/review")


def _ledger(ledger: Ledger) -> Iterator[Attention]:
    moved = ledger.to_look_at_again()
    if moved:
        names = in_words([entry.id for entry, _ in moved])
        words = f"{names} rest on an assumption that is another one now."
        yield Attention("watch", "To be asked again", words, "/experiments")
