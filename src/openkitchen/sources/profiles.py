"""What the values of a column look like: the facts that a draft of a contract rests on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.sources.contract import MISSING
from openkitchen.sources.faults import one_array
from openkitchen.sources.times import read_times
from openkitchen.sources.values import NUMBER, as_text

__all__ = ["TIME_FORMATS", "Profile", "profile"]

TIME_FORMATS = (
    *("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y"),
    *("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M"),
    *("%m/%d/%Y", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%d/%b/%Y:%H:%M:%S %z"),
    *("%d %b %Y %H:%M:%S", "%d %b %Y", "%b %d, %Y", "%a, %d %b %Y %H:%M:%S %z", "%d.%m.%y"),
)
"""Ways of writing times that need their pattern stated, day before month first."""

_WORDS = (
    *("n/a", "#n/a", "na", "nan", "none", "nil", "-", "--", "?"),
    *("unknown", "undefined", "(null)"),
)
_COMMA = r"^[+-]?\d{1,3}(\.\d{3})*,\d+$|^[+-]?\d+,\d+$"
_ISO = r"^\d{4}-\d{2}-\d{2}( |$)"
_BOOLS = {"true", "false", "t", "f", "yes", "no", "y", "n", "0", "1"}
_TRIED, _ENOUGH = 400, 0.9
_EPOCHS = ((8e8, 4.2e9), (8e11, 4.2e12), (8e14, 4.2e15), (8e17, 4.2e18))
_SETS = ("|", ";", ",")


@dataclass(frozen=True, slots=True)
class Profile:
    """Facts about one column.

    Parameters
    ----------
    name
        Its name.
    rows, filled, distinct
        Rows; those with a value; different values.
    numbers, commas, times
        Shares of the values that are numbers; numbers with a decimal comma; times.
    zoned
        Whether its times are moments whatever the zone: epoch numbers, or with a zone.
    format
        The pattern of its times, where one must be stated; patterns that fit as well.
    padded
        Share of the values that are digits with a zero in front.
    integral
        Whether all its numbers are whole.
    separator
        What separates the elements, if its values are sets.
    missing
        Words in it that seem to mean no value.
    common
        Its commonest values with their numbers.
    longest
        Length of the longest of the commonest values looked at, in characters.
    odd
        Some values that are unlike the others, if it is a column of numbers or times.
    first, last
        Its first and last time, naive UTC.
    """

    name: str
    rows: int
    filled: int
    distinct: int
    numbers: float
    commas: float
    times: float
    zoned: bool
    format: str
    also: tuple[str, ...]
    padded: float
    integral: bool
    separator: str
    missing: tuple[str, ...]
    common: tuple[tuple[str, int], ...]
    longest: int
    odd: tuple[str, ...]
    first: datetime | None
    last: datetime | None

    @property
    def unique(self) -> float:
        """Different values for each filled row, 0 to 1."""
        return self.distinct / self.filled if self.filled else 0.0

    @property
    def boolean(self) -> bool:
        """Whether it only says yes and no."""
        values = {value.lower() for value, _ in self.common}
        return 0 < self.distinct <= 4 and values <= _BOOLS


def profile(
    name: str, column: pa.ChunkedArray, faulty: Collection[str] = (), *, dated: bool = False
) -> Profile:
    """Look at all values of a column.

    Parameters
    ----------
    name
        What it is called.
    column
        Its values, as they came.
    faulty
        Text that stands for no value but for a fault.
    dated
        Whether dates are ISO 8601 whatever the pattern of those in text; see `Extract`.
    """
    came = one_array(column)
    lists = pa.types.is_list(came.type)
    text = pc.utf8_trim_whitespace(as_text(came))
    counts = Counter(value for value in text.to_pylist() if value)
    for word in MISSING:
        counts.pop(word, None)
    missing = tuple(value for value in counts if value.lower() in _WORDS)
    passed = {*missing, *faulty}
    counts = Counter({value: n for value, n in counts.items() if value not in passed})
    filled = sum(counts.values())
    values = pa.array(list(counts), pa.string())
    weights = pa.array(list(counts.values()), pa.int64())
    number = pc.match_substring_regex(values, NUMBER)
    comma = pc.match_substring_regex(values, _COMMA)
    numbers, commas = _share(number, weights), _share(comma, weights)
    find = _times_beside_dates if dated else _times
    times, form, also, zoned = find(came, values, weights, numbers)
    known = comma if commas > 0.5 else number if numbers > 0.5 else None
    return Profile(
        name,
        len(text),
        filled,
        len(counts),
        numbers,
        commas,
        times,
        zoned,
        form,
        also,
        _share(pc.match_substring_regex(values, r"^0\d"), weights),
        not pc.any(pc.match_substring_regex(values, r"^[^.]*\.\d*[1-9]")).as_py(),
        "|" if lists else _separator(list(counts)[:5000]),
        missing,
        tuple(counts.most_common(40)),
        max((len(value) for value in list(counts)[:5000]), default=0),
        _odd(values, known) if known is not None else (),
        *_ends(values, form, times),
    )


def _share(mask: pa.Array, weights: pa.Array) -> float:
    whole = pc.sum(weights).as_py() or 0
    return (pc.sum(pc.if_else(mask, weights, 0)).as_py() or 0) / whole if whole else 0.0


def _odd(values: pa.Array, fine: pa.Array) -> tuple[str, ...]:
    return tuple(values.filter(pc.invert(fine)).slice(0, 3).to_pylist())


def _times(
    came: pa.Array, values: pa.Array, weights: pa.Array, numbers: float
) -> tuple[float, str, tuple[str, ...], bool]:
    """Return the share of times, their pattern if one is needed, others, and if they are zoned."""
    if pa.types.is_temporal(came.type):
        return 1.0, "", (), getattr(came.type, "tz", None) is not None
    if not len(values):
        return 0.0, "", (), False
    if numbers > _ENOUGH:
        return _epochs(values, weights), "", (), True
    plain = _share(pc.is_valid(read_times(values)), weights)
    if plain > 0.5:
        zoned = _share(pc.match_substring_regex(values, r"(Z|UTC|[+-]\d\d:?\d\d)$"), weights) > 0.5
        return plain, "", (), zoned
    some = values.slice(0, _TRIED)
    shares = {
        form: 1 - read_times(some, pattern=form).null_count / len(some) for form in TIME_FORMATS
    }
    best = max(shares, key=lambda form: shares[form])
    if shares[best] < 0.5:
        return 0.0, "", (), False
    also = tuple(f for f, share in shares.items() if f != best and share >= shares[best] - 0.01)
    share = _share(pc.is_valid(read_times(values, pattern=best)), weights)
    return share, best, also, "%z" in best


def _times_beside_dates(
    came: pa.Array, values: pa.Array, weights: pa.Array, numbers: float
) -> tuple[float, str, tuple[str, ...], bool]:
    """Tell the pattern of dates in text by those that are not ISO 8601, if there are both."""
    iso = pc.match_substring_regex(values, _ISO)
    rest, weight = values.filter(pc.invert(iso)), weights.filter(pc.invert(iso))
    if not 0 < len(rest) < len(values):
        return _times(came, values, weights, numbers)
    numbers = _share(pc.match_substring_regex(rest, NUMBER), weight)
    share, form, also, _ = _times(rest, rest, weight, numbers)
    dates = _share(iso, weights)
    return dates + (1 - dates) * share, form, also, False


def _epochs(values: pa.Array, weights: pa.Array) -> float:
    """Return the share of numbers that are moments of our age: all of one unit, 1995 to 2103."""
    fine = pc.match_substring_regex(values, NUMBER)
    number = pc.if_else(fine, values, None).cast(pa.float64())
    compact = pc.match_substring_regex(values, r"^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$")
    spans = [pc.and_(pc.greater(number, low), pc.less(number, high)) for low, high in _EPOCHS]
    return max(_share(pc.fill_null(mask, False), weights) for mask in (*spans, compact))


def _separator(values: Sequence[str]) -> str:
    """Tell what separates the elements of sets: few elements that come together in many ways."""
    lists = sum(bool(re.match(r"^\[.*\]$", value)) for value in values)
    if values and lists > 0.5 * len(values):
        return "|"
    for sign in _SETS:
        several = [value for value in values if sign in value]
        if len(several) < max(2, 0.2 * len(values)):
            continue
        parts = [part.strip() for value in several for part in value.split(sign)]
        if sum(part.isdigit() for part in parts) > 0.9 * len(parts) and sign == ",":
            continue  # decimals
        words = max(len(part.split()) for part in parts)
        if len(set(parts)) <= 0.5 * len(parts) and (sign == "|" or words <= 3) and all(parts):
            return sign
    return ""


def _ends(values: pa.Array, form: str, share: float) -> tuple[datetime | None, datetime | None]:
    if share < 0.5:
        return None, None
    ends = pc.min_max(read_times(values, pattern=form)).as_py()
    return ends["min"], ends["max"]
