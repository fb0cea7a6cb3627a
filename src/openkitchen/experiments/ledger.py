"""The ledger: each question that was asked, why, what came out, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.experiments.ledger_file import Line, append_line, read_lines

__all__ = ["Assumption", "Decision", "Entry", "Ledger", "assume", "decide", "open_ledger", "record"]

T = TypeVar("T")


@dataclass(frozen=True)
class Entry:
    """One question.

    Parameters
    ----------
    question
        In words.
    command
        What was run: ``ask``, ``segments`` …
    verdict, sentences
        What came out, in few words and in full.
    figures
        The numbers behind it.
    asked
        What the command was told, so that it can be asked again.
    why, hypothesis
        Why it was asked, and what was expected.
    data, map_version, settings, code
        Fingerprint of the data, version of the identity map, settings of the model, version
        of Open Kitchen.
    rests_on
        The assumptions that held, by name.
    seconds
        How long it took.
    again_of
        The entry that this one repeats.
    at
        When, UTC, ISO 8601.
    id
        Given by the ledger.
    """

    question: str
    command: str
    verdict: str
    sentences: tuple[str, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    asked: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    hypothesis: str = ""
    data: str = ""
    map_version: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""
    rests_on: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    again_of: str = ""
    at: str = ""
    id: str = ""


@dataclass(frozen=True)
class Decision:
    """What was decided on a question.

    Parameters
    ----------
    of
        The question's id.
    decision, follow_up
        What was decided, and what is to be done.
    at
        When, UTC, ISO 8601.
    """

    of: str
    decision: str
    follow_up: str = ""
    at: str = ""


@dataclass(frozen=True)
class Assumption:
    """Something that is taken for true until it is known: ``slots`` is ``6``.

    Parameters
    ----------
    name, value
        What, and what it is taken to be.
    why
        Why.
    at
        When, UTC, ISO 8601.
    """

    name: str
    value: str
    why: str = ""
    at: str = ""


@dataclass(frozen=True)
class Ledger:
    """All entries of a ledger, the oldest first."""

    entries: tuple[Entry, ...] = ()
    decisions: tuple[Decision, ...] = ()
    assumptions: tuple[Assumption, ...] = ()

    def find(self, id: str) -> Entry:  # noqa: A002
        """Return an entry; ``q7`` means ``Q7``.

        Raises
        ------
        UnknownName
            When there is none of this id.
        """
        for entry in self.entries:
            if entry.id.lower() == id.lower():
                return entry
        raise UnknownName("question", id, [entry.id for entry in self.entries])

    def decided(self, id: str) -> tuple[Decision, ...]:  # noqa: A002
        """Return the decisions on a question, the latest last."""
        return tuple(one for one in self.decisions if one.of.lower() == id.lower())

    def in_force(self) -> dict[str, str]:
        """Return the assumptions that hold now, the latest of each name."""
        return {one.name: one.value for one in self.assumptions}

    def to_look_at_again(self) -> tuple[tuple[Entry, tuple[str, ...]], ...]:
        """Return the entries that rest on an assumption that is another one now, and on which.

        An entry that was asked again since is left out; its repetition counts.
        """
        now, repeated = self.in_force(), {entry.again_of for entry in self.entries}
        found = []
        for entry in self.entries:
            moved = tuple(name for name, was in entry.rests_on.items() if now.get(name) != was)
            if moved and entry.id not in repeated:
                found.append((entry, moved))
        return tuple(found)

    def resting_on(self, name: str) -> tuple[Entry, ...]:
        """Return the entries that rest on an assumption."""
        return tuple(entry for entry in self.entries if name in entry.rests_on)


def open_ledger(path: Path) -> Ledger:
    """Read a ledger; one that is not there yet is empty.

    Raises
    ------
    FileUnreadable
        When a line is no entry.
    """
    lines = read_lines(path)
    return Ledger(
        tuple(_of(Entry, line) for line in lines if line.get("kind") == "question"),
        tuple(_of(Decision, line) for line in lines if line.get("kind") == "decision"),
        tuple(_of(Assumption, line) for line in lines if line.get("kind") == "assumption"),
    )


def record(path: Path, entry: Entry) -> Entry:
    """Add a question; returns it with its id and time."""

    def make(lines: list[Line]) -> Line:
        taken = [str(line.get("id", "")) for line in lines if line.get("kind") == "question"]
        numbers = [int(one[1:]) for one in taken if one[1:].isdigit()]
        named = {"id": f"Q{max(numbers, default=0) + 1}", "at": entry.at or _now()}
        return {"kind": "question", **asdict(entry), **named}

    return _of(Entry, append_line(path, make))


def decide(path: Path, id: str, decision: str, follow_up: str = "") -> Decision:  # noqa: A002
    """Add what was decided on a question.

    Raises
    ------
    UnknownName
        When there is no such question.
    SettingsError
        When the decision is empty.
    """
    entry = open_ledger(path).find(id)
    if not decision.strip():
        raise SettingsError("the decision is empty", hint='Write it: decide Q1 "we keep it"')
    made = Decision(entry.id, decision.strip(), follow_up.strip(), _now())
    append_line(path, lambda _: {"kind": "decision", **asdict(made)})
    return made


def assume(path: Path, name: str, value: str, why: str = "") -> Assumption:
    """Add an assumption; one of the same name is replaced by it from now on.

    Raises
    ------
    SettingsError
        When the name or the value is empty, or ``slots`` is no whole number above zero.
    """
    name, value = name.strip(), value.strip()
    if not name or not value:
        raise SettingsError("an assumption needs a name and a value", hint="assume slots 6")
    if name == "slots" and not (value.isascii() and value.isdecimal() and int(value) > 0):
        raise SettingsError(f"{value!r} slots", hint="Give a whole number, such as: assume slots 6")
    made = Assumption(name, value, why.strip(), _now())
    append_line(path, lambda _: {"kind": "assumption", **asdict(made)})
    return made


def _of(kind: type[T], line: Line) -> T:
    """Take what is known of a line; what a later version added is passed over."""
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    told = {name: value for name, value in line.items() if name in known}
    if isinstance(told.get("sentences"), list):
        told["sentences"] = tuple(told["sentences"])
    return kind(**told)


def _now() -> str:
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
