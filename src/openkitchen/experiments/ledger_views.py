"""The ledger for people and programs: rows, two questions beside each other, exports."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from openkitchen.errors import SettingsError
from openkitchen.experiments.ledger import Entry, Ledger

__all__ = ["FORMATS", "Apart", "compare_entries", "export", "row_of", "sentences_of"]

Format = Literal["csv", "json", "md"]
FORMATS: tuple[Format, ...] = ("csv", "json", "md")

_HEAD = ("id", "at", "question", "verdict", "why", "decision", "follow_up", "rests_on", "seconds")


@dataclass(frozen=True, slots=True)
class Apart:
    """What is not the same in all of several entries.

    Parameters
    ----------
    what
        ``verdict``, ``data``, ``settings.ridge_users``, ``assumption slots`` …
    values
        One for each entry.
    """

    what: str
    values: tuple[str, ...]


def row_of(ledger: Ledger, entry: Entry) -> tuple[str, ...]:
    """Return an entry as cells: see the head of the CSV export."""
    decided = ledger.decided(entry.id)
    last = decided[-1] if decided else None
    rests = ", ".join(f"{name} = {value}" for name, value in entry.rests_on.items())
    return (
        entry.id,
        entry.at,
        entry.question,
        entry.verdict,
        entry.why,
        "" if last is None else last.decision,
        "" if last is None else last.follow_up,
        rests,
        f"{entry.seconds:.1f}",
    )


def sentences_of(ledger: Ledger, entry: Entry) -> list[str]:
    """Say an entry in words: the question, the answer, what it rests on, what was decided."""
    said = [f"{entry.id}, {entry.at}: {entry.question}"]
    said += [f"Why: {entry.why}"] if entry.why else []
    said += [f"Expected: {entry.hypothesis}"] if entry.hypothesis else []
    said += entry.sentences or (entry.verdict,)
    if entry.rests_on:
        told = ", ".join(f"{name} = {value}" for name, value in entry.rests_on.items())
        said.append(f"This rests on assumptions: {told}.")
    moved = [names for one, names in ledger.to_look_at_again() if one.id == entry.id]
    if moved:
        said.append(
            f"Look at it again: {', '.join(moved[0])} is no longer as it was assumed to be."
        )
    if entry.again_of:
        said.append(f"This repeats {entry.again_of}.")
    for one in ledger.decided(entry.id):
        follow = f" Next: {one.follow_up}" if one.follow_up else ""
        said.append(f"Decided {one.at}: {one.decision}{follow}")
    return said


def compare_entries(entries: Sequence[Entry]) -> tuple[Apart, ...]:
    """Return what is not the same in all of several entries.

    Raises
    ------
    SettingsError
        When there are fewer than two.
    """
    if len(entries) < 2:
        raise SettingsError("one question cannot be compared", hint="Name two or more.")
    told = [_facts(entry) for entry in entries]
    names = list(dict.fromkeys(name for facts in told for name in facts))
    rows = [Apart(name, tuple(facts.get(name, "–") for facts in told)) for name in names]
    return tuple(row for row in rows if len(set(row.values)) > 1)


def export(ledger: Ledger, kind: Format) -> str:
    """Write a ledger as CSV, JSON or Markdown.

    Raises
    ------
    SettingsError
        When there is no such format.
    """
    if kind == "json":
        return json.dumps(asdict(ledger), ensure_ascii=False, indent=1) + "\n"
    rows = [row_of(ledger, entry) for entry in ledger.entries]
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([_HEAD, *rows])
        return text.getvalue()
    if kind == "md":
        return _markdown(ledger)
    raise SettingsError(f"no format {kind!r}", hint=f"There are {', '.join(FORMATS)}.")


def _markdown(ledger: Ledger) -> str:
    lines = ["# What was asked, and what came out", ""]
    for entry in ledger.entries:
        said = sentences_of(ledger, entry)
        lines += [f"## {entry.id}: {entry.question}", "", f"*{entry.at}*", ""]
        lines += [f"**{entry.verdict}**", "", *(f"- {line}" for line in said[1:]), ""]
    if ledger.assumptions:
        lines += ["## Assumptions", ""]
        lines += [
            f"- {one.name} = {one.value} (since {one.at}){f': {one.why}' if one.why else ''}"
            for one in ledger.assumptions
        ]
    return "\n".join(lines).rstrip() + "\n"


def _facts(entry: Entry) -> dict[str, str]:
    told = {
        "question": entry.question, "verdict": entry.verdict, "data": entry.data,
        "identity map": entry.map_version, "code": entry.code, "asked": entry.at,
    }  # fmt: skip
    told |= {f"assumption {name}": value for name, value in entry.rests_on.items()}
    told |= {f"settings.{name}": str(value) for name, value in entry.settings.items()}
    return told | _numbers("", entry.figures)


def _numbers(at: str, figures: Mapping[str, Any]) -> dict[str, str]:
    told: dict[str, str] = {}
    for name, value in figures.items():
        place = f"{at}{name}"
        if isinstance(value, Mapping):
            told |= _numbers(f"{place}: ", value)
        elif isinstance(value, float):
            told[place] = f"{value:.4g}"
        else:
            told[place] = str(value)
    return told
