"""The questions that every client asks: their pages, words and commands."""

from __future__ import annotations

from dataclasses import dataclass

from openkitchen.errors import UnknownName

__all__ = ["STANDING", "STANDING_WORDS", "StandingQuestion", "standing_question"]

STANDING_WORDS = "All questions that every client asks"
"""What people call asking them all."""


@dataclass(frozen=True, slots=True)
class StandingQuestion:
    """A question with a page of its own.

    Parameters
    ----------
    key
        Its command below ``openkitchen experiment``, and its address below ``/model``.
    words
        The question.
    short
        Its name in a row of tabs.
    tells
        What the answer tells.
    """

    key: str
    words: str
    short: str
    tells: str


STANDING = (
    StandingQuestion(
        "how-many",
        "How many should we show?",
        "How many",
        "What each further place of a list adds, and past which it adds too little.",
    ),
    StandingQuestion(
        "segments",
        "Does it work for every group of people?",
        "Groups",
        "Each group of people, and each kind of item, beside the others.",
    ),
    StandingQuestion(
        "season",
        "What does the season do?",
        "Season",
        "Which months the data cover, what goes with them, and what is out of season now.",
    ),
    StandingQuestion(
        "cold-start",
        "What happens to a new user, or a new item?",
        "Newcomers",
        "What newcomers get, after how many choices that changes, and where new items stand.",
    ),
    StandingQuestion(
        "catalogue",
        "What is shown of the catalogue?",
        "Catalogue",
        "How much of the catalogue is shown, how evenly, and of which kinds.",
    ),
)


def standing_question(key: str) -> StandingQuestion:
    """Return one of the standing questions.

    Raises
    ------
    UnknownName
        When there is none of this key.
    """
    for one in STANDING:
        if one.key == key:
            return one
    raise UnknownName("page", key, [one.key for one in STANDING])
