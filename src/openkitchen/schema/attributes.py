"""Kinds of attributes, and how a column's kind is told from its values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import SettingsError, UnknownName

__all__ = ["Attribute", "Kind", "infer_attributes", "kind_of", "split_sets", "with_kind"]

Kind = Literal["category", "set", "number", "text"]

_FEW_NUMBERS = 10
_SET_SHARE = 0.2
_TEXT_SHARE = 0.5
_TEXT_ROWS = 50
_SEPARATOR = "|"
_KIND_KEY = b"openkitchen.kind"
_CODE_NAME = re.compile(r"(^|[_\s-])(id|code|key|zip|postcode|nr|no)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A typed column of the users or items table.

    Parameters
    ----------
    name
        The column's name.
    kind
        ``category`` (one of a few values), ``set`` (any number of values), ``number``,
        or ``text`` (free words; kept for display, not used as an input).
    """

    name: str
    kind: Kind


def infer_attributes(table: pa.Table, id_column: str) -> tuple[Attribute, ...]:
    """Tell the kind of each column but the id: as declared, else from type and values.

    A kind that `with_kind` declared stands. Otherwise: lists are sets. Strings of which
    a fifth or more hold ``|``, or look like ``['a', 'b']``, are sets. Numbers with more
    than ten distinct values are numbers, with fewer a category, and so are whole numbers
    in a column that is named as an id or a code (``region_id``, ``WineryID``, ``zip``).
    A string column of at least 50 rows whose values are different in more than half of
    them is text. Everything else is a category.
    """
    return tuple(
        Attribute(field.name, kind_of(field) or _kind(field.name, table[field.name]))
        for field in table.schema
        if field.name != id_column
    )


def with_kind(table: pa.Table, kinds: Mapping[str, str]) -> pa.Table:
    """Declare the kinds of columns; they travel with the table, through Parquet too.

    Parameters
    ----------
    table
        Any table.
    kinds
        Column name to ``category``, ``set``, ``number`` or ``text``.

    Raises
    ------
    UnknownName
        When there is no such column.
    SettingsError
        When there is no such kind.
    """
    schema = table.schema
    for name, kind in kinds.items():
        at = schema.get_field_index(name)
        if at < 0:
            raise UnknownName("column", name, schema.names)
        if kind not in get_args(Kind):
            raise SettingsError(
                f"column {name!r} cannot be of kind {kind!r}",
                hint=f"The kinds are {', '.join(get_args(Kind))}.",
            )
        schema = schema.set(at, schema.field(at).with_metadata({_KIND_KEY: kind.encode()}))
    return table.cast(schema)


def split_sets(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Turn a set column into lists of strings, whatever way the set was written.

    Understood: Arrow lists, ``a|b|c`` and ``['a', 'b']``. Null stays null, the empty
    string is the empty set; blanks around values are dropped, as are doubles.
    """
    values: list[list[str] | None] = []
    for value in column.to_pylist():
        if value is None:
            values.append(None)
        elif isinstance(value, (list, tuple)):
            values.append(_clean([str(v) for v in value if v is not None]))
        else:
            values.append(_clean(_split(str(value))))
    return pa.chunked_array([pa.array(values, type=pa.list_(pa.string()))])


def kind_of(field: pa.Field) -> Kind | None:
    """Return the kind that `with_kind` declared of a column; ``None`` if it declared none."""
    declared = (field.metadata or {}).get(_KIND_KEY, b"").decode()
    return next((kind for kind in get_args(Kind) if kind == declared), None)


def _is_code(name: str) -> bool:
    return bool(_CODE_NAME.search(name)) or name.endswith(("ID", "Id"))


def _kind(name: str, column: pa.ChunkedArray) -> Kind:
    kind = column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return "set"
    if pa.types.is_null(kind):
        return "category"
    known = column.drop_null()
    distinct = pc.count_distinct(known).as_py()
    if pa.types.is_boolean(kind):
        return "category"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        few = distinct <= _FEW_NUMBERS
        return "category" if few or (pa.types.is_integer(kind) and _is_code(name)) else "number"
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        filled = max(len(known), 1)
        marked = pc.sum(
            pc.or_(
                pc.match_substring(known, _SEPARATOR), pc.match_substring_regex(known, r"^\[.*\]$")
            )
        ).as_py()
        if (marked or 0) / filled >= _SET_SHARE:
            return "set"
        if len(known) >= _TEXT_ROWS and distinct / filled > _TEXT_SHARE:
            return "text"
        return "category"
    return "text" if len(known) >= _TEXT_ROWS and distinct > len(known) / 2 else "category"


def _split(text: str) -> list[str]:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [part.strip().strip("'\"") for part in text[1:-1].split(",")]
    return text.split(_SEPARATOR)


def _clean(values: list[str]) -> list[str]:
    return list(dict.fromkeys(v for v in (value.strip() for value in values) if v))
