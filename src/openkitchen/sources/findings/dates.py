"""Dates in the ways in which they are written, as days of one form."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["written_days"]

_YEAR_FIRST = r"^(?P<a>\d{4})[-/](?P<b>\d{1,2})[-/](?P<c>\d{1,2})(?:$|[T ])"
_YEAR_LAST = r"^(?P<a>\d{1,2})(?P<s>[./])(?P<b>\d{1,2})[./](?P<c>\d{2}|\d{4})(?:$| )"
_COMPACT = r"^(?P<a>\d{4})(?P<b>0[1-9]|1[0-2])(?P<c>0[1-9]|[12]\d|3[01])$|^0{8}$"
_COMPACT_YEARS = ("0001", "17", "18", "19", "20", "2999", "9999")
_MOST = 0.9
_OLD_CENTURY = 69  # of years with two digits, as `strptime` has it


def written_days(values: pa.Array) -> pa.Array:
    """Return the day of each date as ``YYYY-MM-DD``, null where a value is no date.

    Dates begin with the year, or end with it after dots or slashes; a time may follow. With
    slashes the day stands first unless a second number above 12 says that the month does.
    Eight digits are dates where nine of ten values can be.

    Parameters
    ----------
    values
        Of one column, as text.
    """
    text = pc.utf8_trim_whitespace(values)
    first = pc.extract_regex(text, _YEAR_FIRST)
    days = _joined(_part(first, "a"), _part(first, "b"), _part(first, "c"))
    last = pc.extract_regex(text, _YEAR_LAST)
    one, two, year = _part(last, "a"), _part(last, "b"), _full_year(_part(last, "c"))
    turned = pc.and_kleene(pc.equal(_part(last, "s"), "/"), _months_lead(one, two, last))
    month, day = pc.if_else(turned, one, two), pc.if_else(turned, two, one)
    return pc.coalesce(days, _joined(year, month, day), _compact(text))


def _months_lead(one: pa.Array, two: pa.Array, last: pa.Array) -> bool:
    slashes = pc.equal(_part(last, "s"), "/")
    over = [
        pc.sum(pc.and_kleene(slashes, pc.greater(part.cast(pa.int64()), 12))).as_py() or 0
        for part in (one, two)
    ]
    return bool(over[1] > over[0])


def _compact(text: pa.Array) -> pa.Array:
    found = pc.extract_regex(text, _COMPACT)
    years = [pc.starts_with(text, year) for year in _COMPACT_YEARS]
    fine = pc.equal(text, "0" * 8)
    for year in years:
        fine = pc.or_(fine, pc.and_(year, pc.is_valid(found)))
    if not len(text) or (pc.sum(fine).as_py() or 0) < _MOST * len(text):
        return pa.nulls(len(text), pa.string())
    parts = [pc.utf8_slice_codeunits(text, a, b) for a, b in ((0, 4), (4, 6), (6, 8))]
    return pc.if_else(fine, _joined(*parts), None)


def _part(found: pa.Array, name: str) -> pa.Array:
    return pc.struct_field(found, name)


def _full_year(year: pa.Array) -> pa.Array:
    short = pc.equal(pc.utf8_length(year), 2)
    number = pc.if_else(short, year, None).cast(pa.int64())
    century = pc.if_else(pc.greater_equal(number, _OLD_CENTURY), "19", "20")
    return pc.if_else(short, pc.binary_join_element_wise(century, year, ""), year)


def _joined(year: pa.Array, month: pa.Array, day: pa.Array) -> pa.Array:
    padded = (pc.utf8_lpad(part, width=2, padding="0") for part in (month, day))
    return pc.binary_join_element_wise(year, *padded, "-")
