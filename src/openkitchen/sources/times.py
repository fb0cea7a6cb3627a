"""Read times: epoch seconds or milliseconds, ISO 8601, or a pattern; kept as naive UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = [
    "EXPECTED_TIME",
    "MICROSECONDS",
    "end_of",
    "local_days",
    "only_days",
    "read_times",
    "start_of",
]

MICROSECONDS = pa.timestamp("us")
EXPECTED_TIME = "epoch seconds, or ISO 8601 such as 2026-08-31T12:00:00"

_DATE = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_MOMENT = _DATE + r"[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?"
_ZONE = r"(?:Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)"
_SHAPES = ((_MOMENT, ""), (_DATE, ""), (_MOMENT + _ZONE, "UTC"))
_ODD_DAY = r"^0000|^\d{4}-(?:02-(?:29|3)|(?:0[469]|11)-31)"  # at most of some years or months
_NUMBER = r"^\d{1,20}(\.\d*)?([eE]\+?\d{1,2})?$"
_COMPACT = {8: "%Y%m%d", 14: "%Y%m%d%H%M%S"}
_FACTORS = ((1e11, 1e6), (1e14, 1e3), (1e17, 1.0), (np.inf, 1e-3))
_FARTHEST = 253_402_300_799e6  # 9999-12-31 in microseconds


def read_times(values: pa.Array, timezone: str = "UTC", pattern: str = "") -> pa.Array:
    """Read a column of times.

    Numbers of up to 11 digits before the point are seconds since 1970, of up to 14
    milliseconds, beyond that micro- or nanoseconds; eight digits are a date
    (``20260831``), 14 digits that make one are a date and time. Times without a zone are
    taken to stand in ``timezone``; one that the clocks show twice there is taken as
    the earlier; one that they skip as the first moment after.

    Parameters
    ----------
    values
        Strings, numbers, dates or times.
    timezone
        IANA name.
    pattern
        Of ``strptime``; then strings are read by it alone.

    Returns
    -------
    ``timestamp[us]`` without a zone, in UTC; null where a value is null or no time.
    """
    kind = values.type
    if pa.types.is_timestamp(kind):
        return _from_arrow(values, timezone)
    if pa.types.is_date(kind):
        return _to_utc(values.cast(pa.date32()).cast(MICROSECONDS), timezone)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return _from_numbers(values)
    if not pa.types.is_string(kind):
        return pa.nulls(len(values), MICROSECONDS)
    text = pc.utf8_trim_whitespace(values)
    if pattern:
        return _one_by_one(text, timezone, pattern)
    return _from_text(text, timezone)


def local_days(times: pa.Array | pa.ChunkedArray, timezone: str) -> pa.Array | pa.ChunkedArray:
    """Return the day (``date32``) of naive UTC times in a zone."""
    return pc.local_timestamp(pc.assume_timezone(times, "UTC").cast(_zoned(timezone))).cast(
        pa.date32(), safe=False
    )


def only_days(times: pa.ChunkedArray, timezone: str) -> bool:
    """Tell whether naive UTC times are days: each of them the midnight of a zone."""
    return share_of_midnights(times, timezone) == 1.0


def share_of_midnights(times: pa.ChunkedArray, timezone: str) -> float:
    """Return the share of naive UTC times that are the midnight of a zone; 0 without times."""
    local = local_times(times.drop_null(), timezone)
    if not len(local):
        return 0.0
    return float(pc.mean(pc.equal(local, pc.floor_temporal(local, unit="day"))).as_py())


def local_times(times: pa.ChunkedArray, timezone: str) -> pa.ChunkedArray:
    """Return what the clocks of a zone show at naive UTC times."""
    return pc.local_timestamp(pc.assume_timezone(times, "UTC").cast(_zoned(timezone)))


def _from_text(text: pa.Array, timezone: str) -> pa.Array:
    """Read each value by the first shape that it has; those of a rare shape one by one."""
    read = pa.nulls(len(text), MICROSECONDS)
    rest = text
    for shape, zone in _SHAPES:
        if rest.null_count == len(rest):
            break
        like = pc.and_not(
            pc.match_substring_regex(rest, f"^{shape}$"), pc.match_substring_regex(rest, _ODD_DAY)
        )
        if not pc.any(like).as_py():
            continue
        here = pc.if_else(like, rest, None).cast(_zoned(zone) if zone else MICROSECONDS)
        read = pc.coalesce(read, _from_arrow(here, timezone))
        rest = pc.if_else(like, None, rest)
    if rest.null_count == len(rest):
        return read
    return pc.coalesce(read, _of_rare_shape(rest, timezone))


def _of_rare_shape(text: pa.Array, timezone: str) -> pa.Array:
    numeric = pc.fill_null(pc.match_substring_regex(text, _NUMBER), False)
    length = pc.utf8_length(text)
    compact = pc.and_(
        numeric, pc.fill_null(pc.is_in(length, pa.array([8, 14], length.type)), False)
    )
    epoch = pc.and_(numeric, pc.invert(compact))
    seconds = _from_numbers(pc.if_else(epoch, text, None).cast(pa.float64()))
    if not pc.any(pc.and_not(pc.is_valid(text), epoch)).as_py():
        return seconds
    return pc.coalesce(seconds, _one_by_one(pc.if_else(epoch, None, text), timezone))


def _from_numbers(values: pa.Array) -> pa.Array:
    if pa.types.is_integer(values.type):
        whole = values.cast(pa.int64(), safe=False)
        largest = pc.max(whole).as_py()
        if largest is not None and 1e14 <= largest < 1e17 and pc.min(whole).as_py() >= 1e14:
            return whole.cast(MICROSECONDS)
    number = values.cast(pa.float64()).to_numpy(zero_copy_only=False)
    size = np.abs(number)
    factor = np.select([size < below for below, _ in _FACTORS], [f for _, f in _FACTORS], np.nan)
    micro = number * factor
    unreadable = ~(np.abs(micro) < _FARTHEST)
    micro = np.rint(np.where(unreadable, 0, micro)).astype(np.int64)
    return pa.array(micro, pa.int64(), mask=unreadable).cast(MICROSECONDS)


def _from_arrow(values: pa.Array, timezone: str) -> pa.Array:
    if values.type.tz is None:
        return _to_utc(values.cast(MICROSECONDS, safe=False), timezone)
    return values.cast(_zoned("UTC"), safe=False).cast(MICROSECONDS)


def _to_utc(naive: pa.Array, timezone: str) -> pa.Array:
    if timezone == "UTC":
        return naive
    local = pc.assume_timezone(naive, timezone, ambiguous="earliest", nonexistent="latest")
    return local.cast(_zoned("UTC")).cast(MICROSECONDS)


def _zoned(timezone: str) -> pa.DataType:
    return pa.timestamp("us", tz=timezone)


def _one_by_one(text: pa.Array, timezone: str, pattern: str = "") -> pa.Array:
    read: dict[str | None, datetime | None] = {None: None}
    for value in text.to_pylist():
        if value not in read:
            read[value] = _one(value, pattern)
    moments = [read[value] for value in text.to_pylist()]
    zoned = [m.astimezone(UTC).replace(tzinfo=None) if m and m.tzinfo else None for m in moments]
    naive = [m if m and not m.tzinfo else None for m in moments]
    return pc.coalesce(
        pa.array(zoned, MICROSECONDS), _to_utc(pa.array(naive, MICROSECONDS), timezone)
    )


def _one(value: str, pattern: str) -> datetime | None:
    try:
        moment = _parse(value, pattern)
        moment.astimezone(UTC)  # a time at the edge of the calendar has no UTC
    except (ValueError, OverflowError):
        return None
    return moment


def _parse(value: str, pattern: str) -> datetime:
    if pattern:
        return datetime.strptime(value, pattern)
    if value.isdecimal() and len(value) in _COMPACT:
        return datetime.strptime(value, _COMPACT[len(value)])
    if value.endswith((" UTC", " Z")):
        value = value.rsplit(" ", 1)[0] + "+00:00"
    if len(value) > 10 and value[4] == value[7] == "/":
        value = value.replace("/", "-", 2)
    elif len(value) == 10 and value[4] == value[7] == "/":
        value = value.replace("/", "-")
    if len(value) < 8 or not value[:4].isdecimal():
        raise ValueError(value)
    return datetime.fromisoformat(value)


def start_of(day: date, timezone: str) -> datetime:
    """Return the first moment of a day of a zone, in naive UTC."""
    return end_of(date.fromordinal(day.toordinal() - 1), timezone)


def end_of(day: date, timezone: str) -> datetime:
    """Return the first moment after a day of a zone, in naive UTC."""
    following = date.fromordinal(day.toordinal() + 1)
    local = datetime.combine(following, time(), ZoneInfo(timezone))
    return local.astimezone(UTC).replace(tzinfo=None)
