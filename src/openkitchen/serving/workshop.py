"""What is made of a kitchen once and used by many requests: what-ifs, catalogues, devices."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import Lock, RLock
from typing import Any, TypeVar, cast

from openkitchen.errors import StoreBusy

__all__ = ["MOST_WAITING", "Workshop"]

MOST_WAITING = 4
"""Questions that take long, the one under way included, before others are sent away."""

Made = TypeVar("Made")


class Workshop:
    """Keeps what takes long to make; each thing is made once, by one request at a time."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Any] = {}
        self._lock = Lock()
        self._waiting: dict[Hashable, int] = {}
        self._locks: dict[Hashable, RLock] = {}

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made under a key, or make it; a failure is not kept."""
        with self.alone(key):
            if key not in self._made:
                self._made[key] = make()
            return cast("Made", self._made[key])

    def latest(self, key: Hashable, kind: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made last under a key if it is of that kind, or make it anew."""
        with self.alone(key):
            if key not in self._made or self._made[key][0] != kind:
                self._made.pop(key, None)
                self._made[key] = (kind, make())
            return cast("Made", self._made[key][1])

    @contextmanager
    def queued(self, key: Hashable) -> Iterator[None]:
        """Work on something alone; few may wait for it.

        Raises
        ------
        StoreBusy
            When too many wait already.
        """
        with self._lock:
            self._waiting[key] = self._waiting.get(key, 0) + 1
            many = self._waiting[key] > MOST_WAITING
        try:
            if many:
                raise StoreBusy("too many long questions wait", hint="Ask again in a while.")
            with self.alone(key):
                yield
        finally:
            with self._lock:
                self._waiting[key] -= 1

    def alone(self, key: Hashable) -> RLock:
        """Return the lock of a key: for work that only one request may do at a time."""
        with self._lock:
            return self._locks.setdefault(key, RLock())
