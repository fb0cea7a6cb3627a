"""What a ledger adds to a report: what was asked, levers, assumptions, what it cost in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openkitchen.experiments.ledger import Entry, Ledger
from openkitchen.reporting.origins import QUALITY, Origin, Said, origin_of_entry
from openkitchen.reporting.wording import decimal, plural

__all__ = ["AskedLine", "Time", "TimeLine", "asked_lines", "entries_of", "ledger_unknowns",
           "levers_of", "next_from", "register_of", "time_of"]  # fmt: skip

LEVERS = "levers"
_SEASON = "season"


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A question with its verdict and what was decided."""

    origin: str
    question: str
    verdict: str
    why: str
    decision: str


@dataclass(frozen=True, slots=True)
class TimeLine:
    """How long an answer took to compute."""

    origin: str
    question: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Time:
    """How long all answers took, and each."""

    questions: int
    seconds: float
    lines: tuple[TimeLine, ...]

    @property
    def words(self) -> str:
        """The whole in a sentence."""
        return (
            f"{plural(self.questions, 'question')} took {decimal(self.seconds, 1)} seconds of "
            "computing."
        )


def latest(ledger: Ledger) -> tuple[Entry, ...]:
    """Return the latest entry of each question, in the order of their first asking."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in ledger.entries:
        found[entry.command, entry.question] = entry
    return tuple(found.values())


def asked_lines(ledger: Ledger) -> tuple[AskedLine, ...]:
    """Return each question with its latest verdict, but for what has a part of its own."""
    return tuple(
        AskedLine(
            entry.id,
            entry.question,
            entry.verdict,
            entry.why,
            decided[-1].decision if (decided := ledger.decided(entry.id)) else "",
        )
        for entry in latest(ledger)
        if entry.command not in (LEVERS, QUALITY)
    )


def levers_of(ledger: Ledger) -> tuple[Said, ...]:
    """Say which changes of items would bring them into more lists."""
    return tuple(
        Said(line, entry.id)
        for entry in latest(ledger)
        if entry.command == LEVERS
        for line in entry.sentences
    )


def register_of(ledger: Ledger) -> tuple[Said, ...]:
    """Say how the quality issues stood when all were checked last: how many, and which not well."""
    found = [entry for entry in latest(ledger) if entry.command == QUALITY]
    return tuple(Said(line, entry.id) for entry in found for line in entry.sentences)


def ledger_unknowns(ledger: Ledger) -> tuple[Said, ...]:
    """Say what is assumed, and what the season's answer leaves open."""
    said = [
        Said(line, entry.id)
        for entry in latest(ledger)
        if entry.command == _SEASON
        for line in entry.sentences[:2]
    ]
    for number, (name, value) in enumerate(ledger.in_force().items(), 1):
        said.append(Said(f"It is assumed that {name} is {value}.", f"A{number}"))
    return tuple(said)


def next_from(ledger: Ledger) -> tuple[Said, ...]:
    """Return what decisions say is to be done next."""
    return tuple(Said(one.follow_up, one.of) for one in ledger.decisions if one.follow_up)


def time_of(ledger: Ledger) -> Time | None:
    """Say how long the answers took; ``None`` where nothing was asked."""
    lines = [
        TimeLine(entry.id, entry.question, entry.seconds)
        for entry in latest(ledger)
        if entry.command != QUALITY
    ]
    if not lines:
        return None
    return Time(len(lines), sum(line.seconds for line in lines), tuple(lines))


def entries_of(ledger: Ledger, folder: str) -> Iterable[Origin]:
    """Yield an entry for each question and each assumption."""
    decided: dict[str, Sequence[str]] = {}
    for one in ledger.decisions:
        decided[one.of] = (*decided.get(one.of, ()), one.decision, one.follow_up)
    for entry in latest(ledger):
        made = origin_of_entry(entry, folder)
        said = (*made.sentences, entry.why, entry.hypothesis, *decided.get(entry.id, ()))
        yield Origin(made.id, made.question, made.command, made.basis, made.figures, said)
    command = f"openkitchen experiment list --dir {folder}"
    for number, (name, value) in enumerate(ledger.in_force().items(), 1):
        words = f"What is assumed of {name}?"
        yield Origin(f"A{number}", words, command, "", {name: value}, (name,))
