"""Scales of history: how fast a past event loses its say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.errors import SettingsError
from openkitchen.models.events import Events

__all__ = [
    "PAIRS_AT_ONCE",
    "Scale",
    "gaps",
    "history_entries",
    "history_matrix",
    "kernel_between",
    "mass",
    "parse_scale",
    "row_blocks",
]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

PAIRS_AT_ONCE = 12_000_000
"""Pairs of an event and an earlier one, of the same user, that are held at a time."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A kernel over the past: 2^(−distance / half-life), counted from the latest event.

    Counting from the user's latest event keeps the shape of a history the same however
    long ago it ended; that is right for tastes. What somebody is after at this moment is
    forgotten by tomorrow: a scale in hours counts from the moment of scoring.

    Parameters
    ----------
    unit
        ``"all"``: every event counts the same. ``"days"``: by days before the latest
        event. ``"steps"``: by number of events before the latest. ``"hours"``: by hours
        before the moment of scoring.
    half_life
        Days, steps or hours after which an event counts half; 0 steps: only the latest
        counts.
    """

    unit: Literal["all", "days", "steps", "hours"] = "all"
    half_life: float = 0.0

    def __str__(self) -> str:
        return "all" if self.unit == "all" else f"{self.half_life:g}{self.unit[0]}"

    @property
    def days(self) -> float:
        """The half-life in days, of a scale in days or hours."""
        return self.half_life / 24 if self.unit == "hours" else self.half_life

    def freshness(self, days_since: Floats) -> Floats:
        """Return what is left of a whole history, so many days after its latest event."""
        if self.unit != "hours":
            return np.ones(len(days_since))
        return np.asarray(np.exp2(-np.maximum(days_since, 0.0) / self.days))


def parse_scale(text: str) -> Scale:
    """Read a scale as it is written in settings: ``all``, ``30d``, ``4s`` or ``2h``.

    Raises
    ------
    SettingsError
        When the text is none of these.
    """
    if text == "all":
        return Scale()
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([dhs])", text)
    if not match:
        raise SettingsError(
            f"no history scale {text!r}",
            hint="Write 'all', a half-life in days such as '30d', in events such as '4s', or "
            "in hours before the moment of scoring such as '2h'.",
        )
    half_life, unit = float(match[1]), match[2]
    if unit != "s" and half_life == 0:
        raise SettingsError(f"a half-life of {text}", hint="Use '0s' for the latest event alone.")
    return Scale(_UNITS[unit], half_life)


_UNITS: dict[str, Literal["days", "hours", "steps"]] = {"d": "days", "h": "hours", "s": "steps"}


def kernel_between(scale: Scale, events: Events) -> Floats:
    """Return, per event, the factor by which the history before it fades when it arrives.

    A user's first event has factor 0: nothing is carried over from the user before.
    """
    position = events.position
    if scale.unit in ("days", "hours"):
        factor = np.exp2(-np.maximum(gaps(events), 0.0) / scale.days)
    elif scale.unit == "steps":
        one = 0.0 if scale.half_life == 0 else 2.0 ** (-1.0 / scale.half_life)
        factor = np.full(len(events), one)
    else:
        factor = np.ones(len(events))
    return np.where(position == 0, 0.0, factor)


def gaps(events: Events) -> Floats:
    """Return the days since the event before, whoever's it is."""
    return np.diff(events.time, prepend=events.time[:1] if len(events) else 0.0)


def mass(scale: Scale, events: Events) -> Floats:
    """Return the total kernel weight of the history up to and including each event."""
    if scale.unit == "all":
        running = np.cumsum(events.weight)
        before = np.concatenate([[0.0], running])[events.start[events.user]]
        return np.asarray(running - before)
    parts = [
        np.asarray(history_matrix(scale, events, rows).sum(axis=1), dtype=np.float64).ravel()
        for rows in row_blocks(events)
    ]
    return np.concatenate([np.zeros(0), *parts])


def row_blocks(events: Events) -> Iterator[Codes]:
    """Split the events so that the histories of one block fit into memory."""
    pairs = np.cumsum(events.position + 1)
    block = pairs // PAIRS_AT_ONCE
    for number in np.unique(block):
        yield np.flatnonzero(block == number)


def history_matrix(scale: Scale, events: Events, rows: Codes | None = None) -> sp.csr_array:
    """Weigh the events up to and including each of some events.

    Parameters
    ----------
    scale
        The kernel.
    events
        The histories.
    rows
        The events; the latest of each user (the whole history), one row per user with or
        without events, when ``None``.

    Returns
    -------
    Sparse rows × events; row r holds event weight × kernel for each event of r's history.
    """
    value, column, pointer = history_entries(scale, events, rows)
    return sp.csr_array((value, column, pointer), shape=(len(pointer) - 1, len(events)))


def history_entries(
    scale: Scale, events: Events, rows: Codes | None = None
) -> tuple[Floats, Codes, Codes]:
    """Return the values of `history_matrix`, the event of each, and where each row begins."""
    if rows is None:
        last, length = events.start[1:] - 1, events.counts
    else:
        last, length = rows, rows - events.start[events.user[rows]] + 1
    if scale.unit == "steps" and scale.half_life == 0:
        length = np.minimum(length, 1)  # all before the latest weighs nothing
    pointer = np.concatenate([[0], np.cumsum(length)])
    row = np.repeat(np.arange(len(length), dtype=np.int64), length)
    lag = np.arange(pointer[-1], dtype=np.int64) - pointer[row]
    # oldest first, so that column numbers rise within each row
    column = last[row] - (length[row] - 1 - lag)
    value = events.weight[column] * _kernel(scale, events, last[row], column)
    return value, column, pointer


def _kernel(
    scale: Scale, events: Events, now: npt.NDArray[np.int64], then: npt.NDArray[np.int64]
) -> Floats:
    if scale.unit == "all":
        return np.ones(len(now))
    if scale.unit in ("days", "hours"):
        return np.exp2(-(events.time[now] - events.time[then]) / scale.days)
    if scale.half_life == 0:
        return (now == then).astype(np.float64)
    return np.exp2(-(now - then) / scale.half_life)
