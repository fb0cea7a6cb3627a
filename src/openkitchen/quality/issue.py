"""A quality issue, as the catalogue states it, and what its check found."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

__all__ = ["PHASES", "STATES", "Evidence", "Issue", "Phase", "Source", "State", "Verdict"]

Phase = Literal["collection", "preparation", "evaluation", "deployment", "maintenance", "people"]
State = Literal["fine", "watch", "broken", "not checkable here"]

PHASES: tuple[Phase, ...] = (
    "collection", "preparation", "evaluation", "deployment", "maintenance", "people",
)  # fmt: skip
STATES: tuple[State, ...] = ("broken", "watch", "fine", "not checkable here")
"""The worst first."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an issue is described: a work of the literature, or people who told of it."""

    key: str
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """One quality issue.

    Parameters
    ----------
    name
        Short, for the command line.
    title
        In words.
    phase
        When it arises.
    why
        Why it hurts.
    check
        What watches it here, in words.
    do
        What to do about it.
    codes
        Words by which codes of interviews speak of it.
    sources
        Who describes it.
    look
        A command that shows more.
    """

    name: str
    title: str
    phase: Phase
    why: str
    check: str
    do: str
    codes: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    look: str = ""

    def lines(self) -> list[str]:
        """Say everything that is stated of it, line by line."""
        told = [
            f"{self.title} ({self.name}, {self.phase})",
            f"  hurts   {self.why}",
            f"  check   {self.check}",
            f"  do      {self.do}",
        ]
        told += [f"  look    {self.look}"] if self.look else []
        return [*told, *(f"  from    {source.text}" for source in self.sources)]

    def to_dict(self) -> dict[str, Any]:
        """Return all of it, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something to look at: a file of the workspace, or a command."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found.

    Parameters
    ----------
    state
        See `STATES`.
    found
        In a sentence: the figure and its limit; for what is not checkable, why.
    measured, limit
        The figure that decides and where it turns to broken; ``None`` for a plain yes or no.
    evidence
        What shows it.
    """

    state: State
    found: str
    measured: float | None = None
    limit: float | None = None
    evidence: tuple[Evidence, ...] = field(default=())
