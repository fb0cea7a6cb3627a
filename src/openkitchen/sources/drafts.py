"""A drafted source: its YAML, and what a person should look at."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from openkitchen.errors import plural
from openkitchen.sources.contract import MISSING, Source
from openkitchen.sources.guesses import Guess

__all__ = ["Draft", "Trial"]


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of the rows under the draft.

    Parameters
    ----------
    received, rejected
        Rows.
    reasons
        The commonest reasons with their numbers.
    """

    received: int
    rejected: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float:
        """The share that was rejected."""
        return self.rejected / max(self.received + self.rejected, 1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A source as it seems to be.

    Parameters
    ----------
    source
        The source.
    guesses
        What each column was taken for, and why.
    doubts
        What a person should decide, in sentences.
    notes
        How the file is written, where that is not the usual.
    rows
        How many rows were looked at.
    whole
        Whether that is all of them.
    trial
        What the draft would do with these rows; ``None`` where it lacks a needed column.
    event_types
        The kinds of events with their numbers.
    """

    source: Source
    guesses: tuple[Guess, ...]
    doubts: tuple[str, ...]
    notes: tuple[str, ...]
    rows: int
    whole: bool
    trial: Trial | None
    event_types: tuple[tuple[str, int], ...]

    def sentences(self) -> list[str]:
        """Say what was seen, tried and doubted, the doubts last."""
        said = [
            f"Looked at {plural(self.rows, 'row')}"
            f"{'' if self.whole else ', the first of the file'}."
        ]
        said += [f"The file is {note}." for note in self.notes]
        if self.trial is not None:
            said.append(
                f"With this draft {plural(self.trial.received, 'row is', 'rows are')} received and "
                f"{self.trial.rejected:,} rejected."
            )
            said += [f"  {reason} ({count:,})" for reason, count in self.trial.reasons]
        if self.event_types:
            shown = ", ".join(f"{name} ({count:,})" for name, count in self.event_types[:12])
            said.append(f"Kinds of events: {shown}. Their weights stand in parameters.yml.")
        said += [f"Check: {doubt}." for doubt in self.doubts]
        return said

    def to_yaml(self) -> str:
        """Write the entry for ``sources.yml``; what is uncertain is marked."""
        return "".join(f"{line}\n" for line in self._lines())

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "source": self.source.name,
            "role": self.source.role,
            "columns": [asdict(guess) for guess in self.guesses],
            "doubts": list(self.doubts),
            "notes": list(self.notes),
            "rows": self.rows,
            "whole": self.whole,
            "trial": asdict(self.trial) if self.trial else None,
            "event_types": dict(self.event_types),
            "yaml": self.to_yaml(),
        }

    def _lines(self) -> Iterator[str]:
        source = self.source
        yield f"{_quoted(source.name) if not source.name.isidentifier() else source.name}:"
        yield f"  role: {source.role}"
        yield f"  files: {_quoted(source.globs[0])}"
        if source.sheet:
            yield f"  sheet: {_quoted(source.sheet)}"
        yield "  # promised: {start: 2026-01-01, cadence: daily}   # no file says it"
        if source.day.source == "name":
            yield f"  day: {{from: name, pattern: {_quoted(source.day.pattern)}}}"
        yield "  timezone: UTC"
        if source.header:
            yield f"  header: [{', '.join(map(_quoted, source.header))}]"
        if source.decimal != ".":
            yield f"  decimal: {_quoted(source.decimal)}"
        if source.missing != MISSING:
            yield f"  missing: [{', '.join(map(_quoted, source.missing))}]"
        if self.trial and self.trial.share > source.reject_limit:
            limit = min(math.ceil(self.trial.share * 20 + 1) / 20, 1.0)
            yield f"  reject_limit: {limit}   # {self.trial.share:.0%} of these rows are rejected"
        yield "  columns:"
        for guess in self.guesses:
            form = f", format: {_quoted(guess.format)}" if guess.format else ""
            mark = guess.why if guess.certain else f"check: {guess.why}"
            yield (
                f"    - {{theirs: {_quoted(guess.theirs)}, ours: {_quoted(guess.ours)}, "
                f"type: {guess.type}{form}}}   # {mark}"
            )


def _quoted(text: str) -> str:
    """Write text so that YAML reads the same."""
    return json.dumps(text, ensure_ascii=False)
