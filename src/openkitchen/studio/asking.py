"""From the form of a question to what the work is told, and back to a command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.studio.desk import Desk

__all__ = ["columns_to_ask", "question_told"]

_KINDS = ("drop", "window", "forget")


def columns_to_ask(desk: Desk) -> tuple[str, ...]:
    """Return the columns that a question may be about: ``users.diet``."""
    return tuple(f"{table}.{name}" for table, names in desk.columns().items() for name in names)


def question_told(form: Mapping[str, str], columns: Sequence[str]) -> dict[str, Any]:
    """Read the form of a question.

    Parameters
    ----------
    form
        Its fields: ``kind``, ``column``, ``days``, ``user``, ``words``, ``k``, ``why``,
        ``hypothesis``.
    columns
        The columns that may be asked about.

    Returns
    -------
    What the work is told: the question as the ledger keeps it, why it is asked, and what is
    expected.

    Raises
    ------
    UnknownName, SettingsError
        When a field is missing or makes no sense; the message says which.
    """
    kind = form.get("kind", "drop")
    if kind not in _KINDS:
        raise UnknownName("kind of question", kind, _KINDS)
    question, words = {"drop": _drop, "window": _window, "forget": _forget}[kind](form, columns)
    told = form.get("words", "").strip() or words
    length = _number(form.get("k", "") or "10", "the length of the lists", 1, 100)
    return {
        "question": {"words": told, "ks": [int(length)], **question},
        "why": form.get("why", "").strip(),
        "hypothesis": form.get("hypothesis", "").strip(),
    }


def _drop(form: Mapping[str, str], columns: Sequence[str]) -> tuple[dict[str, Any], str]:
    column = form.get("column", "").strip()
    if column not in columns:
        raise UnknownName("column", column, columns)
    return {"drop": [column]}, f"What is the column {column} worth?"


def _window(form: Mapping[str, str], columns: Sequence[str]) -> tuple[dict[str, Any], str]:
    del columns
    days = _number(form.get("days", ""), "the number of days", 1, 10_000)
    return {"window": days}, f"What if only the last {days:g} days were known?"


def _forget(form: Mapping[str, str], columns: Sequence[str]) -> tuple[dict[str, Any], str]:
    del columns
    user = form.get("user", "").strip()
    if not user:
        raise SettingsError("no user is named", hint="Name the user who is to be forgotten.")
    return {"forget": [user]}, f"What if {user} had never been there?"


def _number(text: str, what: str, low: float, high: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise SettingsError(f"{what} is {text!r}", hint=f"Give a number from {low:g} to {high:g}.")
    return number
