"""Events whose clock is far ahead of all others do not move the end of the data.

The end of the data is the moment that lists are for, and from which ages are counted. One
telephone whose clock says 2100 would make all other events old.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.schema.columns import TIME

__all__ = ["FEWEST", "MANY", "without_running_ahead"]

Codes = npt.NDArray[np.int64]

FEWEST: Final = 100
"""Events of which one may be told to be ahead."""
MANY: Final = 1000
"""Of so many events one in a thousand may be, and less far."""
_NEAR = 0.25
_DAY = 86_400_000_000


def without_running_ahead(interactions: pa.Table) -> pa.Table:
    """Put events that are far ahead of all others at the latest moment of those.

    Far ahead is who stands alone: at most one in 1,000 events (of fewer than 1,000, a single
    one), beyond the others by a quarter of the time that they span (by all of it), and by a day
    at least. So a shop that is open every day never loses its last day, and of fewer than 100
    events nothing is changed.

    Parameters
    ----------
    interactions
        With a ``timestamp``; in any order.

    Returns
    -------
    The same rows; the table itself when none is ahead, or not all have a time.
    """
    times = interactions[TIME].cast(pa.timestamp("us"), safe=False)
    if len(times) < FEWEST or times.null_count:
        return interactions
    found = times.cast(pa.int64()).to_numpy()
    settled = _settled(found)
    if settled is found:
        return interactions
    place = interactions.schema.get_field_index(TIME)
    return interactions.set_column(place, TIME, pa.array(settled, pa.timestamp("us")))


def _settled(time: Codes) -> Codes:
    n = len(time)
    few = max(1, n // MANY)
    apart = np.partition(time, (few, n - few - 1))
    first, latest = int(apart[few]), int(apart[n - few - 1])
    reach = (latest - first) * (_NEAR if n >= MANY else 1.0)
    ahead = time > latest + max(reach, _DAY)
    if not ahead.any():
        return time
    return np.where(ahead, time[~ahead].max(), time)
