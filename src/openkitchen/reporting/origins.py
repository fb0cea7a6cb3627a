"""Where the numbers of a report come from: an entry for each piece of work that gave some.

A number in a report belongs to exactly one entry, by its id. `Origin.holds` says whether an
entry really has a number that was printed; a test asks it for every number of the report.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from markupsafe import Markup

from openkitchen.experiments.ledger import Entry
from openkitchen.reporting.wording import day

__all__ = [
    "QUALITY",
    "Figures",
    "Origin",
    "Said",
    "again",
    "figures_in",
    "numbers_in",
    "origin_of_entry",
]

_MONTHS = "|".join(f"{date(2000, month, 1):%B}" for month in range(1, 13))
_DAY = rf"\d{{1,2}} (?:{_MONTHS}) \d{{4}}"
_ISO = r"\d{4}-\d{2}-\d{2}"
_NUMBER = r"(?<![\w.,/@-])[−+-]?\d[\d,]*(?:\.\d+)?(?:e[−+-]?\d+)?%?(?![\w-])"
_TOKEN = re.compile(f"{_DAY}|{_ISO}|{_NUMBER}")

Figures = Mapping[str, float | int | str]

QUALITY = "quality"
"""The command of the ledger's entries that tell how the quality issues stand."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and the entry that its numbers come from; empty where it has none."""

    text: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """An entry: what was asked or done, and all numbers that came of it.

    Parameters
    ----------
    id
        By which the report refers to it: ``R4`` of a run, ``Q3`` of the workspace's ledger,
        ``A1`` of an assumption.
    question
        What it answers.
    command
        What gives the same again.
    basis
        How many it rests on, and over which time.
    figures
        The numbers by name.
    sentences
        What it said in words, when it was kept.
    """

    id: str
    question: str
    command: str
    basis: str = ""
    figures: Figures = field(default_factory=dict)
    sentences: tuple[str, ...] = ()

    def holds(self, token: str) -> bool:
        """Return whether a printed number is one of the entry's, rounded as it was printed."""
        if re.fullmatch(f"{_DAY}|{_ISO}", token):
            return any(token in str(value) for value in self._texts())
        if any(token.lstrip("+") in numbers_in(text) for text in self._texts()):
            return True
        shown, half = _read(token)
        percent = token.endswith("%")
        for value in self.figures.values():
            if not isinstance(value, str):
                own = float(value) * (100 if percent else 1)
                if abs(abs(own) - abs(shown)) <= half * (1 + 1e-9):
                    return True
        return False

    def _texts(self) -> Iterator[str]:
        yield from self.sentences
        yield from (value for value in self.figures.values() if isinstance(value, str))
        yield self.question
        yield self.basis


def numbers_in(text: str) -> list[str]:
    """Return the numbers and days in a text, as they are printed there."""
    return [token.lstrip("+") for token in _TOKEN.findall(text)]


def figures_in(value: Any, at: str = "") -> dict[str, float | int | str]:
    """Return every number and day within a value, by its place."""
    return dict(_figures(value, at))


def origin_of_entry(entry: Entry, folder: str) -> Origin:
    """Make the origin of a question of the ledger."""
    command = f"openkitchen {again(entry, folder)}"
    figures = figures_in(entry.figures) | {"seconds": entry.seconds, "asked on": entry.at[:10]}
    return Origin(entry.id, entry.question, command, f"asked on {entry.at[:10]}", figures,
                  (entry.verdict, *entry.sentences))  # fmt: skip


def again(entry: Entry, folder: str) -> str:
    """Return what follows ``openkitchen`` to ask a question of the ledger once more."""
    if entry.command == "levers":
        return f"levers {folder} {shlex.quote(str(entry.asked.get('item', 'ITEM')))}"
    if entry.command == QUALITY:
        return f"quality check --dir {folder}"
    if entry.command == "ask":
        return f"experiment again {entry.id} --dir {folder}"
    return f"experiment {entry.command} --dir {folder}"


def _figures(value: Any, at: str) -> Iterator[tuple[str, float | int | str]]:
    if isinstance(value, Markup) or value is None or isinstance(value, bool):
        return
    if isinstance(value, datetime | date):
        yield at, day(value)
    elif isinstance(value, np.generic):
        yield from _figures(value.item(), at)
    elif isinstance(value, int | float):
        yield at, value
    elif isinstance(value, str):
        if any(sign.isdigit() for sign in value):
            yield at, value
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _figures(getattr(value, one.name), _under(at, one.name))
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _figures(one, _under(at, str(name)))
    elif isinstance(value, Sequence):
        for number, one in enumerate(value, 1):
            yield from _figures(one, _under(at, str(number)))


def _under(at: str, name: str) -> str:
    return f"{at}, {name}" if at else name


def _read(token: str) -> tuple[float, float]:
    """Return a printed number, and half a unit of its last place."""
    plain = token.rstrip("%").replace(",", "").replace("−", "-")
    mantissa, _, power = plain.partition("e")
    places = len(mantissa.partition(".")[2])
    return float(plain), 0.5 * 10.0 ** (int(power or 0) - places)
