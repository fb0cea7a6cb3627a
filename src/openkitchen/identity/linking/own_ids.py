"""Which column of a people file is the record's own id."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import ColumnsError

__all__ = ["own_id"]


def own_id(people: pa.Table, leave_out: Sequence[str] = ()) -> str:
    """Return the one column that has a different value in each row.

    Parameters
    ----------
    people
        One row per record.
    leave_out
        Columns that are something else.

    Raises
    ------
    ColumnsError
        There is none, or there are several; the message lists them.
    """
    names = [name for name in people.column_names if name not in leave_out]
    found = [name for name in names if _different(people[name])]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ColumnsError(
            "no column has a different value in each row",
            expected="a column with the record's own number",
            hint="Number the rows, or name the column with --id to see which values are there "
            "twice.",
        )
    raise ColumnsError(
        f"{len(found)} columns have a different value in each row: {', '.join(found)}",
        expected="one of them as the record's own number",
        hint=f"Say which: --id {found[0]}",
    )


def _different(column: pa.ChunkedArray) -> bool:
    return not column.null_count and pc.count_distinct(column).as_py() == len(column)
