"""Scales of history: how fast a past event loses its say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.errors import SettingsError
from openkitchen.models.events import Events

__all__ = ["Scale", "history_matrix", "kernel_between", "mass", "parse_scale"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scale:
    """A kernel over the past: 2^(−distance / half-life), counted from the latest event.

    Counting from the user's latest event, not from the moment of scoring, keeps the
    shape of a history the same however long ago it ended.

    Parameters
    ----------
    unit
        ``"all"``: every event counts the same. ``"days"``: by days before the latest
        event. ``"steps"``: by number of events before the latest.
    half_life
        Days or steps after which an event counts half; 0 steps: only the latest counts.
    """

    unit: Literal["all", "days", "steps"] = "all"
    half_life: float = 0.0

    def __str__(self) -> str:
        return "all" if self.unit == "all" else f"{self.half_life:g}{self.unit[0]}"


def parse_scale(text: str) -> Scale:
    """Read a scale as it is written in settings: ``all``, ``30d`` or ``4s``.

    Raises
    ------
    SettingsError
        When the text is none of these.
    """
    if text == "all":
        return Scale()
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([ds])", text)
    if not match:
        raise SettingsError(
            f"no history scale {text!r}",
            hint="Write 'all', a half-life in days such as '30d', or in events such as '4s'.",
        )
    half_life, unit = float(match[1]), match[2]
    if unit == "d" and half_life == 0:
        raise SettingsError("a half-life of 0 days", hint="Use '0s' for the latest event alone.")
    return Scale("days" if unit == "d" else "steps", half_life)


def kernel_between(scale: Scale, events: Events) -> Floats:
    """Return, per event, the factor by which the history before it fades when it arrives.

    A user's first event has factor 0: nothing is carried over from the user before.
    """
    position = events.position
    if scale.unit == "days":
        gap = np.diff(events.time, prepend=events.time[:1] if len(events) else 0.0)
        factor = np.exp2(-np.maximum(gap, 0.0) / scale.half_life)
    elif scale.unit == "steps":
        one = 0.0 if scale.half_life == 0 else 2.0 ** (-1.0 / scale.half_life)
        factor = np.full(len(events), one)
    else:
        factor = np.ones(len(events))
    return np.where(position == 0, 0.0, factor)


def mass(scale: Scale, events: Events) -> Floats:
    """Return the total kernel weight of the history up to and including each event."""
    if scale.unit == "all":
        running = np.cumsum(events.weight)
        before = np.concatenate([[0.0], running])[events.start[events.user]]
        return np.asarray(running - before)
    history = history_matrix(scale, events)
    return np.asarray(history.sum(axis=1), dtype=np.float64).ravel()


def history_matrix(scale: Scale, events: Events, *, latest_only: bool = False) -> sp.csr_array:
    """Weigh the events up to and including each event.

    Parameters
    ----------
    scale
        The kernel.
    events
        The histories.
    latest_only
        One row per user (the whole history) instead of one per event.

    Returns
    -------
    Sparse rows × events; row r holds event weight × kernel for each event of r's history.
    """
    if latest_only:
        last, length = events.start[1:] - 1, events.counts
    else:
        last, length = np.arange(len(events), dtype=np.int64), events.position + 1
    pointer = np.concatenate([[0], np.cumsum(length)])
    row = np.repeat(np.arange(len(length), dtype=np.int64), length)
    lag = np.arange(pointer[-1], dtype=np.int64) - pointer[row]
    # oldest first, so that column numbers rise within each row
    column = last[row] - (length[row] - 1 - lag)
    value = events.weight[column] * _kernel(scale, events, last[row], column)
    return sp.csr_array((value, column, pointer), shape=(len(length), len(events)))


def _kernel(
    scale: Scale, events: Events, now: npt.NDArray[np.int64], then: npt.NDArray[np.int64]
) -> Floats:
    if scale.unit == "all":
        return np.ones(len(now))
    if scale.unit == "days":
        return np.exp2(-(events.time[now] - events.time[then]) / scale.half_life)
    if scale.half_life == 0:
        return (now == then).astype(np.float64)
    return np.exp2(-(now - then) / scale.half_life)
