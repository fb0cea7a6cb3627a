"""Levers as rows of a table, and the best of them in a sentence."""

from __future__ import annotations

from openkitchen.reporting.wording import count, plural
from openkitchen.serving.questions import LeversAnswer

__all__ = ["best_lever", "lever_rows"]

Row = tuple[str, str, str, str, str, str]


def lever_rows(answer: LeversAnswer) -> tuple[Row, ...]:
    """Return each change with what comes of it, the best first."""
    return tuple(
        (
            _plain(one.change),
            count(one.before),
            count(one.after),
            count(one.won),
            count(one.lost),
            _plain(one.whom) or "nobody in particular",
        )
        for one in answer.levers
    )


def best_lever(answer: LeversAnswer) -> str:
    """Say which change gains most."""
    if not answer.levers:
        return "Nothing is known about it that could be changed."
    best = answer.levers[0]
    if best.gained <= 0:
        return "No single change of what is known about it would bring it into more lists."
    return (
        f"“{_plain(best.change)}” gains most: {plural(best.after, 'list')} instead of "
        f"{count(best.before)}."
    )


def _plain(text: str) -> str:
    return text.replace("_", " ").replace("=", ": ")
