"""What is watched for drift: shares of kinds of events, people and listed items, week by week."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.schema.columns import DEVICE, EVENT_TYPE, ITEM, STATUS, TIME, USER

__all__ = ["DAYS", "Signal", "attribute_signals", "signals_of", "weeks_of"]

DAYS = 7
_DAY_US = 86_400_000_000
_MOST_VALUES = 10
_OTHER = "all others"
_UNKNOWN = "not known"
_HOURS = ("night", "morning", "afternoon", "evening")

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Signal:
    """Rows that fall into kinds.

    Parameters
    ----------
    name
        Such as ``events: device``.
    values
        Names of the kinds.
    code, user, week
        Of each row: its kind, whose it is, and in which week (0 the first).
    """

    name: str
    values: tuple[str, ...]
    code: Codes = field(repr=False)
    user: Codes = field(repr=False)
    week: Codes = field(repr=False)


def weeks_of(times: pa.ChunkedArray, end: int) -> Codes:
    """Number the weeks so that the last one ends at a moment; the latest has number −1.

    Parameters
    ----------
    times
        Of the rows.
    end
        Microseconds since 1970; rows from then on get numbers from 0.
    """
    micros = times.cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    weeks: Codes = (micros - end) // (DAYS * _DAY_US)
    return weeks


def signals_of(
    interactions: pa.Table,
    week: Codes,
    *,
    items: pa.Table | None = None,
    users: pa.Table | None = None,
    identity_map: pa.Table | None = None,
) -> list[Signal]:
    """Take the shares to watch from events.

    Parameters
    ----------
    interactions
        Events.
    week
        The week of each.
    items, users
        What is known of them; their attributes of few values are watched.
    identity_map
        Who is who: which share of the events is of known customers.

    Returns
    -------
    Events by type, device, hour, kind of item, how their user is known; and the people who
    were active, once each week, by their attributes.
    """
    whom, user_ids = _coded(interactions[USER])
    found = [
        _signal(f"events: {name}", interactions[name], whom, week)
        for name in (EVENT_TYPE, DEVICE)
        if name in interactions.column_names and interactions[name].null_count < len(whom)
    ]
    hours = pc.divide(pc.hour(interactions[TIME].cast(pa.timestamp("us"))), 6).to_numpy()
    found.append(Signal("events: hour", _HOURS, hours.astype(np.int64), whom, week))
    if items is not None:
        found += attribute_signals("items", items, ITEM, interactions[ITEM], whom, week)
    if identity_map is not None and identity_map.num_rows:
        status = _joined(user_ids, identity_map, USER, STATUS)
        found.append(_signal("identity: who acts", status.take(pa.array(whom)), whom, week))
    if users is not None:
        once = np.unique(np.column_stack([week, whom]), axis=0)
        people = user_ids.take(pa.array(once[:, 1]))
        found += attribute_signals("people", users, USER, people, once[:, 1], once[:, 0])
    return found


def attribute_signals(
    what: str,
    table: pa.Table,
    key: str,
    ids: pa.ChunkedArray | pa.Array,
    user: Codes,
    week: Codes,
) -> list[Signal]:
    """Make a signal of each attribute that has few values, for rows that name its owner."""
    made = []
    for column in table.column_names:
        if column == key or not pa.types.is_string(table[column].type):
            continue
        if pc.count_distinct(table[column]).as_py() <= max(_MOST_VALUES * 3, 2):
            values = _joined(ids, table, key, column)
            made.append(_signal(f"{what}: {column}", values, user, week))
    return made


def _joined(
    ids: pa.ChunkedArray | pa.Array, table: pa.Table, key: str, column: str
) -> pa.ChunkedArray | pa.Array:
    names = table[key].cast(pa.string()).combine_chunks()
    place = pc.index_in(ids.cast(pa.string()), value_set=names)
    return table[column].combine_chunks().take(place)


def _signal(name: str, values: pa.ChunkedArray | pa.Array, user: Codes, week: Codes) -> Signal:
    filled = pc.fill_null(values.cast(pa.string()), _UNKNOWN)
    counted = pc.value_counts(filled).to_pylist()
    counted.sort(key=lambda row: (-row["counts"], row["values"]))
    names = [row["values"] for row in counted[:_MOST_VALUES]]
    code = pc.index_in(filled, value_set=pa.array(names, pa.string()))
    rest = len(names)
    codes = pc.fill_null(code, rest).to_numpy(zero_copy_only=False).astype(np.int64)
    shown = (*names, _OTHER) if len(counted) > rest else tuple(names)
    return Signal(name, shown, codes, user, week)


def _coded(column: pa.ChunkedArray) -> tuple[Codes, pa.Array]:
    encoded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    codes: Codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, encoded.dictionary
