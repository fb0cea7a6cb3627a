"""Times that the clocks of a zone show twice, or never: which were read by a rule."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.sources.times import MICROSECONDS, read_times
from openkitchen.sources.values import as_text

__all__ = ["shown_never", "shown_twice"]

Bools = npt.NDArray[np.bool_]

_TICK = pa.scalar(1, pa.duration("us"))


def shown_twice(came: pa.Array, times: pa.Array, timezone: str, pattern: str = "") -> Bools:
    """Mark times without a zone in the hour that comes twice, when clocks go back.

    Parameters
    ----------
    came
        The values as they came.
    times
        As `read_times` read them: the earlier of the two.
    timezone, pattern
        As it was given them.
    """
    if timezone == "UTC":
        return np.zeros(len(times), bool)
    later = pc.assume_timezone(
        _wall(times, timezone), timezone, ambiguous="latest", nonexistent="latest"
    )
    hits = pc.not_equal(later.cast(_zoned("UTC")).cast(MICROSECONDS), times)
    return _of_no_zone(hits, came, times, pattern)


def shown_never(came: pa.Array, times: pa.Array, timezone: str, pattern: str = "") -> Bools:
    """Mark times without a zone in the hour that is left out, when clocks go forward.

    Parameters
    ----------
    came, times, timezone, pattern
        As in `shown_twice`; they were read as the first moment after that hour.
    """
    if timezone == "UTC":
        return np.zeros(len(times), bool)
    wall, before = (_wall(t, timezone) for t in (times, pc.subtract(times, _TICK)))
    hits = pc.greater(pc.subtract(wall, before), _TICK)
    return _of_no_zone(hits, came, times, pattern, but=wall)


def _wall(times: pa.Array, timezone: str) -> pa.Array:
    return pc.local_timestamp(pc.assume_timezone(times, "UTC").cast(_zoned(timezone)))


def _of_no_zone(
    hits: pa.Array, came: pa.Array, times: pa.Array, pattern: str, but: pa.Array | None = None
) -> Bools:
    """Keep the hits that, read as UTC, are other moments: those state no zone.

    ``but`` are clock times that, where they are stated, are no hits.
    """
    marked = np.zeros(len(times), bool)
    at = pa.array(np.flatnonzero(_flags(hits)))
    if not len(at):
        return marked
    kind = came.type
    plain = pa.types.is_temporal(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind)
    stated = read_times(came.take(at) if plain else as_text(came.take(at)), "UTC", pattern)
    kept = _flags(pc.not_equal(stated, times.take(at)))
    if but is not None:
        kept &= _flags(pc.not_equal(stated, but.take(at)))
    marked[at.to_numpy()] = kept
    return marked


def _flags(mask: pa.Array) -> Bools:
    flags: Bools = pc.fill_null(mask, False).to_numpy(zero_copy_only=False)
    return flags


def _zoned(timezone: str) -> pa.DataType:
    return pa.timestamp("us", tz=timezone)
