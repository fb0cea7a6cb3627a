"""What was read of one table: its rows, and what became of the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from openkitchen.errors import ColumnsError, listing
from openkitchen.sources.blocks import Extract
from openkitchen.sources.mapping import find_columns
from openkitchen.sources.rejected import Rejected

__all__ = ["TableRows", "named_columns", "needed"]


@dataclass(frozen=True, slots=True)
class TableRows:
    """Rows taken and rejected of one table.

    Parameters
    ----------
    rows
        The rows taken, our columns.
    rejected
        The rows rejected.
    read
        How many there were, taken and rejected.
    notes
        What a person should know about the reading.
    """

    rows: pa.Table
    rejected: tuple[Rejected, ...]
    read: int
    notes: tuple[str, ...]


def named_columns(extract: Extract, columns: Mapping[str, str]) -> dict[str, str]:
    """Return our name → the name in the header, for the columns that were mapped by hand.

    Raises
    ------
    ColumnsError
        When two of them are given the same name of ours.
    """
    found = find_columns(list(columns), extract.header, file=extract.name)
    named: dict[str, str] = {}
    for theirs, there in found.items():
        ours = columns[theirs]
        if ours in named:
            raise ColumnsError(
                f"{named[ours]!r} and {there!r} are both mapped to {ours!r}",
                file=extract.name,
                column=there,
                hint="Map one of them.",
            )
        named[ours] = there
    return named


def needed(extract: Extract, named: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Find needed columns beside those mapped by hand.

    Returns
    -------
    Our name → the name in the header.

    Raises
    ------
    ColumnsError
        When one is not there.
    """
    rest = [name for name in extract.header if name not in named.values()]
    found = find_columns([n for n in names if n not in named], rest, file=extract.name)
    found |= {name: named[name] for name in names if name in named}
    missing = [name for name in names if name not in found]
    if missing:
        raise ColumnsError(
            f"no column {', '.join(map(repr, missing))}",
            file=extract.name,
            column=missing[0],
            expected=f"{', '.join(names)} among the columns found: {listing(extract.header)}",
            hint=" ".join(["Map what they are called here:", *_suggestions(missing, rest)]),
        )
    return found


def _suggestions(missing: Sequence[str], header: Sequence[str]) -> list[str]:
    suggested = []
    for name in missing:
        word = name.removesuffix("_id")
        like = [theirs for theirs in header if word in theirs.lower()]
        suggested.append(f"--columns {like[0] if like else 'THEIRS'}={name}")
    return suggested
