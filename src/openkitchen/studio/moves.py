"""Two lists beside each other, with what entered and left, and why in plain words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from openkitchen.experiments.personal import Moved, Shift
from openkitchen.reporting import Titles
from openkitchen.reporting.apart import feature_in_words
from openkitchen.reporting.wording import decimal, in_words, places_for, signed
from openkitchen.serving.playing import Played

__all__ = ["Move", "Moves", "moves_of"]

_TOLD = 3


@dataclass(frozen=True, slots=True)
class Move:
    """An item at its place.

    Parameters
    ----------
    rank, item_id, title
        Its place in this list, and which item.
    kind
        ``entered``, ``left``, ``up``, ``down`` or ``same``.
    words
        What became of it, in a few words.
    why
        Why, in a sentence; empty where nothing is to be said.
    """

    rank: int
    item_id: str
    title: str
    kind: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Moves:
    """A list before and after.

    Parameters
    ----------
    sentence
        How much changed.
    before, after
        The two lists, best first.
    """

    sentence: str
    before: tuple[Move, ...]
    after: tuple[Move, ...]

    @property
    def entered(self) -> tuple[Move, ...]:
        """What is new in the list."""
        return tuple(move for move in self.after if move.kind == "entered")

    @property
    def left(self) -> tuple[Move, ...]:
        """What is gone from the list."""
        return tuple(move for move in self.before if move.kind == "left")


def moves_of(played: Played, titles: Titles) -> Moves:
    """Lay the two lists out."""
    lists, items = played.change.lists, played.change.items
    was = {item: rank for rank, item in enumerate(lists.before, 1)}
    now = {item: rank for rank, item in enumerate(lists.after, 1)}
    before = [_move(rank, items[item], now.get(item), titles, "left") for item, rank in was.items()]
    after = [
        _move(rank, items[item], was.get(item), titles, "entered") for item, rank in now.items()
    ]
    return Moves(_sentence(lists.entered, lists.moved, len(now)), tuple(before), tuple(after))


def _sentence(entered: Sequence[str], moved: Sequence[object], length: int) -> str:
    if not entered and not moved:
        return f"All {length} places stay as they are."
    parts = []
    if entered:
        parts.append(f"{len(entered)} of {length} items {'is' if len(entered) == 1 else 'are'} new")
    if moved:
        parts.append(f"{len(moved)} {'is' if len(moved) == 1 else 'are'} at another place")
    return f"{in_words(parts)}.".capitalize()


def _move(rank: int, item: Moved, other: int | None, titles: Titles, gone: str) -> Move:
    title = titles[item.item_id]
    if other is None:
        words = {"left": "gone", "entered": "new"}[gone]
        return Move(rank, item.item_id, title, gone, words, _why(item, titles))
    if other == rank:
        return Move(rank, item.item_id, title, "same", "", "")
    here, there = (rank, other) if gone == "entered" else (other, rank)
    kind = "up" if here < there else "down"
    words = f"{'was' if gone == 'entered' else 'now'} {other}"
    return Move(rank, item.item_id, title, kind, words, _why(item, titles))


def _why(item: Moved, titles: Titles) -> str:
    """Say why an item moved: a rule, its score, or the others."""
    before, after = item.before, item.after
    if before.rules and not after.rules:
        return f"It was kept out ({before.rules[0].reason}); now it is not."
    if after.rules and not before.rules:
        return f"A rule keeps it out: {after.rules[0].reason}."
    places = places_for([before.score, after.score])
    if decimal(before.score, places) == decimal(after.score, places):
        return "Its own score stays; others have moved past it or away."
    told = "; ".join(_told(pair, places) for pair in _together(item.shifts, titles))
    scores = f"{decimal(before.score, places)} to {decimal(after.score, places)}"
    return f"Its score goes from {scores}: {told}."


def _together(shifts: Sequence[Shift], titles: Titles) -> list[tuple[str, float]]:
    """Add up shifts of one input at several time scales; the largest first."""
    sums: dict[str, list[float]] = {}
    for shift in shifts:
        words = feature_in_words(shift.block, shift.feature, titles)
        sums.setdefault(words, []).append(shift.change)
    found = [(words, math.fsum(parts)) for words, parts in sums.items()]
    return sorted(found, key=lambda pair: -abs(pair[1]))[:_TOLD]


def _told(pair: tuple[str, float], places: int) -> str:
    return f"“{pair[0]}” {signed(pair[1], places)}"
