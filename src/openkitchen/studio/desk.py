"""What a workspace tells the studio beyond its bundle.

The studio stands below the pipelines that know workspaces, so it says here what it asks for;
`openkitchen.pipelines` hands in what answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from openkitchen.experiments.ledger import Entry, Ledger
from openkitchen.identity.review import Decision, Question
from openkitchen.pilot.settings import PilotSettings
from openkitchen.reporting import DataWay
from openkitchen.reporting.kept_page import KeptPage
from openkitchen.sources.calendar import Calendar
from openkitchen.studio.work import Work

__all__ = ["Attention", "Desk", "Review", "Stage", "StatedPilot"]


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a workspace has come.

    Parameters
    ----------
    sources
        Sources that are declared.
    files
        Files that were received.
    ran
        Whether there is a bundle.
    report
        Whether there is a report.
    blank
        Whether nothing was done in it yet, so that the demo may be put there.
    """

    sources: int
    files: int
    ran: bool
    report: bool
    blank: bool


@dataclass(frozen=True, slots=True)
class Attention:
    """Something that a person should look at.

    Parameters
    ----------
    kind
        ``watch`` or ``broken``; ``fine`` where nothing is the matter.
    what
        In a word or two.
    words
        In a sentence.
    url
        Where to look.
    """

    kind: Literal["fine", "watch", "broken"]
    what: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Review:
    """The review queue of identities: what waits, and what was decided."""

    waiting: tuple[Question, ...]
    decided: Mapping[str, Decision]


@dataclass(frozen=True, slots=True)
class StatedPilot:
    """What a workspace states about its pilot, and where its mails go, in words."""

    settings: PilotSettings
    mails: str


class Desk(Protocol):
    """A workspace, as pages ask it."""

    @property
    def name(self) -> str:
        """What people call it: its folder."""
        ...

    @property
    def folder(self) -> str:
        """Where it is."""
        ...

    @property
    def work(self) -> Work:
        """What takes longer than a page may."""
        ...

    def stage(self) -> Stage:
        """Return how far it has come."""
        ...

    def attention(self) -> Sequence[Attention]:
        """Return what a person should look at."""
        ...

    def way(self) -> DataWay | None:
        """Return the data's way; ``None`` before the first run."""
        ...

    def calendar(self) -> Calendar:
        """Return what came day by day."""
        ...

    def version_numbers(self) -> Sequence[str]:
        """Return the numbers of the versions, the oldest first."""
        ...

    def review(self) -> Review:
        """Return the review queue."""
        ...

    def decide(self, accept: Sequence[str], reject: Sequence[str], by: str, why: str) -> None:
        """Keep decisions of the review queue."""
        ...

    def ledger(self) -> Ledger:
        """Return the ledger of questions."""
        ...

    def latest(self, command: str) -> Entry | None:
        """Return the latest answer to one of the standing questions, if it was asked."""
        ...

    def page(self, name: str) -> KeptPage | None:
        """Return a kept page: of a ledger entry by its id, or of data by its name."""
        ...

    def note_decision(self, id: str, decision: str, follow_up: str) -> None:  # noqa: A002
        """Keep what was decided on a question."""
        ...

    def stated_pilot(self) -> StatedPilot:
        """Return what is stated about the pilot."""
        ...

    def invite(self, people: str) -> None:
        """Let people take part, one a line; the first call begins the pilot."""
        ...

    def close_pilot(self) -> None:
        """End the pilot that is stated."""
        ...

    def columns(self) -> Mapping[str, Sequence[str]]:
        """Return the attributes of ``users`` and ``items`` that questions may be about."""
        ...
