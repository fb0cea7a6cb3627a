"""Apply a column contract to rows: typed rows come out, and rejected ones with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.schema.columns import FIRST_SEEN, LAST_SEEN, TIME, WEIGHT
from openkitchen.sources.blocks import Block, Extract
from openkitchen.sources.clock_changes import shown_never, shown_twice
from openkitchen.sources.contract import KNOWN_TYPES, ColumnRule
from openkitchen.sources.faults import Bools, Faults, flags, one_array
from openkitchen.sources.ids import ID_COLUMNS, read_id_values
from openkitchen.sources.rejected import Rejected
from openkitchen.sources.times import MICROSECONDS
from openkitchen.sources.values import ARROW_TYPES, Typed, as_text, expected_of, read_values

__all__ = ["DAY", "LONGEST_FIELD", "Demands", "Taken", "take"]

LONGEST_FIELD = 1_000_000
DAY = "_day"
"""Holds, while a file is read, the day that a column of the provider states."""

_ISO_DATE = r"^\d{4}-\d{2}-\d{2}( |$)"
_EARLIEST = datetime(1900, 1, 1)
_ZERO, _YEAR_AFTER = datetime(1970, 1, 1), datetime(1971, 1, 1)
_JUDGED = frozenset({TIME, FIRST_SEEN, LAST_SEEN, DAY})
"""Times of events; those that are attributes, such as a birthday, may be any."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What is asked of the rows of a file whose columns have been found.

    Parameters
    ----------
    rules
        A rule for each column to read; ``theirs`` as the header has it, ``required``
        true or false.
    any_of
        Our id columns of which each row needs at least one.
    constants
        Our columns with one value for all rows.
    earliest
        Events before this moment (naive UTC) are rejected.
    latest, latest_is
        Events after this moment (naive UTC) are rejected; what the moment is, in words.
    missing, decimal, timezone
        As in `Source`.
    """

    rules: tuple[ColumnRule, ...]
    any_of: tuple[str, ...] = ()
    constants: Mapping[str, object] = field(default_factory=dict)
    earliest: datetime = _EARLIEST
    latest: datetime | None = None
    latest_is: str = "a day from now"
    missing: tuple[str, ...] = ()
    decimal: str = "."
    timezone: str = "UTC"

    @property
    def columns(self) -> tuple[str, ...]:
        """Their names of the columns to read, each once."""
        return tuple(dict.fromkeys(rule.theirs for rule in self.rules))


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a block's rows: typed rows, their lines, and the rejected ones.

    Of the rows taken, ``shown_twice`` lie in the hour that comes twice when clocks go back, and
    ``shown_never`` in the one that they leave out.
    """

    rows: pa.Table
    lines: npt.NDArray[np.int64]
    rejected: tuple[Rejected, ...]
    shown_twice: int = 0
    shown_never: int = 0


def take(extract: Extract, demands: Demands) -> Iterator[Taken]:
    """Read a file's rows under a contract, block by block."""
    for block in extract.read(demands.columns):
        yield _take_block(block, extract, demands)


def _take_block(block: Block, extract: Extract, demands: Demands) -> Taken:
    faults = Faults(block, extract.name)
    columns: dict[str, pa.Array] = {}
    twice = never = np.zeros(block.rows.num_rows, bool)
    for rule in demands.rules:
        came = one_array(block.rows[rule.theirs])
        faults.add(_too_long(came), rule.theirs, f"a field of more than {LONGEST_FIELD:,} bytes")
        faults.add_words(extract.faulty, rule.theirs, came, demands.missing)
        typed = _read(came, rule, demands)
        if extract.dated and rule.type == "timestamp" and rule.format and typed.bad.any():
            typed = _with_dates(typed, came, demands)
        if pa.types.is_list(came.type) and not pa.types.is_list(typed.values.type):
            faults.add_values(typed.bad, rule.theirs, came, "a list; expected one value")
        faults.add_unread(typed.bad, rule, came, demands.decimal)
        if rule.required:
            gone = flags(pc.is_null(typed.values)) & ~typed.bad
            wanted = (
                "an id" if rule.ours.endswith("_id") else expected_of(rule.type, demands.decimal)
            )
            faults.add(gone, rule.theirs, f"no value; expected {wanted}")
        if rule.ours in _JUDGED and pa.types.is_timestamp(typed.values.type):
            _judge_times(typed.values, rule, came, demands, faults)
        if rule.ours == TIME:
            read = came, typed.values, demands.timezone, rule.format
            twice, never = shown_twice(*read), shown_never(*read)
        if rule.ours == WEIGHT:
            low = pc.fill_null(pc.less(typed.values, 0.0), False)
            faults.add_values(flags(low), rule.theirs, came, "below zero; expected 0 or more")
        columns[rule.ours] = typed.values
    _judge_ids(columns, demands, faults)
    faults.add_header_again()
    for name, value in demands.constants.items():
        columns[name] = _constant(name, value, block.rows.num_rows)
    kept = ~faults.at_all
    rows = pa.table(columns) if columns else block.rows.select([])
    if not kept.all():
        rows = rows.filter(pa.array(kept))
    rejected = sorted((*block.rejected, *faults.rejected()), key=lambda r: r.line)
    counts = int((twice & kept).sum()), int((never & kept).sum())
    return Taken(rows, block.lines[kept], tuple(rejected), *counts)


