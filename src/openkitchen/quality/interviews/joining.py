"""Join the codes of interviews to the issues of the register."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openkitchen.errors import UnknownName
from openkitchen.quality.interviews.coded import Coded
from openkitchen.quality.issue import Issue

__all__ = ["Join", "join"]

_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Join:
    """Which codes speak of which issue.

    Parameters
    ----------
    issues
        Name of an issue → its codes, as written.
    left
        Codes that speak of no issue of the catalogue.
    """

    issues: Mapping[str, tuple[str, ...]]
    left: tuple[str, ...]


def join(interviews: Coded, issues: Iterable[Issue], told: Mapping[str, str] | None = None) -> Join:
    """Set codes beside issues.

    Parameters
    ----------
    interviews
        Coded transcripts.
    issues
        The catalogue. An issue takes a code that has all words of one of its ``codes``; a
        word stands for all that begin with it (``explainab`` for *explainability*).
    told
        Code → name of the issue, for codes in other words or another language; an empty name
        leaves the code out.

    Raises
    ------
    UnknownName
        When an issue that is told does not exist.
    """
    issues = list(issues)
    names = [one.name for one in issues]
    stated = {code.casefold(): issue for code, issue in (told or {}).items()}
    for issue in stated.values():
        if issue and issue not in names:
            raise UnknownName("issue", issue, names)
    found: dict[str, list[str]] = {}
    left = []
    for one in interviews.codes:
        key = one.code.casefold()
        if key in stated:
            mine = [stated[key]] if stated[key] else []
        else:
            mine = [issue.name for issue in issues if _speaks_of(one.code, issue)]
        for name in mine:
            found.setdefault(name, []).append(one.code)
        if not mine:
            left.append(one.code)
    return Join({name: tuple(codes) for name, codes in found.items()}, tuple(left))


def _speaks_of(code: str, issue: Issue) -> bool:
    words = [word.casefold() for word in _WORDS.findall(code)]
    return any(
        all(any(word.startswith(stem) for word in words) for stem in wanted.casefold().split())
        for wanted in issue.codes
    )
