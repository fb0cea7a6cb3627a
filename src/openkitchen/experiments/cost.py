"""What a piece of work costs: seconds, and memory at its peak."""

from __future__ import annotations

import ctypes
import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

__all__ = ["Cost", "measured", "seconds_told"]

_REFS = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")

Got = TypeVar("Got")


@dataclass(frozen=True, slots=True)
class Cost:
    """What something took.

    Parameters
    ----------
    seconds
        Wall time.
    peak_mb
        Memory of the process at the peak, above what it held before, in MB; ``None`` where
        the system does not tell (it is Linux that does).
    """

    seconds: float
    peak_mb: float | None


def seconds_told(seconds: float) -> str:
    """Write seconds: two digits below ten, whole ones above: ``0.26 s``, ``101 s``."""
    return f"{seconds:.2g} s" if seconds < 9.5 else f"{seconds:,.0f} s"


def measured(work: Callable[[], Got]) -> tuple[Got, Cost]:
    """Do some work, and say what it cost.

    Memory is the process's own, whatever language asked for it, so that libraries written
    in C count too. What was free before and is used again does not count: it is given back
    to the system first.

    Parameters
    ----------
    work
        Called without arguments, once.

    Returns
    -------
    What the work returned, and its cost.
    """
    before = _begin()
    start = time.perf_counter()
    got = work()
    seconds = time.perf_counter() - start
    peak = None if before is None else _held("VmHWM")
    if before is None or peak is None:
        return got, Cost(seconds, None)
    return got, Cost(seconds, max(peak - before, 0.0))


def _begin() -> float | None:
    """Let the system count the peak from now on; return what is held now, in MB."""
    gc.collect()
    try:
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
        _REFS.write_text("5", "ascii")
    except (OSError, TypeError):
        return None
    return _held("VmRSS")


def _held(name: str) -> float | None:
    try:
        lines = _STATUS.read_text("ascii").splitlines()
    except OSError:
        return None
    found = [line for line in lines if line.startswith(f"{name}:")]
    return float(found[0].split()[1]) * 1024 / 1e6 if found else None
