"""Entries for what a run leaves: each part of a report, with the command that gives it again."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from openkitchen.explain import Term
from openkitchen.explain.sentences import reasons
from openkitchen.reporting.apart import block_in_words
from openkitchen.reporting.data_way import DataWay
from openkitchen.reporting.origins import Figures, Origin, figures_in
from openkitchen.reporting.results import LITTLE, Results
from openkitchen.reporting.wording import day, plural

__all__ = ["BEHAVIOUR", "DELIVERED", "FIGURES", "PREPARED", "TOLD", "run_entries"]

ABOUT: Final = "R0"
DELIVERED: Final = "R1"
WHO: Final = "R2"
KEPT: Final = "R3"
PREPARED: Final = "R4"
FIGURES: Final = "R5"
APART: Final = "R6"
NEWCOMER: Final = "R7"
BEHAVIOUR: Final = "R8"
TIME: Final = "R9"
TOLD: Final = "R10"
WORDS: Final = "R11"

_LEVEL: Final[Figures] = {"level of the intervals": 0.95, "times in": 100}
_WHO = ("visitors", "linked", "shared", "anonymous", "users", "cross_device")


def run_entries(report: Any, folder: str) -> tuple[Origin, ...]:
    """Return an entry for each part of a report that has numbers.

    Parameters
    ----------
    report
        A `Report`; its own entries are not looked at.
    folder
        The workspace, as it stands in commands.
    """
    about = {"as of": report.made_at, "model": report.model, "title": report.title,
             "client": report.client}  # fmt: skip
    found = [_entry(ABOUT, "What is this report about?", f"report --dir {folder}", about)]
    if report.way is not None:
        found += _way(report.way, folder)
    if report.results is not None:
        found.append(_results(report.results, folder))
    if report.taken_apart is not None:
        found.append(_apart(report.taken_apart, folder))
    if report.cold_start:
        command = f"experiment cold-start --dir {folder}"
        found.append(_entry(NEWCOMER, "What does someone new see?", command, report.cold_start))
    if report.behaviour is not None:
        found.append(_behaviour(report.behaviour, folder))
    if report.time is not None:
        command = f"experiment list --dir {folder}"
        found.append(_entry(TIME, "What did it cost in time?", command, report.time))
    return (*found, *_words(report))


def _entry(
    name: str,
    question: str,
    command: str,
    figures: Any,
    basis: str = "",
    sentences: Sequence[str] = (),
) -> Origin:
    full = f"openkitchen {command}"
    return Origin(name, question, full, basis, figures_in(figures), tuple(sentences))


def _way(way: DataWay, folder: str) -> Iterator[Origin]:
    months = [one.months for one in way.deliveries]
    yield _entry(DELIVERED, "What was promised, and what arrived?",
                 f"sources calendar --dir {folder}",
                 {"delivery": way.deliveries, "months": months})  # fmt: skip
    if way.identity is not None:
        who = {name: getattr(way.identity, name) for name in _WHO}
        shares = {share.name: share.share for share in way.visitors}
        yield _entry(WHO, "Who is who?", f"identity figures --dir {folder}", who | shares)
    yield _entry(KEPT, "What was kept, step by step?",
                 f"run --only interactions --dir {folder}", way.funnel)  # fmt: skip
    made = {"people": way.n_users, "items": way.n_items, "interactions": way.n_interactions,
            "first": way.first, "last": way.last}  # fmt: skip
    period = f"{day(way.first)} to {day(way.last)}" if way.first else ""
    yield _entry(PREPARED, "What does the model learn from?", f"run --dir {folder}", made, period)


def _results(results: Results, folder: str) -> Origin:
    told = {"": results, "level": _LEVEL, "small difference": LITTLE}
    basis = plural(results.n_users, "person", "people")
    return _entry(FIGURES, "How good are the lists?", f"evaluate --dir {folder}", told, basis)


def _apart(one: Any, folder: str) -> Origin:
    terms: Sequence[Term] = one.parts.terms
    alike = math.fsum(t.contribution for t in terms if t.block in {"bias", "trend"})
    size = math.fsum(abs(t.contribution) for t in terms) or 1.0
    told = {
        "picture": one.waterfall,
        "term": one.parts,
        "kind of input": [block_in_words(block) for block in one.blocks],
        "reason": {reason.words: reason.contribution for reason in reasons(terms)},
        "popularity": alike,
        "share of popularity": abs(alike) / size,
    }
    return _entry(APART, f"Why “{one.title}” for {one.user_id}?",
                  f"explain {folder} {one.user_id} {one.item_id}", told)  # fmt: skip


def _behaviour(found: Any, folder: str) -> Origin:
    told = {"": found.to_dict(), "expectations": len(found.outcomes)}
    basis = plural(found.n_people, "person", "people")
    return _entry(BEHAVIOUR, "Do the lists behave?", f"experiment behaviour {folder}", told, basis,
                  found.sentences())  # fmt: skip


def _words(report: Any) -> Iterator[Origin]:
    told = [one.text for one in (*report.unknowns, *report.next_steps) if one.origin == TOLD]
    if told:
        yield Origin(TOLD, "What does the team say?", "conf/base/parameters.yml", "", {}, (*told,))
    meanings = [word.meaning for word in report.glossary]
    yield _entry(WORDS, "What do the words mean?", "evaluate --help", _LEVEL, "", meanings)
