"""What a pilot has gathered: people, what each was shown, what each said."""

from __future__ import annotations

from dataclasses import dataclass

from openkitchen.pilot.desk import Desk
from openkitchen.store import (
    AnswerRow,
    PersonRow,
    ShownRow,
    answers_of,
    persons,
    shown_of,
)

__all__ = ["Record", "record_of"]


@dataclass(frozen=True, slots=True)
class Record:
    """The rows of a pilot, in their order."""

    people: tuple[PersonRow, ...]
    shown: tuple[ShownRow, ...]
    answers: tuple[AnswerRow, ...]


def record_of(desk: Desk) -> Record:
    """Read what a pilot has gathered."""
    store, name = desk.store, desk.name
    return Record(
        tuple(persons(store, name)), tuple(shown_of(store, name)), tuple(answers_of(store, name))
    )
