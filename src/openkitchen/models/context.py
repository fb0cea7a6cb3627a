"""The context of a choice: when in the year, the week and the day, and on what device.

Each level has one input that is 1 in its context and 0 elsewhere; a row whose context is
not known has zeros. The penalty on these inputs shrinks what a context adds to an item
towards nothing; and since the bias is next to free, the levels of one kind add up to
about zero for each item: they tell how a context differs from all the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.events import Events, Labels

__all__ = ["CONTEXTS", "Context", "available_contexts", "make_context"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

CONTEXTS = ("month", "weekday", "hour", "device")

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS = tuple(f"{hour:02d}-{hour + 3:02d}" for hour in range(0, 24, 3))
_LEVELS = {"month": _MONTHS, "weekday": _WEEKDAYS, "hour": _HOURS}
_EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday
_DAYS_TOLD = {"month": 365.0, "weekday": 21.0, "hour": 7.0}
_FEWEST = 20


@dataclass(frozen=True)
class Context:
    """The context inputs of a model.

    Parameters
    ----------
    kinds
        Some of `CONTEXTS`, in that order.
    devices
        Names of the devices that have an input, by code.
    """

    kinds: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()

    @property
    def levels(self) -> list[tuple[str, str]]:
        """Kind and level of each input."""
        named = {**_LEVELS, "device": self.devices}
        return [(kind, level) for kind in self.kinds for level in named[kind]]

    def __len__(self) -> int:
        return len(self.levels)

    def rows(
        self, now: Floats, device: Codes, told: npt.NDArray[np.bool_] | None = None
    ) -> sp.csr_array:
        """Return the inputs of some moments.

        Parameters
        ----------
        now
            Days since 1970-01-01 UTC.
        device
            Codes of devices, −1 for not known.
        told
            Whether the hour and the day are meant; without, only the month is told.
            ``None``: always.
        """
        told = np.ones(len(now), dtype=np.bool_) if told is None else told
        parts = [sp.csr_array((len(now), 0))]
        for kind in self.kinds:
            if kind == "device":
                parts.append(_indicate(device, len(self.devices), np.ones(len(now), bool)))
            else:
                level = _LEVEL_OF[kind](now)
                parts.append(_indicate(level, len(_LEVELS[kind]), told | (kind == "month")))
        return sp.csr_array(sp.hstack(parts, format="csr"))

    def of_events(self, events: Events) -> sp.csr_array:
        """Return the inputs of the rows that end in each event: events × inputs."""
        return self.rows(events.time, events.device)


def make_context(asked: tuple[str, ...], events: Events, labels: Labels) -> Context:
    """Return the context inputs for these data: of what is asked, all that the data tell."""
    kinds = tuple(kind for kind in _told(events, labels) if kind in asked) if asked else ()
    return Context(kinds, labels.devices if "device" in kinds else ())


def available_contexts(events: Events, labels: Labels) -> tuple[str, ...]:
    """List what is worth a try: the data tell it, and cover it more than once.

    A month is told from a passing trend only where a whole year was seen; a day of the
    week needs three weeks, an hour seven days; a device, two that are in use.
    """
    found = _told(events, labels)
    if not events.dated:
        return ()
    low, high = np.quantile(events.time, [0.001, 0.999])
    span = float(high - low)
    found = [kind for kind in found if span >= _DAYS_TOLD.get(kind, 0.0)]
    if "device" in found and (_counts(events.device) >= _FEWEST).sum() < 2:
        found.remove("device")
    return tuple(found)


def _told(events: Events, labels: Labels) -> list[str]:
    if not events.dated:
        return []
    found = ["month", "weekday"]
    if (events.time % 1.0 != 0.0).any():
        found.append("hour")
    if labels.devices:
        found.append("device")
    return found


def _counts(codes: Codes) -> Codes:
    return np.bincount(codes[codes >= 0])


def _indicate(level: Codes, n_levels: int, told: npt.NDArray[np.bool_]) -> sp.csr_array:
    known = told & (level >= 0)
    pointer = np.concatenate([[0], np.cumsum(known)])
    return sp.csr_array(
        (np.ones(int(known.sum())), level[known], pointer), shape=(len(level), n_levels)
    )


def _month(now: Floats) -> Codes:
    day = np.floor(now).astype(np.int64).astype("datetime64[D]")
    months: Codes = day.astype("datetime64[M]").astype(np.int64) % 12
    return months


def _weekday(now: Floats) -> Codes:
    return (np.floor(now).astype(np.int64) + _EPOCH_WEEKDAY) % 7


def _hour(now: Floats) -> Codes:
    hour = np.floor((now - np.floor(now)) * 8.0).astype(np.int64)
    return np.minimum(hour, 7)


_LEVEL_OF = {"month": _month, "weekday": _weekday, "hour": _hour}
