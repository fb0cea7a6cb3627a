"""What a table of people must be before anybody in it is linked."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import ColumnsError, InputError, UnknownName

__all__ = ["need_records"]

_SHOWN = 5


def need_records(people: pa.Table, id_column: str, one_each: str | None) -> pa.Table:
    """Return the table, if it can be linked.

    Parameters
    ----------
    people
        One row for each record.
    id_column
        What tells records apart.
    one_each
        A column of which one person has one value alone; ``None`` without.

    Raises
    ------
    UnknownName
        When a column is not there.
    InputError
        When there are no records, or one has no id.
    ColumnsError
        When an id is there several times; the most frequent ones are named.
    """
    for name in (id_column, *((one_each,) if one_each else ())):
        if name not in people.column_names:
            raise UnknownName("column", name, people.column_names)
    if not people.num_rows:
        raise InputError("there are no records", expected="at least one row after the header")
    ids = people[id_column]
    if ids.null_count:
        raise InputError(
            f"{ids.null_count:,} records have no id", column=id_column, expected="an id in each row"
        )
    counts = pc.value_counts(ids)
    twice = counts.filter(pc.greater(counts.field("counts"), 1))
    if len(twice):
        raise _repeated(twice, id_column)
    return people


def _repeated(twice: pa.StructArray, id_column: str) -> ColumnsError:
    """Say which ids are there several times, the most frequent first."""
    times = twice.field("counts")
    order = pc.sort_indices(times, sort_keys=[("", "descending")])[:_SHOWN]
    shown = [f"{twice[at.as_py()]['values'].as_py()!r} ({times[at.as_py()]} times)" for at in order]
    more = ", …" if len(twice) > _SHOWN else ""
    ids = "1 id is" if len(twice) == 1 else f"{len(twice):,} ids are"
    return ColumnsError(
        f"{ids} there several times, in {pc.sum(times).as_py():,} rows: {', '.join(shown)}{more}",
        column=id_column,
        expected="a different id in each row",
        hint="Keep one row of each id where its rows are one record; otherwise number the rows and "
        "name that column as the id.",
    )
