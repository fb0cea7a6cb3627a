"""The ledger of a workspace: where it lies, and what an entry notes beside the answer."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

import pyarrow as pa

from openkitchen import __version__
from openkitchen.errors import SettingsError
from openkitchen.experiments.asked import Asked
from openkitchen.experiments.figures_kept import figures_of, same_verdicts
from openkitchen.experiments.ledger import Entry, open_ledger, record
from openkitchen.models import Progress
from openkitchen.pipelines.asking import Question, answer_question, question_from
from openkitchen.pipelines.identity_views import open_identity
from openkitchen.pipelines.kept_pages import keep_page
from openkitchen.pipelines.material import Given, Material
from openkitchen.pipelines.workspace import open_workspace
from openkitchen.quality import Register
from openkitchen.reporting.asked_page import asked_page
from openkitchen.reporting.origins import QUALITY, again

__all__ = [
    "FILE",
    "Reasons",
    "Recorded",
    "ask_again",
    "ask_and_record",
    "ledger_in",
    "record_answer",
    "record_register",
    "slots_in",
]  # fmt: skip

FILE = "ledger.jsonl"
"""The ledger's name in a workspace; it belongs into version control, unlike the data."""

SLOTS = "slots"
REGISTER = "How do the quality issues stand?"

QUESTIONS = {
    "how-many": "How many should we show?",
    "segments": "Does it work for every group of people?",
    "season": "What does the season do?",
    "cold-start": "What happens to a new user, or a new item?",
    "catalogue": "What is shown of the catalogue?",
}
"""What the other commands ask, in words."""


class Answer(Protocol):
    """What the other commands answer with."""

    def sentences(self) -> list[str]:
        """Return the answer in words."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        ...


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a question is asked, and what is expected; which entry it repeats."""

    why: str = ""
    hypothesis: str = ""
    again_of: str = ""


@dataclass(frozen=True)
class Recorded:
    """An answer, and its entry where it was recorded."""

    asked: Asked
    entry: Entry | None

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        noted = None if self.entry is None else self.entry
        told = self.asked.to_dict()
        if noted is not None:
            told |= {"id": noted.id, "at": noted.at, "rests_on": dict(noted.rests_on)}
        return told

    def sentences(self) -> list[str]:
        """Say the answer in words, with what it rests on and where it is kept."""
        said = self.asked.sentences()
        if self.entry is None:
            return said
        if self.entry.rests_on:
            rests = ", ".join(f"{name} = {value}" for name, value in self.entry.rests_on.items())
            said.append(f"This rests on assumptions: {rests}.")
        said.append(f"Kept in the ledger as {self.entry.id}.")
        return said

    def same_as(self, before: Entry) -> bool:
        """Tell whether the verdict is that of an entry; see `same_verdicts`."""
        return same_verdicts(before.figures, self.asked)


def ledger_in(folder: Path) -> Path:
    """Return the ledger's file: that of a workspace, or the file itself that was named."""
    return folder if folder.suffix == ".jsonl" else open_workspace(folder).root / FILE


def slots_in(folder: Path | None) -> int | None:
    """Return the number of slots that a workspace assumes; ``None`` without one."""
    if folder is None:
        return None
    told = open_ledger(ledger_in(folder)).in_force().get(SLOTS)
    return None if told is None else int(told)


def ask_and_record(
    given: Given,
    question: Question,
    reasons: Reasons,
    ledger: Path | None,
    progress: Progress | None = None,
) -> Recorded:
    """Ask a question, and keep question and answer.

    Parameters
    ----------
    given
        What was named.
    question, reasons
        The question, and why it is asked.
    ledger
        The ledger's file; ``None`` to keep nothing.
    progress
        Told of long work.
    """
    started = perf_counter()
    asked, material = answer_question(given, question, progress)
    if ledger is None:
        return Recorded(asked, None)
    rests = open_ledger(ledger).in_force()
    if rests.get(SLOTS) != str(question.ks[0]):
        rests.pop(SLOTS, None)
    entry = Entry(
        question.words, "ask", asked.verdict, tuple(asked.sentences()), figures_of(asked),
        {**question.to_dict(), **_given(given)}, reasons.why, reasons.hypothesis,
        **_origin(given, material), rests_on=rests, seconds=perf_counter() - started,
        again_of=reasons.again_of,
    )  # fmt: skip
    kept = record(ledger, entry)
    if given.dir is not None:
        keep_page(open_workspace(given.dir), kept.id, asked_page(asked))
    return Recorded(asked, kept)


