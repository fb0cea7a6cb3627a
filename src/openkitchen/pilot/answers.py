"""From a tap or a form to answers that are kept, for anything that a browser may send."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from openkitchen.errors import InputError
from openkitchen.pilot.settings import PilotSettings
from openkitchen.store import AnswerRow

__all__ = ["LONGEST", "QUESTIONS", "WHOLE", "answers_from", "field_name"]

LONGEST = 2000
QUESTIONS: Final = ("feel", "reason", "act", "skip", "words")
"""About each item."""
WHOLE: Final = ("variety", "surprise", "trust", "weekly")
"""About the list: rank 0."""

_FIELD = re.compile(r"([a-z]{3,10})-(\d{1,2})")
_FREE = frozenset({"words", "weekly"})
_STEPS = frozenset("12345")


def field_name(question: str, rank: int) -> str:
    """Return the name of a field of the page."""
    return f"{question}-{rank}"


def answers_from(
    fields: Iterable[tuple[str, str]],
    person: str,
    week: int,
    ranks: Iterable[int],
    settings: PilotSettings,
    now: datetime,
) -> list[AnswerRow]:
    """Read fields of the page; an empty value takes an answer back.

    Parameters
    ----------
    fields
        Names and values, as sent; of a name that comes twice, the last one counts.
    person, week, ranks
        Who answers about which list, and which ranks that list has.
    settings
        Which reasons there are.
    now
        Naive UTC.

    Raises
    ------
    InputError
        When a field is none of the page's, or a value none of the field's; nothing is kept.
    """
    known, rows = set(ranks), dict[tuple[int, str], AnswerRow]()
    for name, given in fields:
        found = _FIELD.fullmatch(name)
        question, rank = (found[1], int(found[2])) if found else ("", -1)
        asked = WHOLE if rank == 0 else QUESTIONS
        if question not in asked or (rank and rank not in known):
            raise InputError(f"the page has no field {name[:40]!r}", hint="Load the page again.")
        value = _clean(given) if question in _FREE else given
        if value and not _fits(question, value, settings.wording.reasons):
            raise InputError(f"{name} cannot be {value[:40]!r}", hint="Load the page again.")
        rows[rank, question] = AnswerRow(person, week, rank, question, value, now)
    return list(rows.values())


def _fits(question: str, value: str, reasons: Mapping[str, str]) -> bool:
    if question in _FREE:
        return len(value) <= LONGEST
    if question == "reason":
        return value in reasons
    return value == "yes" if question in {"act", "skip"} else value in _STEPS


def _clean(text: str) -> str:
    """Take out what no database keeps, and what nobody sees; over-long text is cut."""
    shown = "".join(c for c in text.replace("\r\n", "\n") if c in "\n\t" or c.isprintable())
    return shown.strip()[:LONGEST]
