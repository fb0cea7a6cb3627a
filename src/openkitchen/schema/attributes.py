"""Kinds of attributes, and how a column's kind is told from its values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Attribute", "Kind", "infer_attributes", "split_sets"]

Kind = Literal["category", "set", "number", "text"]

_FEW_NUMBERS = 10
_SET_SHARE = 0.2
_TEXT_SHARE = 0.5
_TEXT_ROWS = 50
_SEPARATOR = "|"


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
    """Tell the kind of each column but the id from type and values.

    Lists are sets. Strings of which a fifth or more hold ``|``, or look like
    ``['a', 'b']``, are sets. Numbers with more than ten distinct values are numbers,
    with fewer a category. A string column of at least 50 rows whose values are
    different in more than half of them is text. Everything else is a category.
    """
    return tuple(
        Attribute(name, _kind(table[name])) for name in table.column_names if name != id_column
    )


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


def _kind(column: pa.ChunkedArray) -> Kind:
    kind = column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return "set"
    known = column.drop_null()
    distinct = pc.count_distinct(known).as_py()
    if pa.types.is_boolean(kind):
        return "category"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number" if distinct > _FEW_NUMBERS else "category"
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
