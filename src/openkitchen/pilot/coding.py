"""Free words, coded by two readers: how far they agree beyond chance, and what was said.

Each reader gets the same sheet and fills its last column, with ``|`` between several codes. A code
that both saw is agreement about the words, not yet about what they mean: the readers talk about
the rest.
"""

from __future__ import annotations

import csv
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from openkitchen.errors import ColumnsError, FileUnreadable, InputError

__all__ = ["CodeAgreement", "Coding", "agree", "read_codes"]

ANSWER, CODE = "answer", "code"
_NONE = "(none)"

Codes = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """Two readers on one code.

    Parameters
    ----------
    code
        The code; ``(all codes)`` for the first code of each answer taken together.
    kappa, low, high
        Cohen's kappa and its 95% interval; ``None`` where both readers gave everything the
        same mark, so that nothing can be said beyond chance.
    first, second, both
        To how many answers the first, the second, and both readers gave it.
    answers
        How many answers both read.
    """

    code: str
    kappa: float | None
    low: float | None
    high: float | None
    first: int
    second: int
    both: int
    answers: int


@dataclass(frozen=True, slots=True)
class Coding:
    """What two readers found.

    Parameters
    ----------
    overall
        Over all codes, where every answer has one code at most; else ``None``.
    codes
        Each code for itself, the most frequent first.
    apart
        Answers that the readers coded differently.
    unread
        Answers that one of them left out.
    """

    overall: CodeAgreement | None
    codes: tuple[CodeAgreement, ...]
    apart: tuple[str, ...]
    unread: tuple[str, ...]

    def sentence(self) -> str:
        """Say how far the readers agree."""
        if not self.codes:
            return "The readers gave no codes."
        rows = [self.overall] if self.overall is not None else list(self.codes)
        told = [
            f"{row.code}: kappa {row.kappa:.2f} ({row.low:.2f} to {row.high:.2f})"
            for row in rows[:3]
            if row.kappa is not None and row.low is not None and row.high is not None
        ]
        said = "; ".join(told) or "all answers bear the same mark, so kappa says nothing"
        n = self.codes[0].answers
        return (
            f"Two readers of {n} answers: {said}. They differ on {len(self.apart)}. Kappa is 0 for "
            "readers who guess, and 1 for readers who always agree."
        )


def read_codes(path: Path) -> dict[str, frozenset[str]]:
    """Read a reader's sheet: a CSV file with the columns ``answer`` and ``code``.

    Raises
    ------
    FileUnreadable, ColumnsError, InputError
        When the file or its columns are not as expected, or an answer stands there twice.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadable(f"it cannot be read: {error}", file=str(path)) from error
    reader = csv.DictReader(text.splitlines(keepends=True))
    found = list(reader.fieldnames or ())
    missing = [name for name in (ANSWER, CODE) if name not in found]
    if missing:
        raise ColumnsError.missing(missing, found, file=str(path))
    codes: dict[str, frozenset[str]] = {}
    for row in reader:
        name = (row[ANSWER] or "").strip()
        if name in codes:
            raise InputError(
                f"answer {name!r} stands there twice", file=str(path), line=reader.line_num
            )
        codes[name] = frozenset(
            c.strip().lower() for c in (row[CODE] or "").split("|") if c.strip()
        )
    return codes


def agree(first: Codes, second: Codes) -> Coding:
    """Compare two readers.

    Raises
    ------
    InputError
        When they have no answer in common.
    """
    answers = [name for name in first if name in second]
    if not answers:
        raise InputError(
            "the readers have no answer in common", hint="Give both the sheet of the same export."
        )
    names = sorted({code for name in answers for code in first[name] | second[name]})
    rows = [_about(code, answers, first, second) for code in names]
    rows.sort(key=lambda row: (-(row.first + row.second), row.code))
    single = all(len(first[name]) <= 1 and len(second[name]) <= 1 for name in answers)
    apart = tuple(name for name in answers if first[name] != second[name])
    unread = tuple(name for name in (*first, *second) if (name in first) != (name in second))
    return Coding(_overall(answers, first, second) if single else None, tuple(rows), apart, unread)


def _about(code: str, answers: Sequence[str], first: Codes, second: Codes) -> CodeAgreement:
    one = [code in first[name] for name in answers]
    other = [code in second[name] for name in answers]
    both = sum(a and b for a, b in zip(one, other, strict=True))
    found = _kappa([str(a) for a in one], [str(b) for b in other])
    return CodeAgreement(code, *found, sum(one), sum(other), both, len(answers))


def _overall(answers: Sequence[str], first: Codes, second: Codes) -> CodeAgreement:
    one, other = ([next(iter(r[name]), _NONE) for name in answers] for r in (first, second))
    both = sum(a == b for a, b in zip(one, other, strict=True))
    given = [sum(mark != _NONE for mark in marks) for marks in (one, other)]
    return CodeAgreement("all codes", *_kappa(one, other), given[0], given[1], both, len(answers))


def _kappa(
    one: Sequence[str], other: Sequence[str]
) -> tuple[float | None, float | None, float | None]:
    """Return Cohen's kappa with its interval (Fleiss, Cohen and Everitt 1969, by statsmodels)."""
    from statsmodels.stats.inter_rater import cohens_kappa

    names = sorted({*one, *other})
    if len(names) < 2:
        return None, None, None
    place = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(names), len(names)))
    for a, b in zip(one, other, strict=True):
        table[place[a], place[b]] += 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = cohens_kappa(table)
    low, high = float(found.kappa_low), float(found.kappa_upp)
    if not np.isfinite([low, high]).all():
        low = high = float(found.kappa)
    return float(found.kappa), max(low, -1.0), min(high, 1.0)
