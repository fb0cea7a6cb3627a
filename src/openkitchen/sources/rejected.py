"""Rows that could not be taken, each with its place and the reason."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from openkitchen.errors import TooManyRejected, plural
from openkitchen.sources.files import write_whole

__all__ = [
    "REJECTED_COLUMNS",
    "SHOWN_RAW",
    "Rejected",
    "Rejections",
    "cut_raw",
    "gist_of",
    "write_rejected",
]

SHOWN_RAW = 10_000
REJECTED_COLUMNS = ("file", "line", "column", "reason", "raw")
_FIRST = 5


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that was not taken.

    Parameters
    ----------
    file
        The file it stood in.
    line
        Its line, counted from 1 with the header as line 1; in a Parquet file or a
        dataframe its row, counted from 1.
    column
        The column at fault, as the file calls it; empty when it is the row as a whole.
    reason
        What is wrong and what was expected.
    raw
        The row as it came, cut after 10,000 characters.
    """

    file: str
    line: int
    column: str
    reason: str
    raw: str

    @property
    def place(self) -> str:
        """``file:line:column``."""
        return f"{self.file}:{self.line}" + (f":{self.column}" if self.column else "")


@dataclass(frozen=True, slots=True)
class Rejections:
    """What was rejected of what was read, and notes on how it was read.

    Parameters
    ----------
    rows
        The rejected rows, in the order of files and lines.
    read
        Rows read: taken and rejected.
    notes
        What a person should know: encoding, separator, columns passed over, doubles.
    apart
        Tables that hardly have an id in common with the interactions, with examples.
    """

    rows: tuple[Rejected, ...]
    read: int
    notes: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def sentence(self) -> str:
        """Say it in one sentence, the commonest reasons first."""
        if not self.rows:
            return (
                "The only row was read." if self.read == 1 else f"All {self.read:,} rows were read."
            )
        reasons = Counter(f"{row.column}: {gist_of(row.reason)}" for row in self.rows)
        common = "; ".join(f"{text} ({n:,})" for text, n in reasons.most_common(3))
        return f"{_of(len(self.rows), self.read)} rejected. {common}"

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "read": self.read,
            "rejected": len(self.rows),
            "notes": [*self.notes, *self.apart],
            "first": [
                {"file": r.file, "line": r.line, "column": r.column, "reason": r.reason}
                for r in self.rows[:_FIRST]
            ],
        }


def write_rejected(rows: Iterable[Rejected], path: Path) -> None:
    """Write the rows as CSV (``file,line,column,reason,raw``), whole or not at all."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(REJECTED_COLUMNS)
    writer.writerows((r.file, r.line, r.column, r.reason, r.raw) for r in rows)
    write_whole(path, text.getvalue().encode("utf-8", "backslashreplace"))


def refuse_too_many(rows: Sequence[Rejected], read: int, limit: float, hint: str = "") -> None:
    """Raise when the share of rejected rows is above the limit.

    Raises
    ------
    TooManyRejected
        Names the first offenders with file, line and column.
    """
    if len(rows) <= limit * read:
        return
    first = "\n".join(f"  {row.place}: {row.reason}" for row in rows[:_FIRST])
    more = f"\n  … and {len(rows) - _FIRST:,} more" if len(rows) > _FIRST else ""
    raise TooManyRejected(
        f"{_of(len(rows), read)} rejected, more than {limit:.0%}:\n{first}{more}",
        file=rows[0].file,
        line=rows[0].line,
        column=rows[0].column or None,
        hint=hint or "Mend the rows, or map the right column.",
    )


def _of(rejected: int, read: int) -> str:
    return f"{rejected:,} of {plural(read, 'row')} {'was' if rejected == 1 else 'were'}"


def cut_raw(text: str) -> str:
    """Cut a row that is too long to show."""
    if len(text) <= SHOWN_RAW:
        return text
    return f"{text[:SHOWN_RAW]} … ({len(text):,} characters)"


def gist_of(reason: str) -> str:
    """Leave out the value itself, so that like reasons are counted together."""
    return reason.split(" is ", 1)[1] if reason.startswith("'") and " is " in reason else reason
