"""Levers as rows of a table, and the best of them in a sentence."""

from __future__ import annotations

from openkitchen.errors import listing
from openkitchen.experiments.levers import Lever
from openkitchen.reporting.wording import count, plural
from openkitchen.serving.questions import LeversAnswer

__all__ = ["best_lever", "idle_levers", "lever_rows"]

Row = tuple[str, str, str, str, str, str]


def idle_levers(answer: LeversAnswer) -> str:
    """Say how many changes were tried that change no list, and of what; empty where none."""
    idle = [one for one in answer.levers if not _moves(one)]
    if not idle:
        return ""
    told = listing([_plain(name) for name in dict.fromkeys(one.attribute for one in idle)])
    change = "changes" if len(idle) == 1 else "change"
    what = "change" if len(idle) == len(answer.levers) else "other change"
    return f"{plural(len(idle), what)} of {told} {change} no list."


def _moves(one: Lever) -> bool:
    return bool(one.won or one.lost)


def lever_rows(answer: LeversAnswer) -> tuple[Row, ...]:
    """Return each change that changes a list with what comes of it, the best first."""
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
        if _moves(one)
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
