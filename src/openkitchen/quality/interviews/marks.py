"""Tell a code from what somebody said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openkitchen.errors import SettingsError

__all__ = ["QUESTION", "Codebook"]

QUESTION = r"[^\W\d_]{1,2}\d+(?:[._-]\d+)*[a-z]?"
"""What the code of a question looks like: ``Q2.1``, ``F3``, ``Q10a``."""

_LONGEST = 80
_MOST_WORDS = 8
_JOINED = re.compile(r"^[^\W_]+(?:[-_/:>.&]+[^\W_]+)+$")
_SHORT_FORM = re.compile(r"\S.*[\[(][^\W_]{1,6}[\])]$")
_ENDS_SPEECH = (".", "?", "!", ",", ";", ":", "…", "。", "？", "！")


@dataclass(frozen=True, slots=True)
class Codebook:
    """What counts as a code.

    Parameters
    ----------
    names
        The codes themselves, where somebody lists them; then no other line is one.
    question
        A regular expression of the codes of questions.
    """

    names: frozenset[str] = frozenset()
    question: str = QUESTION

    def __post_init__(self) -> None:
        try:
            re.compile(self.question)
        except re.error as error:
            raise SettingsError(
                f"{self.question!r} is no regular expression: {error}",
                hint=r"Write one such as: 'Q\d+(\.\d+)*'",
            ) from error

    @classmethod
    def of(cls, names: Iterable[str], question: str = QUESTION) -> Codebook:
        """Make a codebook of a list of codes; empty lines and comments (#) are passed over."""
        told = (name.strip() for name in names)
        return cls(frozenset(n.casefold() for n in told if n and not n.startswith("#")), question)

    def asks(self, text: str) -> bool:
        """Say whether a line is the code of a question."""
        return re.fullmatch(self.question, text, re.IGNORECASE) is not None

    def surely(self, text: str) -> bool:
        """Say whether a line is a code, whatever stands around it."""
        if self.asks(text) or text.casefold() in self.names:
            return True
        if self.names or not _may_be(text):
            return False
        return _JOINED.match(text) is not None or _SHORT_FORM.match(text) is not None

    def perhaps(self, text: str) -> bool:
        """Say whether a line could be one: short, without the marks of speech."""
        return self.surely(text) or (not self.names and _may_be(text))

    def settled(self, candidates: Sequence[str]) -> Codebook:
        """Take the lines that are codes by coming back, word for word, for codes.

        Parameters
        ----------
        candidates
            The lines that stand where codes stand, one for each time.
        """
        if self.names:
            return self
        often = Counter(text.casefold() for text in candidates if _may_be(text))
        known = {text for text, n in often.items() if n >= _OFTEN}
        sure = {text.casefold() for text in candidates if self.surely(text)}
        return Codebook(frozenset(known | sure), self.question)


_OFTEN = 3
"""So often a line without hyphens must come back to be taken for a code."""


def _may_be(text: str) -> bool:
    if not text or len(text) > _LONGEST or text.endswith(_ENDS_SPEECH):
        return False
    return len(text.split()) <= _MOST_WORDS and any(letter.isalnum() for letter in text)
