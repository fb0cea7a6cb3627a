"""The pages of the register and of interviews."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from openkitchen.errors import plural
from openkitchen.quality import PHASES, Entry, Register
from openkitchen.reporting import AnswerPage
from openkitchen.reporting.answer_page import Section, Table

if TYPE_CHECKING:
    from openkitchen.pipelines.quality import Imported

__all__ = ["interviews_page", "register_page"]

_MOST_QUOTES = 5


def register_page(register: Register) -> AnswerPage:
    """List the issues of each phase with their states; then say more of those that are broken."""
    ordered = sorted(register.entries, key=lambda one: PHASES.index(one.issue.phase))
    phases = tuple(
        Section(phase.capitalize(), "", table=_states(list(entries)))
        for phase, entries in groupby(ordered, key=lambda one: one.issue.phase)
    )
    broken = tuple(_told(one) for one in register.broken)
    said = tuple(_quoted(one) for one in register.entries if one.quotes)
    basis = "Fine, watch, broken, or not checkable here, with the reason."
    return AnswerPage(
        "Quality register", basis, tuple(register.sentences()), (*broken, *phases, *said)
    )


def interviews_page(imported: Imported) -> AnswerPage:
    """Show what was read, how often each code was given, and which go together."""
    interviews = imported.interviews
    lines = Section(
        "Every line",
        "What each line of the files was taken for. Together they are the files, whole.",
        table=Table(
            ("taken for", "lines"),
            (
                *((kind, f"{n:,}") for kind, n in interviews.account.kinds.items()),
                ("all", f"{interviews.account.lines:,}"),
            ),
        ),
    )
    counted = [
        (one.code, f"{one.passages:,}", f"{one.files:,}", ", ".join(one.questions) or "–",
         imported.issues_of(one.code) or "–")
        for one in interviews.codes
    ]  # fmt: skip
    codes = Section(
        "Codes",
        "Passages with each code, and the issue of the register that it speaks of.",
        table=Table(("code", "passages", "files", "questions", "issue"), tuple(counted)),
    )
    together = Section(
        "Together",
        "Codes of the same passages; the share is of the passages that have either.",
        table=Table(
            ("code", "and", "passages", "share"),
            tuple(
                (p.first, p.second, f"{p.together:,}", f"{p.share:.0%}") for p in interviews.pairs
            ),
        ),
    )
    basis = (
        f"{plural(len(interviews.transcripts), 'file')}, "
        f"{plural(len(interviews.passages), 'passage')}."
    )
    return AnswerPage("Interviews", basis, tuple(imported.sentences()), (lines, codes, together))


def _states(entries: list[Entry]) -> Table:
    rows = tuple((one.issue.title, one.verdict.state, one.verdict.found) for one in entries)
    return Table(("issue", "state", "what was found"), rows, words=True)


def _told(one: Entry) -> Section:
    rows = [("found", one.verdict.found), ("check", one.issue.check), ("what to do", one.issue.do)]
    rows += [("shown by", f"{e.text}: {e.place}") for e in one.verdict.evidence]
    rows += [("described by", source.text) for source in one.issue.sources]
    table = Table(("", ""), tuple(rows), words=True)
    return Section(f"Broken: {one.issue.title}", one.issue.why, table=table)


def _quoted(one: Entry) -> Section:
    rows = tuple(
        (f"{p.speaker or 'somebody'}, {p.file}:{p.line}", " ".join(p.text.split()))
        for p in one.quotes[:_MOST_QUOTES]
    )
    n = len(one.quotes)
    about = (
        f"{n:,} {'passage speaks' if n == 1 else 'passages speak'} of it: {', '.join(one.codes)}."
    )
    return Section(
        f"Said: {one.issue.title}", about, table=Table(("who", "words"), rows, words=True)
    )
