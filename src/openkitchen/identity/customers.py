"""Customers as records of people: which of them are one person, and what a map says of them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.identity.linking import Linked
from openkitchen.identity.linking.standard import ID
from openkitchen.identity.resolving import PERSON, named_after_first, no_persons
from openkitchen.schema.columns import CUSTOMER, STATUS, USER, VISITOR
from openkitchen.sources import Received
from openkitchen.sources.faults import one_array
from openkitchen.sources.values import as_text

__all__ = ["customer_records", "persons_of", "with_customers"]

_SEPARATOR = "|"
_OTHER = " of the other"


def customer_records(received: Received) -> pa.Table | None:
    """Put the people sources that know customers into one table, all columns text.

    Returns
    -------
    One row per customer, ``customer_id`` first: of each source the row received last, of each
    column the value of the first source that has one; ``None`` when no source knows customers.
    """
    tables = []
    for one in received.of_role("people"):
        if CUSTOMER not in one.rows.column_names:
            continue
        rows = one.rows.filter(pc.is_valid(one.rows[CUSTOMER]))
        numbered = rows.select([CUSTOMER]).append_column(
            "place", pa.array(range(rows.num_rows), pa.int64())
        )
        last = numbered.group_by(CUSTOMER).aggregate([("place", "max")])["place_max"]
        kept = rows.take(last)
        names = [name for name in kept.column_names if name not in {USER, VISITOR}]
        columns = {name: _text(kept[name]) for name in names}
        tables.append(pa.table({CUSTOMER: columns.pop(CUSTOMER), **columns}))
    if not tables:
        return None
    whole = tables[0]
    for table in tables[1:]:
        whole = _completed(whole, table)
    return whole.sort_by(CUSTOMER) if whole.num_rows else None


def persons_of(linked: Linked | None) -> pa.Table:
    """Return ``customer_id`` and ``person_id`` of the customers that are one with others."""
    if linked is None:
        return no_persons()
    counts = linked.table.group_by("person_id").aggregate([(ID, "count")])
    several = counts.filter(pc.greater(counts[f"{ID}_count"], 1))["person_id"]
    rows = linked.table.filter(pc.is_in(linked.table["person_id"], several.combine_chunks()))
    return named_after_first(pa.table([rows[ID], rows["person_id"]], names=[CUSTOMER, PERSON]))


def with_customers(identity_map: pa.Table, persons: pa.Table) -> pa.Table:
    """Add a row without a visitor for each customer who is one person with others.

    Then events and attributes that name such a customer find the person's user too.
    """
    if not persons.num_rows:
        return identity_map
    names = [
        f"customer:{name}" if name.startswith(("visitor:", "customer:visitor:")) else name
        for name in persons[PERSON].to_pylist()
    ]
    rows = pa.table(
        {
            VISITOR: pa.nulls(persons.num_rows, pa.string()),
            USER: pa.array(names, pa.string()),
            CUSTOMER: persons[CUSTOMER],
            STATUS: pa.array(["customer"] * persons.num_rows, pa.string()),
        }
    )
    plain = rows.sort_by(CUSTOMER).cast(identity_map.schema)
    return pa.concat_tables([identity_map, plain])


def _completed(table: pa.Table, other: pa.Table) -> pa.Table:
    """Add another source's customers and columns, and its values where there are none yet."""
    both = table.join(other, CUSTOMER, join_type="full outer", right_suffix=_OTHER)
    columns = {
        name: pc.coalesce(both[name], both[f"{name}{_OTHER}"])
        if f"{name}{_OTHER}" in both.column_names
        else both[name]
        for name in both.column_names
        if not name.endswith(_OTHER)
    }
    return pa.table(columns)


def _text(column: pa.ChunkedArray) -> pa.Array:
    values = one_array(column)
    if pa.types.is_list(values.type):
        return pc.binary_join(values, _SEPARATOR)
    return as_text(values)
