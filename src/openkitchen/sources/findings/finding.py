"""A finding: what seems wrong with deliveries, how sure that is, and the rows that show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from openkitchen.errors import plural

__all__ = ["Certainty", "Example", "Finding", "Findings", "counted"]

_BARE = "undocumented_column"

Certainty = Literal["certain", "very likely", "likely"]
"""``certain``: a fact that was counted. ``very likely``: chance explains it in fewer than 1
of 1,000 clean deliveries. ``likely``: a rule of thumb speaks for it; look at the rows."""


@dataclass(frozen=True, slots=True)
class Example:
    """A row that shows the finding.

    Parameters
    ----------
    file, line
        Where it was delivered; lines count from 1, header included. Line 0: the file as a
        whole.
    values
        Their column → its value, as it came.
    """

    file: str
    line: int
    values: Mapping[str, str]

    def text(self) -> str:
        """Return place and values in one line."""
        shown = ", ".join(f"{name}={value or '∅'}" for name, value in self.values.items())
        return f"{self.file}:{self.line}  {shown}" if self.line else f"{self.file}  {shown}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    Parameters
    ----------
    kind
        Such as ``mislabelled_ids`` or ``unit_jump``.
    severity
        ``problem``: figures made from these rows may be wrong. ``note``: worth knowing;
        nothing is lost.
    source, column
        Where: the source, and the provider's column; empty when it is about whole rows.
    where
        The deliveries (or days) in words.
    message
        What was found, in a sentence.
    certainty
        How sure it is; see `Certainty`.
    figures
        What it rests on, by name.
    advice
        What to do about it.
    examples
        Rows that show it.
    p_value
        How often chance alone would show as much, where that was computed.
    """

    kind: str
    severity: Literal["problem", "note"]
    source: str
    column: str
    where: str
    message: str
    certainty: Certainty
    figures: Mapping[str, float | int | str]
    advice: str
    examples: tuple[Example, ...] = ()
    p_value: float | None = None

    def with_examples(self, examples: tuple[Example, ...]) -> Finding:
        """Return the finding with rows that show it."""
        return replace(self, examples=examples)

    def lines(self) -> list[str]:
        """Say it line by line: what, how sure, the rows, what to do."""
        chance = "" if self.p_value is None else f" (by chance alone: {self.p_value:.1g})"
        return [
            f"[{self.severity}] {self.kind.replace('_', ' ')} · {self.source}"
            + (f" · {self.column}" if self.column else ""),
            f"  {self.message[:1].upper()}{self.message[1:]}.",
            f"  {self.certainty}{chance}; {self.where}",
            *(f"    {example.text()}" for example in self.examples),
            f"  → {self.advice}",
        ]

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "kind": self.kind,
            "severity": self.severity,
            "source": self.source,
            "column": self.column,
            "where": self.where,
            "message": self.message,
            "certainty": self.certainty,
            "p_value": self.p_value,
            "figures": dict(self.figures),
            "examples": [
                {"file": e.file, "line": e.line, "values": dict(e.values)} for e in self.examples
            ],
            "advice": self.advice,
        }


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings of a workspace, problems first.

    Parameters
    ----------
    findings
        The findings.
    deliveries, rows
        How much was looked at.
    unread
        Files that could not be looked at, with the reason.
    """

    findings: tuple[Finding, ...]
    deliveries: int = 0
    rows: int = 0
    unread: tuple[str, ...] = field(default=())

    @property
    def problems(self) -> tuple[Finding, ...]:
        """The findings that are problems."""
        return tuple(one for one in self.findings if one.severity == "problem")

    def sentence(self) -> str:
        """Say in a sentence what was looked at and found."""
        problems, notes = len(self.problems), len(self.findings) - len(self.problems)
        kinds = Counter(one.kind.replace("_", " ") for one in self.problems)
        listed = ", ".join(f"{n} × {kind}" for kind, n in kinds.most_common())
        found = counted("problem", problems) + (f" ({listed})" if listed else "")
        return (
            f"{self.deliveries:,} deliveries with {counted('row', self.rows)} looked at: "
            f"{found}, {counted('note', notes)}."
        )

    def lines(self) -> list[str]:
        """Say everything line by line, the summary last; undocumented columns by source."""
        bare = [one for one in self.findings if one.kind == _BARE]
        told = [line for one in self.findings if one.kind != _BARE for line in (*one.lines(), "")]
        for source in dict.fromkeys(one.source for one in bare):
            told += [*_bare_lines(source, [o.column for o in bare if o.source == source]), ""]
        return [*told, *(f"Not read: {text}" for text in self.unread), self.sentence()]

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "sentence": self.sentence(),
            "problems": len(self.problems),
            "notes": len(self.findings) - len(self.problems),
            "deliveries": self.deliveries,
            "rows": self.rows,
            "unread": list(self.unread),
            "findings": [one.to_dict() for one in self.findings],
        }


def _bare_lines(source: str, columns: Sequence[str]) -> list[str]:
    """Say in a few lines which columns of a source have no meaning."""
    kind = _BARE.replace("_", " ") + ("s" if len(columns) > 1 else "")
    return [
        f"[note] {kind} · {source}",
        f"  {', '.join(map(repr, columns))}.",
        f"  → Add a `meaning` to each under {source!r} in sources.yml; what is not named there, "
        "map first if it is of use.",
    ]


def counted(noun: str, n: int) -> str:
    """Write a number with its noun, in the plural where that is due."""
    return plural(n, noun)
