"""How likely it is that the customer who logged in on a device owns it.

A device on which somebody logged in once may be a stranger's. Three things tell: how often
its visits are logged in, beside how often that customer logs in elsewhere; how many other
devices the customer has; and whether the device behaves like those (see `consistency`). All
rates are estimated from the edges themselves, with a little prior weight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.schema.columns import VISITOR

__all__ = ["Rates", "estimate_rates", "stray_probability"]

Floats = npt.NDArray[np.float64]

_STRONG = 3.0
_PRIOR_DEVICES = 100.0
_PRIOR_EVENTS = 0.2
_ONCE_OF_SHARERS = 0.4
_PRIOR_VISITS = 4.0
_LONG = 8.0
_MOST_DEVICES = 7


@dataclass(frozen=True, slots=True)
class Rates:
    """What is usual in these edges.

    Parameters
    ----------
    stray
        Share of devices on which a stranger logged in once.
    shared
        Share of devices that two people use.
    login
        Share of a device's visits that are logged in, where anybody logs in.
    silent
        Share of devices on which nobody ever logs in.
    further
        Share of people with k known devices who have one more; k = 0, 1, …
    devices
        Visitor ids for each person.
    stray_second
        How likely a second customer who was seen once is a stranger, not a sharer.
    """

    stray: float
    shared: float
    login: float
    silent: float
    further: tuple[float, ...]
    devices: float
    stray_second: float


def estimate_rates(seen: pa.Table, edges: pa.Table) -> Rates:
    """Estimate what is usual.

    Parameters
    ----------
    seen
        As ``seen.sql`` returns it.
    edges
        All edges: ``visitor_id`` and ``count``, those without a customer too.
    """
    first = seen.filter(pc.equal(seen["place"], 1))
    times = _floats(first["times"])
    strong = times >= _STRONG
    beside = (_floats(first["all_times"]) - times)[strong]
    once, often = int((beside == 1).sum()), int((beside > 1).sum())
    n = int(strong.sum()) + _PRIOR_DEVICES
    sharers = often * _ONCE_OF_SHARERS
    visits = edges.group_by(VISITOR).aggregate([("count", "sum")])
    known = pc.is_in(visits[VISITOR], first[VISITOR].combine_chunks())
    long = pc.greater_equal(visits["count_sum"], _LONG)
    unknown = pc.sum(pc.and_(long, pc.invert(known))).as_py() or 0
    people = max(pc.count_distinct(seen["person_id"]).as_py(), 1)
    return Rates(
        stray=(max(once - sharers, 0.0) + _PRIOR_EVENTS) / n,
        shared=(often + sharers + _PRIOR_EVENTS) / n,
        login=_share(times[strong].sum() + 1, _floats(first["seen"])[strong].sum() + 2),
        silent=_share(unknown + 0.5, (pc.sum(long).as_py() or 0) + 1),
        further=_further(seen, people),
        devices=visits.num_rows / people,
        stray_second=(max(once - sharers, 0.0) + 1) / (max(once - sharers, 0.0) + sharers + 2),
    )


def stray_probability(seen: pa.Table, rates: Rates, fits: Floats) -> Floats:
    """Return, for each row of ``seen``, the probability that its one login was a stranger's.

    Parameters
    ----------
    seen
        As ``seen.sql`` returns it.
    rates
        As `estimate_rates` returns them.
    fits
        How much likelier the device's behaviour is if it is this customer's than if it is
        anybody's; 1 where nothing is known.

    Returns
    -------
    Shape (rows,); 0 where the two were seen together more than once.
    """
    times, visits = _floats(seen["times"]), _floats(seen["seen"])
    elsewhere = _floats(seen["other_times"]) + rates.login * _PRIOR_VISITS
    login = np.minimum(elsewhere / (_floats(seen["other_seen"]) + _PRIOR_VISITS), 0.95)
    others = np.minimum(_floats(seen["others"]), len(rates.further) - 1).astype(int)
    further = np.asarray(rates.further)[others]
    own = further * visits * login * (1 - login) ** (visits - 1) * fits
    nobody = rates.silent + (1 - rates.silent) * (1 - rates.login) ** visits
    stray = rates.stray * rates.devices * nobody
    tiny = np.finfo(float).tiny
    return np.where(times > 1, 0.0, stray / np.maximum(stray + own, tiny))


def _further(seen: pa.Table, people: int) -> tuple[float, ...]:
    solid = seen.filter(pc.greater_equal(seen["times"], 2))
    counts = solid.group_by("person_id").aggregate([("place", "count")])["place_count"]
    held = np.asarray(counts.to_numpy(zero_copy_only=False))
    at_least = [people, *(int((held >= k).sum()) for k in range(1, _MOST_DEVICES + 1))]
    return tuple((at_least[k + 1] + 0.5) / (at_least[k] + 1) for k in range(_MOST_DEVICES))


def _share(part: float, whole: float) -> float:
    return float(min(max(part / whole, 0.01), 0.95))


def _floats(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.to_numpy(), dtype=np.float64)
