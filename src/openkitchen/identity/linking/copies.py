"""Records that say the very same of somebody who can be told apart: one person, no model needed.

A model learns from how often records agree; many exact copies would teach it that one person's
records hardly ever differ. So each is looked at once, and its copies follow it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.engine import connect
from openkitchen.identity.linking.standard import ID

__all__ = ["Copies", "find_copies", "with_copies"]

COPIED = 0.999999
"""The probability that is told for a copy and what it copies."""

_ALONE = {"email", "phone", "code"}
_TOGETHER = ({"given", "surname", "born"},)


@dataclass(frozen=True, slots=True)
class Copies:
    """Which records stand for others.

    Parameters
    ----------
    table
        The records without the copies.
    copy_of
        Copy → the record that stands for it, by record id.
    """

    table: pa.Table
    copy_of: dict[str, str]

    @property
    def copied(self) -> set[str]:
        """The records that have copies."""
        return set(self.copy_of.values())


def find_copies(table: pa.Table, apart: Collection[str] = ()) -> Copies:
    """Find records that are equal in every column, and say enough to tell one person.

    Parameters
    ----------
    table
        ``record_id`` and text columns, as `openkitchen.identity.linking.standard.standardise`
        writes them. Enough is an e-mail address, a phone or another number, or a first name
        and surname with a date of birth.
    apart
        Records that stand for themselves whatever they say: people decided about them.
    """
    columns = [name for name in table.column_names if name != ID]
    kinds = {name: name.split("_")[0] for name in columns}
    enough = [f'"{name}" IS NOT NULL' for name in columns if kinds[name] in _ALONE]
    enough += [
        " AND ".join(f'"{name}" IS NOT NULL' for name in sorted(together))
        for together in _TOGETHER
        if together <= set(columns)
    ]
    if not enough:
        return Copies(table, {})
    by = ", ".join(f'"{name}"' for name in columns)
    known = " OR ".join(f"({one})" for one in enough)
    with connect() as connection:
        connection.register("people", table)
        connection.register("apart", pa.table({ID: pa.array(sorted(apart), pa.string())}))
        found = connection.sql(
            f'SELECT "{ID}" AS copy, min("{ID}") OVER (PARTITION BY {by}) AS original '
            f'FROM people WHERE ({known}) AND "{ID}" NOT IN (SELECT "{ID}" FROM apart) '
            f"QUALIFY copy <> original ORDER BY copy"
        ).to_arrow_table()
    copy_of = dict(zip(found["copy"].to_pylist(), found["original"].to_pylist(), strict=True))
    kept = pc.invert(pc.is_in(table[ID], pa.array(list(copy_of), pa.string())))
    return Copies(table.filter(kept), copy_of)


def with_copies(
    ids: pa.ChunkedArray, linked: pa.Table, pairs: pa.Table, copies: Copies
) -> tuple[pa.Table, pa.Table]:
    """Let copies follow the records that stand for them.

    Parameters
    ----------
    ids
        All record ids, in the order of the file.
    linked
        ``record_id``, ``person_id``, ``probability`` of the records without the copies.
    pairs
        The pairs that were weighed.
    copies
        The copies.

    Returns
    -------
    The same for all records; and the pairs with each copy beside its original, without weights.
    """
    if not copies.copy_of:
        return linked, pairs
    rows = {
        record: (person, p)
        for record, person, p in zip(
            *(linked[n].to_pylist() for n in linked.column_names), strict=True
        )
    }
    sizes = linked.group_by("person_id").aggregate([(ID, "count")])
    alone = set(sizes.filter(pc.equal(sizes[f"{ID}_count"], 1))["person_id"].to_pylist())
    every = ids.to_pylist()
    persons = [rows[copies.copy_of.get(record, record)][0] for record in every]
    copied = copies.copied
    told: npt.NDArray[np.float64] = np.array(
        [
            COPIED
            if record in copies.copy_of or (record in copied and person in alone)
            else rows[record][1]
            for record, person in zip(every, persons, strict=True)
        ]
    )
    table = pa.table(
        {ID: ids, "person_id": pa.array(persons, linked["person_id"].type), "probability": told}
    )
    n = len(copies.copy_of)
    beside = {
        f"{ID}_l": pa.array(list(copies.copy_of.values()), pa.string()),
        f"{ID}_r": pa.array(list(copies.copy_of), pa.string()),
        "probability": pa.array(np.full(n, COPIED)),
        "same": pa.array([True] * n),
    }
    added = pa.table(
        {f.name: beside.get(f.name, pa.nulls(n, f.type)) for f in pairs.schema}, pairs.schema
    )
    return table, pa.concat_tables([pairs, added])
