"""How many cores this process may use, and work done on several at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["cores", "each"]

T = TypeVar("T")
R = TypeVar("R")


def cores() -> int:
    """Return how many threads may work at once: the cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not every system tells
        return os.cpu_count() or 1


def each(work: Callable[[T], R], parts: Iterable[T]) -> list[R]:
    """Do all parts, several at once, and return what comes of each, in their order.

    Parts that write must write to places of their own.
    """
    parts, workers = list(parts), cores()
    if len(parts) < 2 or workers < 2:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(workers) as pool:
        return [done.result() for done in [pool.submit(work, part) for part in parts]]
