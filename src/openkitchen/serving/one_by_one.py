"""Lists are made one by one in a process; other processes make theirs at the same time.

A list is some hundred small steps on arrays. Threads that make several at once hand the
interpreter to one another between them, and all together get half as much done.
"""

from __future__ import annotations

from threading import RLock

__all__ = ["ONE_BY_ONE"]

ONE_BY_ONE = RLock()
"""Held while a list is scored; whoever waits for it uses no processor."""
