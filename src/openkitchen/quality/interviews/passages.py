"""A transcript as data: its lines, its passages, and the account of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self, get_args

__all__ = ["Account", "Kind", "Line", "Passage", "Transcript"]

Kind = Literal["blank", "title", "speaker", "words", "code", "rule", "footer", "unparsed"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file, as it stands there, and what it was taken for."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Passage:
    """What one person says until a code or the next speaker.

    Parameters
    ----------
    file, line
        Where it begins; lines count from 1.
    speaker
        Who says it; empty where nobody is named.
    text
        The words; paragraphs are apart by an empty line.
    codes
        Its codes, without those of questions.
    questions
        The questions that it answers.
    """

    file: str
    line: int
    speaker: str
    text: str
    codes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    def quote(self, most: int = 160) -> str:
        """Return the words, cut, and who says them where."""
        text = " ".join(self.text.split())
        shown = text if len(text) <= most else f"{text[: most - 1]}…"
        return f"“{shown}” ({self.speaker or 'somebody'}, {self.file}:{self.line})"

    def lines(self) -> list[str]:
        """Say it whole: where, who, the words, the codes."""
        marks = ", ".join((*self.questions, *self.codes))
        return [f"{self.file}:{self.line}  {self.speaker}  [{marks}]", f"  {self.text}", ""]

    def to_dict(self) -> dict[str, Any]:
        """Return all of it, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Account:
    """How many lines of a file are what.

    Parameters
    ----------
    lines
        All of them.
    kinds
        By kind; they add up to all.
    """

    lines: int
    kinds: Mapping[str, int]

    @property
    def parsed(self) -> int:
        """Lines that were taken for something."""
        return self.lines - self.unparsed

    @property
    def unparsed(self) -> int:
        """Lines that belong to nobody: words before any speaker, codes without a passage."""
        return self.kinds.get("unparsed", 0)


@dataclass(frozen=True, slots=True)
class Transcript:
    """A file, read whole.

    Parameters
    ----------
    file, title
        Its name, and what its first heading says.
    lines
        Every line, in order: joined, they are the file.
    passages
        In order.
    doubtful
        Numbers of the lines that might be codes and were taken for words.
    """

    file: str
    title: str
    lines: tuple[Line, ...]
    passages: tuple[Passage, ...]
    doubtful: tuple[int, ...] = field(default=())

    @property
    def account(self) -> Account:
        """How many lines are what."""
        counted = Counter(line.kind for line in self.lines)
        return Account(len(self.lines), {kind: counted[kind] for kind in get_args(Kind)})

    def to_dict(self) -> dict[str, Any]:
        """Return all of it, ready for JSON."""
        shown = asdict(self)
        shown["lines"] = [[line.kind, line.text] for line in self.lines]
        return shown

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        """Put together what `to_dict` took apart."""
        passages = tuple(
            Passage(**{**one, "codes": tuple(one["codes"]), "questions": tuple(one["questions"])})
            for one in told["passages"]
        )
        lines = tuple(Line(text, kind) for kind, text in told["lines"])
        return cls(told["file"], told["title"], lines, passages, tuple(told["doubtful"]))
