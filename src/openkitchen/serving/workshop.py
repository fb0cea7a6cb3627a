"""What is made of a kitchen once and used by many requests: what-ifs, catalogues, devices."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock, RLock
from typing import Any, TypeVar, cast

__all__ = ["Workshop"]

Made = TypeVar("Made")


class Workshop:
    """Keeps what takes long to make; each thing is made once, by one request at a time."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Any] = {}
        self._lock = Lock()
        self._locks: dict[Hashable, RLock] = {}

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made under a key, or make it; a failure is not kept."""
        with self.alone(key):
            if key not in self._made:
                self._made[key] = make()
            return cast("Made", self._made[key])

    def alone(self, key: Hashable) -> RLock:
        """Return the lock of a key: for work that only one request may do at a time."""
        with self._lock:
            return self._locks.setdefault(key, RLock())
