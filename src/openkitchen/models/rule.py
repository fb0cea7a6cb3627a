"""One rule at work: it keeps one item out of one user's list, and says why."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that keeps the item out of the user's list.

    Parameters
    ----------
    name
        Its kind: ``seen``, ``available``, ``avoid``, ``require``, ``allow`` or ``deny``.
    reason
        Why, in words.
    user_values, item_values
        What the user has and what the item has in the columns that the rule compares, as
        they are written in the tables.
    """

    name: str
    reason: str
    user_values: tuple[str, ...] = ()
    item_values: tuple[str, ...] = ()
