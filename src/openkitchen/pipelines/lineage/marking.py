"""Tables whose every value says which column it stands in, to be followed through a step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

__all__ = ["Marks", "marked"]

ROWS = 4
_START = datetime(2026, 1, 1)

Column = tuple[str, str]


class Marks:
    """Numbers given to columns, and the way back from a value to its column."""

    def __init__(self) -> None:
        self.numbers: dict[Column, int] = {}
        self.owners: dict[object, Column] = {}

    def number(self, column: Column) -> int:
        """Return the number of a column; the same each time."""
        return self.numbers.setdefault(column, len(self.numbers) + 1)

    def column_of(self, values: Iterable[object]) -> set[Column]:
        """Return the columns that values were marked with; values without a mark add none."""
        found = set()
        for value in values:
            for one in value if isinstance(value, list) else [value]:
                owner = None if isinstance(one, bool) else self.owners.get(one)
                if owner is not None:
                    found.add(owner)
        return found


def marked(
    name: str, schema: pa.Schema, marks: Marks, changed: frozenset[Column] = frozenset()
) -> pa.Table:
    """Make a table of a few rows in which every value is marked with its column.

    Parameters
    ----------
    name
        Of the table.
    schema
        Its columns; their metadata stay.
    marks
        Learns which value stands for which column.
    changed
        Columns to fill with other values than usual, in the same order.
    """
    columns = []
    for field in schema:
        column = (name, field.name)
        number, other = marks.number(column), column in changed
        values = [_value(field.type, number, row, other=other) for row in range(ROWS)]
        if not pa.types.is_boolean(field.type):
            for value in values:
                for one in value if isinstance(value, list) else [value]:
                    marks.owners[one] = column
        columns.append(pa.array(values, field.type))
    return pa.table(columns, schema=schema)


def _value(kind: pa.DataType, number: int, row: int, *, other: bool) -> Any:
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return f"mark{number:04d}row{row}{'b' if other else 'a'}"
    if pa.types.is_boolean(kind):
        return (row + other) % 2 == 0
    if pa.types.is_integer(kind):
        return 1000 * number + 10 * row + other
    if pa.types.is_floating(kind):
        return 1000.0 * number + 10 * row + other + 0.5
    if pa.types.is_timestamp(kind):
        return _START + timedelta(days=number, minutes=10 * row, microseconds=1 + other)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return [_value(kind.value_type, number, row, other=other)]
    return None
