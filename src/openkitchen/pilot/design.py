"""From two arms' lists to what one person is shown, with the chance of each slot.

Every design is a set of lists that might have been shown, each with its chance: one is drawn,
and the chances of slots are sums over all of them. So they are exact, and the same code logs
them for all designs.

Team draft (Radlinski, Kurup and Joachims 2008): in each round a coin says which arm picks first;
each picks its best item that is not in the list yet, and is credited with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from openkitchen.pilot.settings import Design

__all__ = ["MOST_ITEMS", "Outcome", "Slot", "draw_list", "outcomes_of"]

MOST_ITEMS = 20

Pick = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A list that might be shown, and its chance; each item with the arm that is credited."""

    chance: float
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """An item as it is shown.

    Parameters
    ----------
    rank
        From 1.
    item_id
        The item.
    arm
        Which arm is credited: 0 or 1.
    place
        Its place in that arm's own list, from 1.
    propensity
        Chance that this item came to stand at this rank.
    credit
        Chance that this arm was credited with this item.
    """

    rank: int
    item_id: str
    arm: int
    place: int
    propensity: float
    credit: float


def outcomes_of(
    design: Design, one: Sequence[str], other: Sequence[str], k: int, turn: int | None = None
) -> list[Outcome]:
    """Return all lists that a design might show, with their chances.

    Parameters
    ----------
    design
        ``interleaved`` draws within the list; the others show one arm's list.
    one, other
        The arms' lists, best first.
    k
        Length of the list.
    turn
        Which arm it is, for designs that show one; its chance beforehand was one half.
    """
    if design == "interleaved":
        rounds = (k + 1) // 2
        share = 0.5**rounds
        return [
            Outcome(share, tuple(_drafted(one, other, k, coins)))
            for coins in product((0, 1), repeat=rounds)
        ]
    lists = [[(item, arm) for item in items[:k]] for arm, items in enumerate((one, other))]
    drawn = [Outcome(0.5, tuple(picks)) for picks in lists]
    return drawn if turn is None else [drawn[turn], drawn[1 - turn]]


def draw_list(
    design: Design,
    lists: tuple[Sequence[str], Sequence[str]],
    k: int,
    turn: int,
    rng: np.random.Generator,
) -> list[Slot]:
    """Draw what one person is shown.

    Parameters
    ----------
    design, lists, k
        See `outcomes_of`.
    turn
        Which arm it is, for designs that show one.
    rng
        What the coins of a draft come from.
    """
    outcomes = outcomes_of(design, *lists, k, turn)
    at = int(rng.integers(len(outcomes))) if design == "interleaved" else 0
    slots = []
    for rank, (item, arm) in enumerate(outcomes[at].picks, 1):
        here = sum(o.chance for o in outcomes if _holds(o, rank, item))
        credit = sum(o.chance for o in outcomes if (item, arm) in o.picks)
        slots.append(Slot(rank, item, arm, list(lists[arm]).index(item) + 1, here, credit))
    return slots


def _holds(outcome: Outcome, rank: int, item: str) -> bool:
    return len(outcome.picks) >= rank and outcome.picks[rank - 1][0] == item


def _drafted(
    one: Sequence[str], other: Sequence[str], k: int, coins: Sequence[int]
) -> Iterator[Pick]:
    taken: set[str] = set()
    for first in coins:
        for arm in (first, 1 - first):
            if len(taken) == k:
                return
            item = next((i for i in (one, other)[arm] if i not in taken), None)
            if item is not None:
                taken.add(item)
                yield item, arm
