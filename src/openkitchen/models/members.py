"""What a column says about each id, as sets of words."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from openkitchen.errors import UnknownName
from openkitchen.schema import split_sets

__all__ = ["column_of", "members", "plain"]

_SEPARATOR = "|"


def column_of(table: pa.Table | None, name: str, what: str) -> pa.ChunkedArray:
    """Return a column of the users or the items table.

    Raises
    ------
    UnknownName
        When there is none of that name; the message lists those that exist.
    """
    if table is None:
        raise UnknownName(
            "column", name, hint=f"The bundle holds no table of {what}. Fit with --{what} FILE."
        )
    if name not in table.column_names:
        raise UnknownName(
            "column", name, table.column_names, hint=f"The table of {what} has no such column."
        )
    return table[name]


def members(values: pa.ChunkedArray) -> list[tuple[str, ...] | None]:
    """Return each row's values: those of a set, or the only one; ``None`` where unknown.

    Text is a set where it holds ``|``; blanks around values are dropped.
    """
    kind = values.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or _holds_sets(values):
        return [None if one is None else tuple(one) for one in split_sets(values).to_pylist()]
    return [_one(value) for value in values.to_pylist()]


def plain(value: str) -> str:
    """Return a value as rules compare it: letters' case and blanks around count for nothing."""
    return value.strip().casefold()


def _holds_sets(values: pa.ChunkedArray) -> bool:
    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        return False
    return any(v is not None and (_SEPARATOR in v or v.startswith("[")) for v in values.to_pylist())


def _one(value: Any) -> tuple[str, ...] | None:
    if value is None or value != value:  # noqa: PLR0124 - NaN is unknown
        return None
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return (text.strip(),) if text.strip() else None