def _read(came: pa.Array, rule: ColumnRule, demands: Demands) -> Typed:
    if rule.ours in ID_COLUMNS and (rule.type == "string" or rule.format):
        return read_id_values(came, demands.missing, rule.format)
    return read_values(
        came,
        rule.type,
        missing=demands.missing,
        decimal=demands.decimal,
        timezone=demands.timezone,
        pattern=rule.format,
    )


def _with_dates(typed: Typed, came: pa.Array, demands: Demands) -> Typed:
    """Read what a pattern does not fit as the date that a cell holds, which has no pattern."""
    iso = pc.match_substring_regex(came, _ISO_DATE)
    rest = pc.if_else(pc.and_(pa.array(typed.bad), pc.fill_null(iso, False)), came, None)
    dates = read_values(rest, "timestamp", timezone=demands.timezone)
    found = flags(pc.is_valid(dates.values))
    return Typed(pc.coalesce(typed.values, dates.values), typed.bad & ~found)


def _judge_times(
    times: pa.Array, rule: ColumnRule, came: pa.Array, demands: Demands, faults: Faults
) -> None:
    early = pc.fill_null(pc.less(times, pa.scalar(demands.earliest, MICROSECONDS)), False)
    said = f"before {demands.earliest:%Y-%m-%d}; expected a time of this age"
    faults.add_values(flags(early), rule.theirs, came, said)
    faults.add_values(
        _unset(times),
        rule.theirs,
        came,
        "the first moment of 1970, which clocks show that were never set; expected a time",
    )
    if demands.latest is None:
        return
    late = pc.fill_null(pc.greater(times, pa.scalar(demands.latest, MICROSECONDS)), False)
    faults.add_values(
        flags(late),
        rule.theirs,
        came,
        f"in the future; expected a time no later than {demands.latest:%Y-%m-%d %H:%M} UTC, "
        f"{demands.latest_is}",
    )


def _unset(times: pa.Array) -> Bools:
    """Mark times of zero seconds, unless most are of that year: then they only count up."""
    zero = flags(pc.fill_null(pc.equal(times, pa.scalar(_ZERO, MICROSECONDS)), False))
    if not zero.any():
        return zero
    of_1970 = pc.and_(
        pc.greater_equal(times, pa.scalar(_ZERO, MICROSECONDS)),
        pc.less(times, pa.scalar(_YEAR_AFTER, MICROSECONDS)),
    )
    counting = (pc.sum(of_1970).as_py() or 0) - zero.sum()
    others = len(times) - times.null_count - zero.sum()
    return zero & (counting * 2 <= others)


def _judge_ids(columns: Mapping[str, pa.Array], demands: Demands, faults: Faults) -> None:
    names = [name for name in demands.any_of if name in columns]
    if not names or any(name in demands.constants for name in demands.any_of):
        return
    gone = np.logical_and.reduce([flags(pc.is_null(columns[name])) for name in names])
    theirs = [rule.theirs for rule in demands.rules if rule.ours in names]
    faults.add(gone, theirs[0], f"no value; expected an id in {' or '.join(theirs)}")


def _too_long(came: pa.Array) -> Bools:
    if not pa.types.is_string(came.type):
        return np.zeros(len(came), bool)
    return flags(pc.fill_null(pc.greater(pc.binary_length(came), LONGEST_FIELD), False))


def _constant(name: str, value: object, length: int) -> pa.Array:
    kind = KNOWN_TYPES.get(name, "string")
    one = as_text(pa.array([value])) if kind == "string" else pa.array([value], ARROW_TYPES[kind])
    return pa.repeat(one[0], length)


def day_from_now(now: datetime | None) -> datetime:
    """Return the moment after which times are in the future: a day from now (naive UTC)."""
    now = now or datetime.now(UTC)
    if now.tzinfo is not None:
        now = now.astimezone(UTC).replace(tzinfo=None)
    return datetime.fromordinal(now.toordinal() + 1).replace(
        hour=now.hour, minute=now.minute, second=now.second
    )
