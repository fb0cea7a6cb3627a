"""Users and items with their attributes: the latest row of each, kinds as declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.engine import run_model
from openkitchen.errors import InputError
from openkitchen.schema.columns import CUSTOMER, ITEM, USER, VISITOR
from openkitchen.sources import Received, ReceivedSource
from openkitchen.sources.times import local_days, only_days

__all__ = ["prepare_items", "prepare_users"]

_PLACE = "place"


def prepare_users(received: Received, identity_map: pa.Table) -> pa.Table:
    """Make the table of users from the sources of people.

    Parameters
    ----------
    received
        What has been received.
    identity_map
        As `openkitchen.identity.resolve` returns it.

    Returns
    -------
    One row per user in the order of ``user_id``, then the attributes of all sources in
    the order in which they are declared, with their declared kinds. A row's user is its
    ``user_id``, else that of its ``customer_id``. When a source describes a user more than
    once, the row received last counts, as a whole; an attribute that several sources have
    is taken from the first that knows it. Times that are all midnight in their source's zone
    are days, and become dates.

    Raises
    ------
    InputError
        Two sources have an attribute of the same name and different types.
    """
    known = identity_map.select([VISITOR, USER, CUSTOMER])
    return _described(
        received.of_role("people"), (USER, CUSTOMER), "users", {"identity_map": known}
    )


def prepare_items(received: Received) -> pa.Table:
    """Make the table of items from the sources of the catalogue.

    Returns
    -------
    One row per item in the order of ``item_id``; else as `prepare_users`.

    Raises
    ------
    InputError
        As `prepare_users`.
    """
    return _described(received.of_role("catalogue"), (ITEM,), "items", {})


def _described(
    sources: Sequence[ReceivedSource],
    ids: Sequence[str],
    what: str,
    beside: Mapping[str, pa.Table],
) -> pa.Table:
    """Take the row that counts for each id from each source, and put them side by side."""
    read = "people" if what == "users" else "catalogue"
    parts: list[tuple[str, pa.Table, pa.Table]] = []
    days = _days(sources)
    for one in sources:
        rows = one.rows
        columns = [
            rows[name].cast(pa.string())
            if name in rows.column_names
            else pa.nulls(rows.num_rows, pa.string())
            for name in ids
        ]
        numbered = pa.table([np.arange(rows.num_rows), *columns], names=[_PLACE, *ids])
        model = files("openkitchen.prepare") / f"latest_{what}.sql"
        latest = run_model(model, {read: numbered, **beside})
        attributes = [name for name in rows.column_names if name not in ids]
        taken = rows.select(attributes).take(latest[_PLACE])
        for name in days.intersection(attributes):
            at = taken.schema.get_field_index(name)
            if not pa.types.is_timestamp(taken.field(at).type):
                continue
            dates = local_days(taken[name], one.source.timezone)
            taken = taken.set_column(at, taken.field(at).with_type(pa.date32()), dates)
        parts.append((one.source.name, latest, taken))
    return _side_by_side(ids[0], parts)


def _days(sources: Sequence[ReceivedSource]) -> set[str]:
    """Return the columns of times that state no time of the day in any source."""
    days: dict[str, bool] = {}
    for one in sources:
        for field in one.rows.schema:
            if pa.types.is_timestamp(field.type) and one.rows[field.name].null_count < one.n_rows:
                whole = only_days(one.rows[field.name], one.source.timezone)
                days[field.name] = days.get(field.name, True) and whole
    return {name for name, whole in days.items() if whole}


def _side_by_side(id_column: str, parts: Sequence[tuple[str, pa.Table, pa.Table]]) -> pa.Table:
    none = pa.array([], pa.string())
    every = pa.chunked_array([none, *(c for _, ids, _ in parts for c in ids[id_column].chunks)])
    every = every.unique().sort()
    fields, columns, origin = [pa.field(id_column, pa.string())], [every], {id_column: ""}
    for source, ids, rows in parts:
        found = rows.take(pc.index_in(every, ids[id_column]))
        for field, column in zip(found.schema, found.columns, strict=True):
            if field.name not in origin:
                fields.append(field)
                columns.append(column)
                origin[field.name] = source
                continue
            at = [known.name for known in fields].index(field.name)
            if fields[at].type != field.type:
                raise InputError(
                    f"is {fields[at].type} in the source {origin[field.name]!r} and "
                    f"{field.type} in {source!r}",
                    column=field.name,
                    hint="Declare the same type for both in sources.yml, or another name for one.",
                )
            columns[at] = pc.if_else(pc.is_valid(columns[at]), columns[at], column)
    return pa.table(columns, schema=pa.schema(fields))
