"""The ledger on one page: what was asked, what came out, what was decided, what is assumed."""

from __future__ import annotations

from openkitchen.experiments.ledger import Ledger
from openkitchen.experiments.ledger_views import sentences_of
from openkitchen.reporting.answer_page import AnswerPage, Dot, Section, Table, dots
from openkitchen.reporting.wording import count

__all__ = ["ledger_page"]


def ledger_page(ledger: Ledger) -> AnswerPage:
    """Lay a ledger out, the newest question first."""
    moved = ledger.to_look_at_again()
    decided = {one.of for one in ledger.decisions}
    n = len(ledger.entries)
    said = [
        f"{count(n)} {'question was' if n == 1 else 'questions were'} asked; "
        f"{count(len(decided))} led to a decision."
    ]
    if moved:
        told = ", ".join(f"{entry.id} ({', '.join(names)})" for entry, names in moved)
        said.append(f"To be looked at again, because an assumption has changed: {told}.")
    rows = tuple(
        (entry.id, entry.question, entry.verdict, _last(ledger, entry.id), entry.at[:10])
        for entry in ledger.entries
    )
    head = ("id", "question", "verdict", "decision", "asked")
    sections = [Section("At a glance", "", table=Table(head, rows, words=True))] if rows else []
    sections += [_entry(ledger, entry.id) for entry in reversed(ledger.entries)]
    if ledger.assumptions:
        sections.append(_assumptions(ledger))
    dates = sorted(entry.at[:10] for entry in ledger.entries)
    basis = f"{dates[0]} to {dates[-1]}." if dates else "Nothing was asked yet."
    return AnswerPage("What was asked, and what we learned", basis, tuple(said), tuple(sections))


def _entry(ledger: Ledger, name: str) -> Section:
    entry = ledger.find(name)
    drawn = [
        Dot(arm, str(figures.get("verdict", "")), figures["difference"], figures["low"],
            figures["high"])
        for arm, figures in entry.figures.items()
        if isinstance(figures, dict) and {"difference", "low", "high"} <= figures.keys()
    ]  # fmt: skip
    meaning = " ".join(line.rstrip(".") + "." for line in sentences_of(ledger, entry)[1:])
    return Section(f"{entry.id}: {entry.question}", meaning, dots(drawn, 4) if drawn else ())


def _assumptions(ledger: Ledger) -> Section:
    now = ledger.in_force()
    rows = []
    for name, value in now.items():
        last = [one for one in ledger.assumptions if one.name == name][-1]
        rests = ", ".join(entry.id for entry in ledger.resting_on(name)) or "–"
        rows.append((name, value, last.why or "–", rests))
    head = ("assumption", "value", "why", "rest on it")
    meaning = "Taken for true until it is known."
    return Section("Assumptions", meaning, table=Table(head, tuple(rows), words=True))


def _last(ledger: Ledger, name: str) -> str:
    decided = ledger.decided(name)
    return decided[-1].decision if decided else "–"
