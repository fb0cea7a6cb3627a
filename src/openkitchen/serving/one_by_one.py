"""Lists are made one by one in a process; other processes make theirs at the same time.

A list is some hundred small steps on arrays. Threads that make several at once hand the
interpreter to one another between them, and all together get half as much done.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import ParamSpec, TypeVar

__all__ = ["ONE_BY_ONE", "one_by_one"]

ONE_BY_ONE = RLock()
"""Held while a list is scored; whoever waits for it uses no processor."""

Given = ParamSpec("Given")
Made = TypeVar("Made")


def one_by_one(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """Let a function that makes lists wait for its turn."""

    @wraps(make)
    def waiting(*given: Given.args, **named: Given.kwargs) -> Made:
        with ONE_BY_ONE:
            return make(*given, **named)

    return waiting
