"""Turn columns as they came into columns of a declared type; what cannot be read is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.schema import split_sets
from openkitchen.sources.contract import ColumnType
from openkitchen.sources.times import EXPECTED_TIME, MICROSECONDS, read_times

__all__ = ["ARROW_TYPES", "EXPECTED", "Typed", "as_text", "expected_of", "pointed", "read_values"]

Bools = npt.NDArray[np.bool_]

SETS = pa.list_(pa.string())
ARROW_TYPES: dict[ColumnType, pa.DataType] = {
    "string": pa.string(),
    "category": pa.string(),
    "text": pa.string(),
    "set": SETS,
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "timestamp": MICROSECONDS,
}
EXPECTED: dict[ColumnType, str] = {
    "string": "text",
    "category": "text",
    "text": "text",
    "set": "a|b|c or ['a', 'b', 'c']",
    "number": "a finite number such as 12.5",
    "integer": "a whole number such as 12",
    "boolean": "true or false, yes or no, 1 or 0",
    "timestamp": EXPECTED_TIME,
}
NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_WHOLE = r"^[+-]?\d{1,18}(\.0*)?$"
_GROUPED = r"^[+-]?\d{1,3}(?:S\d{3})+D\d+$"
"""Thousands set apart (by S) before decimals (after D): only so is it clear which sign is which."""
_SPACED = r"^[+-]?\d{1,3}(?:[ '\x{a0}\x{2009}\x{202f}\x{2019}]\d{3})+(?:D\d+)?$"
_SPACES = r"[ '\x{a0}\x{2009}\x{202f}\x{2019}]"
_TRUE = ("true", "t", "yes", "y", "1", "1.0")
_FALSE = ("false", "f", "no", "n", "0", "0.0")
_EXACT = 2.0**53


@dataclass(frozen=True, slots=True)
class Typed:
    """A column of the declared type.

    Parameters
    ----------
    values
        Null where the value is missing or cannot be read.
    bad
        Where a value is there and cannot be read.
    """

    values: pa.Array
    bad: Bools


def read_values(
    values: pa.Array,
    kind: ColumnType,
    *,
    missing: Sequence[str] = (),
    decimal: str = ".",
    timezone: str = "UTC",
    pattern: str = "",
) -> Typed:
    """Read one column as its declared type.

    Parameters
    ----------
    values
        As they came: strings from text files, any Arrow type otherwise.
    kind
        The declared type.
    missing
        Words that mean no value, beside the empty string and blanks.
    decimal
        The sign before decimals.
    timezone
        As `read_times` has it.
    pattern
        Of times, as `read_times` has it; of sets, the sign between their elements, if it is
        not ``|``.
    """
    came, values = values, _plain(values)
    if kind == "set" and pa.types.is_list(values.type):
        sets = split_sets(pa.chunked_array([values])).combine_chunks()
        return Typed(sets, np.zeros(len(values), bool))
    listed = pa.types.is_list(values.type)
    if listed or pa.types.is_string(values.type) or kind not in ("number", "integer", "timestamp"):
        values = _without_missing(as_text(values), missing)
    match kind:
        case "number":
            read = _numbers(values, decimal)
        case "integer":
            read = _integers(values)
        case "boolean":
            read = _booleans(values)
        case "timestamp":
            read = read_times(values, timezone, pattern)
        case "set":
            if pattern:
                values = pc.replace_substring(values, pattern, "|")
            read = split_sets(pa.chunked_array([values])).combine_chunks()
        case _:
            read = values
    bad = _flags(pc.and_not(pc.is_valid(values), pc.is_valid(read)))
    if pa.types.is_binary(came.type) or pa.types.is_large_binary(came.type):
        bad = bad | _flags(pc.and_not(pc.is_valid(came), pc.is_valid(_plain(came))))
    return Typed(read, bad)


def expected_of(kind: ColumnType, decimal: str = ".") -> str:
    """Say what a value of a type looks like where decimals follow this sign."""
    return EXPECTED[kind].replace("12.5", f"12{decimal}5")


def pointed(text: pa.Array, decimal: str) -> pa.Array:
    """Write numbers with a decimal point and without signs between thousands; leave the rest.

    Thousands are told by blanks or apostrophes in front of three digits each, or by a point
    (comma) where ``decimal`` is a comma (point) and decimals follow: ``1.281,30``. Of ``1.281``
    nobody can say which it is, so it is left as it came.

    Parameters
    ----------
    text
        Strings without blanks around them.
    decimal
        The sign before decimals.
    """
    sign, other = re.escape(decimal), re.escape("." if decimal != "." else ",")
    grouped = pc.match_substring_regex(text, _GROUPED.replace("S", other).replace("D", sign))
    if pc.any(grouped).as_py():
        text = pc.if_else(grouped, pc.replace_substring_regex(text, other, ""), text)
    spaced = pc.match_substring_regex(text, _SPACED.replace("D", sign))
    if pc.any(spaced).as_py():
        text = pc.if_else(spaced, pc.replace_substring_regex(text, _SPACES, ""), text)
    if decimal == ".":
        return text
    plain = pc.match_substring_regex(text, rf"^[+-]?\d*{sign}?\d*([eE][+-]?\d+)?$")
    return pc.if_else(plain, pc.replace_substring(text, decimal, "."), text)


def as_text(values: pa.Array) -> pa.Array:
    """Write values as strings; whole floats without the point, NaN as null."""
    values = _plain(values)
    kind = values.type
    if pa.types.is_string(kind):
        return values
    if pa.types.is_floating(kind):
        return _floats_as_text(values.cast(pa.float64()))
    if pa.types.is_integer(kind) or pa.types.is_temporal(kind):
        return values.cast(pa.string())
    if pa.types.is_boolean(kind):
        return pc.if_else(values, "true", "false")
    if pa.types.is_decimal(kind):
        texts = [None if v is None else _decimal_text(v) for v in values.to_pylist()]
        return pa.array(texts, pa.string())
    if pa.types.is_list(kind):
        lists = values.to_pylist()
        texts = [None if v is None else "|".join(str(e) for e in v if e is not None) for v in lists]
        return pa.array(texts, pa.string())
    return pa.array([None if v is None else str(v) for v in values.to_pylist()], pa.string())


def _plain(values: pa.Array) -> pa.Array:
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _plain(values.dictionary_decode())
    if pa.types.is_null(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return values.cast(pa.string())
    if pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return values.cast(pa.list_(kind.value_type))
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        texts = [None if v is None else _decoded(v) for v in values.to_pylist()]
        return pa.array(texts, pa.string())
    return values


def _without_missing(text: pa.Array, missing: Sequence[str]) -> pa.Array:
    gone = pc.equal(pc.utf8_trim_whitespace(text), "")
    if missing:
        gone = pc.or_(gone, pc.is_in(text, pa.array(list(missing), pa.string())))
    return pc.if_else(gone, None, text) if pc.any(gone).as_py() else text


def _numbers(values: pa.Array, decimal: str) -> pa.Array:
    if pa.types.is_string(values.type):
        came = pc.utf8_trim_whitespace(values)
        text = pointed(came, decimal)
        if decimal != ".":
            doubtful = pc.and_(pc.equal(text, came), pc.match_substring(came, "."))
            text = pc.if_else(doubtful, None, text)  # a point of thousands, perhaps
        values = pc.if_else(pc.match_substring_regex(text, NUMBER), text, None)
        values = pc.utf8_ltrim(values, "+")
    elif not _numeric(values.type):
        return pa.nulls(len(values), pa.float64())
    number = values.cast(pa.float64(), safe=False)
    return pc.if_else(pc.is_finite(number), number, None)


def _integers(values: pa.Array) -> pa.Array:
    if pa.types.is_string(values.type):
        text = pc.utf8_trim_whitespace(values)
        text = pc.if_else(pc.match_substring_regex(text, _WHOLE), text, None)
        text = pc.utf8_ltrim(pc.replace_substring_regex(text, r"\.0*$", ""), "+")
        return text.cast(pa.int64())
    if pa.types.is_integer(values.type) and not pa.types.is_uint64(values.type):
        return values.cast(pa.int64())
    if not _numeric(values.type):
        return pa.nulls(len(values), pa.int64())
    number = values.cast(pa.float64(), safe=False)
    whole = pc.and_(pc.equal(number, pc.round(number)), pc.less(pc.abs(number), 2.0**63))
    return pc.if_else(whole, number, None).cast(pa.int64(), safe=False)


def _booleans(text: pa.Array) -> pa.Array:
    low = pc.utf8_lower(pc.utf8_trim_whitespace(text))
    true = pc.is_in(low, pa.array(_TRUE))
    known = pc.or_(true, pc.is_in(low, pa.array(_FALSE)))
    return pc.if_else(known, true, None)


def _floats_as_text(values: pa.Array) -> pa.Array:
    whole = pc.and_(pc.equal(values, pc.round(values)), pc.less(pc.abs(values), _EXACT))
    if pc.all(pc.fill_null(whole, True)).as_py():
        return values.cast(pa.int64()).cast(pa.string())
    return pa.array([_float_text(v) for v in values.to_pylist()], pa.string())


def _float_text(value: float | None) -> str | None:
    if value is None or np.isnan(value):
        return None
    return str(int(value)) if abs(value) < np.inf and value == int(value) else repr(value)


def _decimal_text(value: object) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _numeric(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_boolean(kind)
    )


def _flags(mask: pa.Array) -> Bools:
    flags: Bools = mask.to_numpy(zero_copy_only=False)
    return flags


def _decoded(value: bytes) -> str | None:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None
