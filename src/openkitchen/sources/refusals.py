"""Why the rows of a file were rejected, counted; and what would mend the commonest reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from openkitchen.sources.contract import Source
from openkitchen.sources.rejected import Rejected, gist_of

__all__ = ["Reasons"]

_COMMA = re.compile(r"^'\s*[+-]?\d+,\d+\s*'")
_POINT = re.compile(r"^'\s*[+-]?\d+\.\d+\s*'")


@dataclass(slots=True)
class Reasons:
    """How often each column and reason rejected a row, with the first such row.

    Parameters
    ----------
    counts
        (Column, reason without the value) → rows.
    first
        The first row of each.
    """

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: dict[tuple[str, str], Rejected] = field(default_factory=dict)

    def add(self, rows: Iterable[Rejected]) -> None:
        """Count rejected rows."""
        for row in rows:
            key = row.column, gist_of(row.reason)
            self.counts[key] += 1
            self.first.setdefault(key, row)

    def words(self, source: Source) -> str:
        """Say the commonest reason with its column, its rows and the mend; empty without rows.

        Parameters
        ----------
        source
            Whose contract the mend would be in.
        """
        if not self.counts:
            return ""
        (key, count), *_ = self.counts.most_common(1)
        row = self.first[key]
        where = f"column {row.column!r}, " if row.column else ""
        rows = "in each" if count == self.counts.total() else f"in {count:,} of them"
        mend = _mend(row.reason, source)
        return f"{rows}: {where}such as line {row.line:,}: {row.reason}{mend and f'. {mend}'}"


def _mend(reason: str, source: Source) -> str:
    if " is no number" in reason or " is no whole number" in reason:
        if source.decimal == "." and _COMMA.match(reason):
            return 'If the comma stands before decimals, state `decimal: ","` in sources.yml'
        if source.decimal != "." and _POINT.match(reason):
            return f"The source states `decimal: {source.decimal!r}`; leave it out if points do"
    if " is no time" in reason:
        return "If it is a time written in another way, state the column's `format` in sources.yml"
    return ""
