"""The register: each issue with its state here, and what interviews say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import pyarrow as pa

from openkitchen.errors import OpenKitchenError
from openkitchen.models import Progress
from openkitchen.quality.checks import CHECKS, Check
from openkitchen.quality.interviews import Coded, Passage
from openkitchen.quality.interviews.joining import join
from openkitchen.quality.issue import STATES, Issue, Verdict
from openkitchen.quality.scene import Scene
from openkitchen.schema import Tabular

__all__ = ["Entry", "Register", "check_issues", "with_interviews"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An issue and how it stands.

    Parameters
    ----------
    issue
        As the catalogue states it.
    verdict
        What its check found.
    codes
        Codes of interviews that speak of it.
    quotes
        The passages that have these codes.
    """

    issue: Issue
    verdict: Verdict
    codes: tuple[str, ...] = ()
    quotes: tuple[Passage, ...] = ()

    def row(self) -> tuple[str, str, str, str]:
        """Return phase, name, state and what was found, as people read them."""
        return self.issue.phase, self.issue.name, self.verdict.state, self.verdict.found

    def lines(self) -> list[str]:
        """Say everything about the issue, line by line."""
        first, *rest = self.issue.lines()
        told = [first, f"  state   {self.verdict.state}: {self.verdict.found}", *rest]
        told += [f"  shows   {one.text}: {one.place}" for one in self.verdict.evidence]
        if self.quotes:
            told.append(f"  said    {len(self.quotes):,} passages ({', '.join(self.codes)})")
            told += [f"          {one.quote()}" for one in self.quotes[:3]]
        return told

    def to_dict(self) -> dict[str, Any]:
        """Return all of it, ready for JSON."""
        return {
            **self.issue.to_dict(),
            **asdict(self.verdict),
            "interview_codes": list(self.codes),
            "quotes": [asdict(one) for one in self.quotes],
        }


@dataclass(frozen=True, slots=True)
class Register(Tabular):
    """All issues, in the order of the catalogue.

    Parameters
    ----------
    entries
        One for each issue.
    left
        Codes of interviews that speak of no issue.
    interviews
        How many passages of how many files were read; ``None`` without any.
    """

    entries: tuple[Entry, ...]
    left: tuple[str, ...] = field(default=())
    interviews: tuple[int, int] | None = None

    @property
    def broken(self) -> tuple[Entry, ...]:
        """The issues that are broken."""
        return tuple(one for one in self.entries if one.verdict.state == "broken")

    @property
    def watched(self) -> tuple[Entry, ...]:
        """The issues that are to be watched."""
        return tuple(one for one in self.entries if one.verdict.state == "watch")

    def counts(self) -> dict[str, int]:
        """Return how many issues are in which state."""
        found = Counter(one.verdict.state for one in self.entries)
        return {state: found[state] for state in STATES}

    def sentences(self) -> list[str]:
        """Say how many issues stand how, and which are broken."""
        told = ", ".join(f"{n} {state}" for state, n in self.counts().items())
        said = [f"{len(self.entries)} issues: {told}."]
        said += [f"Broken: {one.issue.title}. {one.verdict.found}" for one in self.broken]
        if self.interviews is not None:
            passages, files = self.interviews
            joined = sum(bool(one.quotes) for one in self.entries)
            said.append(
                f"Interviews: {passages:,} passages of {files:,} "
                f"{'file' if files == 1 else 'files'} speak of {joined} of these issues."
            )
        if self.left:
            said.append(f"Codes that speak of none of them: {', '.join(self.left)}.")
        return said

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            "question": "which quality issues are there, and how do they stand?",
            "sentences": self.sentences(),
            "counts": self.counts(),
            "issues": [one.to_dict() for one in self.entries],
            "codes_left": list(self.left),
        }

    def to_table(self) -> pa.Table:
        """Return one row per issue."""
        names = ("phase", "name", "state", "found")
        rows = [dict(zip(names, one.row(), strict=True)) for one in self.entries]
        return pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in names]))


def check_issues(
    scene: Scene,
    issues: Iterable[Issue],
    progress: Progress | None = None,
    *,
    checks: Mapping[str, Check] = CHECKS,
) -> Register:
    """Let the check of each issue look at a project.

    Parameters
    ----------
    scene
        The project.
    issues
        Which issues.
    progress
        Told of each issue.
    checks
        The checks, by the issue's name.
    """
    wanted = list(issues)
    entries = []
    for done, issue in enumerate(wanted):
        if progress:
            progress("checking", done, len(wanted))
        entries.append(Entry(issue, _checked(scene, checks[issue.name])))
    if progress:
        progress("checking", len(wanted), len(wanted))
    return Register(tuple(entries))


def with_interviews(
    register: Register,
    interviews: Coded,
    told: Mapping[str, str] | None = None,
    catalogue: Sequence[Issue] = (),
) -> Register:
    """Set what people said beside the issues.

    Parameters
    ----------
    register
        The issues as they stand.
    interviews
        Coded transcripts.
    told
        Code → name of the issue; see `openkitchen.quality.interviews.join`.
    catalogue
        All issues that a code may speak of, where the register holds some of them only.
    """
    joined = join(interviews, catalogue or [one.issue for one in register.entries], told)
    entries = [
        Entry(one.issue, one.verdict, codes, interviews.having(codes))
        for one in register.entries
        for codes in [joined.issues.get(one.issue.name, ())]
    ]
    read = (len(interviews.passages), len(interviews.transcripts))
    return Register(tuple(entries), joined.left, read)


def _checked(scene: Scene, check: Check) -> Verdict:
    try:
        return check(scene)
    except OpenKitchenError as error:
        why = error.message[:1].upper() + error.message[1:]
        return Verdict("not checkable here", f"{why}{'' if why.endswith('.') else '.'}")