def ask_again(
    ledger: Path,
    id: str,  # noqa: A002
    folder: Path | None,
    progress: Progress | None = None,
) -> tuple[Entry, Recorded]:
    """Ask a question of the ledger once more, of the data as they are today.

    Parameters
    ----------
    ledger
        The ledger's file.
    id
        Which question.
    folder
        The workspace; where the question was asked of files, ``None``.
    progress
        Told of long work.

    Returns
    -------
    The entry, and today's answer.

    Raises
    ------
    SettingsError
        When it was asked by another command than ``ask``.
    """
    known = open_ledger(ledger)
    entry = known.find(id)
    if entry.command != "ask":
        raise SettingsError(
            f"{entry.id} was asked with: openkitchen {again(entry, str(folder or '.'))}",
            hint="Run that command once more; it leaves an entry of its own.",
        )
    told = dict(entry.asked)
    bundle, truth, users = (_path(told.pop(name, "")) for name in ("bundle", "truth", "users"))
    question = question_from(told)
    slots = known.in_force().get(SLOTS)
    if SLOTS in entry.rests_on and slots is not None:
        rest = tuple(k for k in question.ks[1:] if k != int(slots))
        question = question_from(told | {"ks": [int(slots), *rest]})
    own = bundle is None or truth is None or bool(question.maps)  # then the workspace was needed
    given = Given(bundle, folder if own else None, truth=truth, users=users)
    reasons = Reasons(entry.why, entry.hypothesis, entry.id)
    return entry, ask_and_record(given, question, reasons, ledger, progress)


def record_answer(given: Given, command: str, answer: Answer, seconds: float) -> Entry | None:
    """Keep the answer of one of the other ``experiment`` commands in the workspace's ledger.

    Parameters
    ----------
    given
        What was named; nothing is kept without a workspace.
    command
        ``how-many``, ``segments`` …
    answer
        The answer; its first sentence is the verdict, its numbers are kept.
    seconds
        How long it took.
    """
    if given.dir is None:
        return None
    path, told, said = ledger_in(given.dir), answer.to_dict(), answer.sentences()
    figures = {name: one for name, one in told.items() if isinstance(one, (int, float, str))}
    rests = open_ledger(path).in_force()
    if rests.get(SLOTS) != str(told.get("k")):
        rests.pop(SLOTS, None)
    entry = Entry(
        QUESTIONS.get(command, command), command, said[0] if said else "", tuple(said), figures,
        _given(given), map_version=_map_version(given), code=__version__, rests_on=rests,
        seconds=seconds,
    )  # fmt: skip
    return record(path, entry)


def record_register(ledger: Path, register: Register) -> Entry | None:
    """Keep how the quality issues stand, so that the report tells it.

    Parameters
    ----------
    ledger
        The ledger's file.
    register
        All issues, checked.

    Returns
    -------
    The entry; ``None`` where nothing changed since the last one.
    """
    said = register.sentences()
    said += [f"Watch: {one.issue.title}. {one.verdict.found}" for one in register.watched]
    known = [one for one in open_ledger(ledger).entries if one.command == QUALITY]
    if known and known[-1].sentences == tuple(said):
        return None
    figures = {"issues": len(register.entries), **register.counts()}
    entry = Entry(REGISTER, QUALITY, said[0], tuple(said), figures, code=__version__)
    return record(ledger, entry)


def _path(text: str) -> Path | None:
    return Path(text) if text else None


def _given(given: Given) -> dict[str, str]:
    named = {"bundle": given.bundle, "truth": given.truth, "users": given.users}
    return {name: str(path) for name, path in named.items() if path is not None}


def _origin(given: Given, material: Material) -> dict[str, Any]:
    fitted = material.need_model("questions").fitted
    return {
        "data": _fingerprint(material),
        "map_version": _map_version(given),
        "settings": asdict(fitted.settings),
        "code": __version__,
    }


def _map_version(given: Given) -> str:
    return "" if given.dir is None else open_identity(given.dir).in_use()


def _fingerprint(material: Material) -> str:
    """Return a digest of all that the answer was told from: events, attributes, later choices."""
    fitted = material.need_model("questions").fitted
    digest = hashlib.sha256()
    events = fitted.known.events
    for array in (events.user, events.item, events.time, events.weight):
        digest.update(array.tobytes())
    for table in (fitted.tables.users, fitted.tables.items, material.truth):
        digest.update(b"none" if table is None else _bytes(table))
    for index in (fitted.known.users, fitted.known.items):
        digest.update("\n".join(index.array.to_pylist()).encode())
    return digest.hexdigest()[:16]


def _bytes(table: pa.Table) -> bytes:
    whole = table.replace_schema_metadata(None).combine_chunks()
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, whole.schema) as stream:
        stream.write_table(whole)
    return out.getvalue().to_pybytes()
