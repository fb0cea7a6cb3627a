"""What a person calls a feature, and the tables without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import InputError, SettingsError, UnknownName
from openkitchen.models.design import Design
from openkitchen.models.rules import Rules
from openkitchen.schema import Attribute, Tables, infer_attributes, split_sets
from openkitchen.schema.columns import ITEM, USER

__all__ = [
    "Dropped",
    "add_column",
    "attributes_of",
    "contexts_of",
    "find_feature",
    "set_attributes",
    "set_user_attributes",
]

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Dropped:
    """A feature that goes.

    Parameters
    ----------
    name
        What it is called: ``users.diet`` for a whole attribute.
    inputs
        Its inputs in the design.
    tables
        The tables without it; ``None`` where a single input of a kind goes that no
        table without it could be fitted on (one level of a category, one item).
    """

    name: str
    inputs: Codes
    tables: Tables | None


def attributes_of(tables: Tables) -> list[str]:
    """Return the attributes as they are called: ``users.diet``, ``items.cuisine``."""
    users = [f"users.{a.name}" for a in tables.user_attributes]
    return users + [f"items.{a.name}" for a in tables.item_attributes]


def contexts_of(design: Design) -> list[str]:
    """Return the kinds of context that a model knows, as they are called."""
    return [f"context.{kind}" for kind in design.context.kinds]


def find_feature(
    design: Design, tables: Tables, feature: str, rules: Rules | None = None
) -> Dropped:
    """Find what a name means: an attribute, one of its levels, a context, or an item.

    Parameters
    ----------
    design, tables
        Of the fit.
    feature
        ``users.diet`` or ``diet``, ``diet=vegan``, ``context.month`` or an item's id.
    rules
        Columns that these compare stay in the tables: the model no longer learns from
        them, and nobody loses a rule's protection.

    Raises
    ------
    UnknownName
        When it means nothing; the message lists what there is.
    SettingsError
        When both tables have an attribute of this name.
    """
    found = [n for n in attributes_of(tables) if feature in (n, n.split(".", 1)[1])]
    if len(found) > 1:
        raise SettingsError(
            f"both tables have an attribute {feature!r}", hint=f"Say {' or '.join(found)}."
        )
    if found:
        return _attribute(design, tables, found[0], rules or Rules())
    for kind in design.context.kinds:
        if feature in (kind, f"context.{kind}"):
            groups = [(f.block, f.group) == ("context", kind) for f in design.features]
            return Dropped(f"context.{kind}", np.flatnonzero(groups), None)
    table, _, name = feature.partition(".")
    kinds = {"users": ("user",), "items": ("tags",)}.get(table)
    wanted = name if kinds else feature
    places = [
        n
        for n, f in enumerate(design.features)
        if f.name == wanted
        and f.block != "bias"
        and (kinds is None or f.block.partition(":")[0] in kinds)
    ]
    if not places:
        levels = [f.name for f in design.features if f.block == "user" or f.block[:4] == "tags"]
        named = [*attributes_of(tables), *contexts_of(design), *levels]
        raise UnknownName("feature", feature, dict.fromkeys(named))
    return Dropped(feature, np.array(places, dtype=np.int64), None)


def _attribute(design: Design, tables: Tables, name: str, rules: Rules) -> Dropped:
    table, attribute = name.split(".", 1)
    encoder = design.user_encoder if table == "users" else design.item_encoder
    levels = {c.name for c in encoder.columns if c.attribute == attribute}
    kind = "user" if table == "users" else "tags"
    inputs = [
        n
        for n, f in enumerate(design.features)
        if f.block.partition(":")[0] == kind and f.name in levels
    ]
    kept = attribute in rules.asks_for(table)
    left = _without(tables, table, attribute, kept=kept)
    return Dropped(name, np.array(inputs, dtype=np.int64), left)


def _without(tables: Tables, table: str, attribute: str, *, kept: bool) -> Tables:
    gone = [] if kept else [attribute]
    if table == "users":
        assert tables.users is not None  # noqa: S101 - it has this attribute
        rest = tuple(a for a in tables.user_attributes if a.name != attribute)
        return replace(tables, users=tables.users.drop_columns(gone), user_attributes=rest)
    assert tables.items is not None  # noqa: S101 - it has this attribute
    rest = tuple(a for a in tables.item_attributes if a.name != attribute)
    return replace(tables, items=tables.items.drop_columns(gone), item_attributes=rest)


def add_column(tables: Tables, column: pa.Table, name: str) -> tuple[str, Tables]:
    """Return what the new attribute is called, and the tables with it.

    Parameters
    ----------
    tables
        Attribute tables.
    column
        A table with ``user_id`` or ``item_id`` and the column; the first row of an id counts.
    name
        The column.

    Raises
    ------
    InputError
        When the table has no id column, or not the column.
    SettingsError
        When there is an attribute of this name already.
    """
    ids = [n for n in (USER, ITEM) if n in column.column_names]
    if len(ids) != 1:
        raise InputError(
            "the file must say whose column it is",
            expected=f"one of the columns {USER} and {ITEM}; there are "
            f"{', '.join(column.column_names)}",
        )
    if name not in column.column_names:
        raise UnknownName("column", name, column.column_names)
    table = "users" if ids[0] == USER else "items"
    if f"{table}.{name}" in attributes_of(tables):
        raise SettingsError(
            f"there is an attribute {table}.{name} already", hint="Give the column another name."
        )
    attribute = infer_attributes(column.select([ids[0], name]), ids[0])[0]
    widened = _widened(tables.users if table == "users" else tables.items, column, ids[0], name)
    if table == "users":
        more = (*tables.user_attributes, attribute)
        return f"users.{name}", replace(tables, users=widened, user_attributes=more)
    more = (*tables.item_attributes, attribute)
    return f"items.{name}", replace(tables, items=widened, item_attributes=more)


def _widened(table: pa.Table | None, column: pa.Table, key: str, name: str) -> pa.Table:
    ids = column[key].cast(pa.string())
    if table is None:
        return pa.table({key: ids, name: column[name]})
    known = table[key].cast(pa.string())
    new = pc.unique(ids.filter(pc.invert(pc.is_in(ids, known.combine_chunks()))))
    if len(new):
        rows = pa.table({key: new})
        table = pa.concat_tables([table, rows], promote_options="default")
        known = table[key].cast(pa.string())
    place = pc.index_in(known, ids.combine_chunks())
    return table.append_column(name, column[name].combine_chunks().take(place))


def set_attributes(tables: Tables, item: str, values: Mapping[str, str | None]) -> Tables:
    """Return the tables with other values for one item.

    Parameters
    ----------
    tables
        Attribute tables.
    item
        Which item.
    values
        Attribute to value; sets are written ``a|b``, nothing (``None`` or empty) means
        not known.

    Raises
    ------
    UnknownName
        When there is no such attribute.
    SettingsError
        When a number is none.
    """
    changed = _with_values(tables.items, tables.item_attributes, (ITEM, item), values)
    return replace(tables, items=changed)


def set_user_attributes(tables: Tables, user: str, values: Mapping[str, str | None]) -> Tables:
    """Return the tables with other values for one user; see `set_attributes`."""
    changed = _with_values(tables.users, tables.user_attributes, (USER, user), values)
    return replace(tables, users=changed)


def _with_values(
    table: pa.Table | None,
    attributes: Sequence[Attribute],
    whose: tuple[str, str],
    values: Mapping[str, str | None],
) -> pa.Table:
    id_column, name_of_row = whose
    table = table if table is not None else pa.table({id_column: pa.array([], pa.string())})
    kinds = {a.name: a for a in attributes}
    ids = table[id_column].cast(pa.string())
    if pc.index(ids, name_of_row).as_py() < 0:
        new = pa.table({id_column: [name_of_row]})
        table = pa.concat_tables([table, new], promote_options="default")
        ids = table[id_column].cast(pa.string())
    row = pc.index(ids, name_of_row).as_py()
    for name, value in values.items():
        if name not in kinds:
            raise UnknownName(f"{id_column.removesuffix('_id')} attribute", name, kinds)
        column = _with_value(table[name], kinds[name], row, value)
        table = table.set_column(table.column_names.index(name), table.schema.field(name), column)
    return table


def _with_value(
    column: pa.ChunkedArray, attribute: Attribute, row: int, value: str | None
) -> pa.ChunkedArray:
    given: object = value if value not in (None, "") else None
    kind = column.type
    if attribute.kind == "set" and pa.types.is_list(kind) and given is not None:
        given = split_sets(pa.chunked_array([pa.array([value])])).to_pylist()[0]
    try:
        new = pa.array([given]).cast(kind) if given is not None else pa.nulls(1, kind)
    except pa.ArrowException as error:
        raise SettingsError(
            f"{attribute.name} = {value!r} is not {kind}", hint="Give a value like the others."
        ) from error
    return pa.chunked_array([*column[:row].chunks, new, *column[row + 1 :].chunks], kind)
