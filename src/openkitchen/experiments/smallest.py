"""The smallest part of a history without which an item leaves its list, verified by refits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from openkitchen.errors import InputError
from openkitchen.experiments.frozen import before_lists
from openkitchen.experiments.questions import events_of, refit_less
from openkitchen.models.audience import gather
from openkitchen.models.contract import Progress
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.new_lists import refitted_list
from openkitchen.models.prepared import Prepared

__all__ = ["SmallestSet", "smallest_set"]

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SmallestSet:
    """The fewest items of a history without which another item leaves the user's list.

    Parameters
    ----------
    user_id, item_id
        Whose list, and which item of it.
    items
        The set; empty when there is none.
    found
        Whether there is such a set.
    smallest
        Whether every smaller set was tried: no smaller one exists.
    rank
        The item's rank in the list before.
    after
        The list of a model that was fitted without these events.
    tried
        Number of refits.
    seconds
        How long that took.
    """

    user_id: str
    item_id: str
    items: tuple[str, ...]
    found: bool
    smallest: bool
    rank: int
    after: tuple[str, ...]
    tried: int
    seconds: float

    def sentences(self) -> list[str]:
        """Return the answer in words."""
        if not self.found:
            return [
                f"Item {self.item_id} stays in the list of user {self.user_id} whatever is "
                "taken out of the history."
            ]
        least = "the smallest such set" if self.smallest else "smaller sets were not all tried"
        return [
            f"Had user {self.user_id} not had {', '.join(self.items)}, item {self.item_id} "
            f"(rank {self.rank}) would not be in the list: verified with weights learned "
            f"without these events; {least}."
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return asdict(self) | {"sentences": self.sentences()}


@dataclass
class _Search:
    """Tries sets of items, each with a refit; counts them."""

    prepared: Prepared
    user: str
    code: int
    item: int
    k: int
    most: int
    progress: Progress | None
    tried: int = 0

    def list_without(self, items: Sequence[str]) -> Codes:
        """Return the user's list of a model fitted without these items of the history."""
        self.tried += 1
        if self.progress:
            self.progress("trying sets", self.tried, self.most)
        gone = events_of(self.prepared, self.user, items)
        return refitted_list(refit_less(self.prepared, gone), self.code, self.k)

    def leaves(self, items: Sequence[str]) -> bool:
        """Say whether the item leaves the list without these items."""
        return self.item not in self.list_without(items)

    @property
    def over(self) -> bool:
        """Whether as many sets were tried as was allowed."""
        return self.tried >= self.most


def smallest_set(
    prepared: Prepared,
    user: str,
    item: str,
    k: int,
    *,
    most: int = 400,
    progress: Progress | None = None,
) -> SmallestSet:
    """Find the smallest set of a history's items without which another leaves the list.

    All sets of one, two and three items are tried, those first that matter most with
    the weights as they are, as long as ``most`` allows; then items are taken out one
    after the other until the item leaves, and put back where it stays away without them.

    Parameters
    ----------
    prepared
        The fit, made ready.
    user, item
        Whose list, and which of its items.
    k
        Length of the list.
    most
        About how many refits at most.
    progress
        Told of each.

    Raises
    ------
    InputError
        When the item is not in the user's list.
    """
    from time import perf_counter

    started = perf_counter()
    known = prepared.fitted.known
    code, wanted = known.users.code(user), known.items.code(item)
    before = before_lists(prepared, k)[code]
    if wanted not in before:
        raise InputError(
            f"item {item} is not in the list of user {user}",
            expected=f"one of {', '.join(known.items.take(before[before >= 0]).to_pylist())}",
        )
    search = _Search(prepared, user, code, wanted, k, most, progress)
    ordered = _by_effect(prepared, user, wanted)
    found, complete = _exhaustive(search, ordered)
    if found is None and not complete:
        found = _greedy(search, ordered)
    after = search.list_without(found) if found else before
    places = known.items.ids
    return SmallestSet(
        user,
        item,
        tuple(found or ()),
        found is not None,
        found is not None and (complete or len(found) <= 1),
        int(np.flatnonzero(before == wanted)[0]) + 1,
        tuple(str(places[n]) if n < len(places) else "?" for n in after if n >= 0),
        search.tried,
        perf_counter() - started,
    )


def _exhaustive(search: _Search, ordered: list[str]) -> tuple[list[str] | None, bool]:
    """Try sets of one, two and three; say too whether all smaller ones were tried."""
    for size in range(1, min(3, len(ordered)) + 1):
        for subset in _subsets(ordered, size):
            if search.over:
                return None, False
            if search.leaves(subset):
                return list(subset), True
    return None, len(ordered) <= 3


def _subsets(ordered: list[str], size: int) -> Iterator[tuple[str, ...]]:
    """Yield the sets of one size, those of items with the largest effects first."""
    places = sorted(combinations(range(len(ordered)), size), key=lambda p: (sum(p), p))
    for subset in places:
        yield tuple(ordered[n] for n in subset)


def _greedy(search: _Search, ordered: list[str]) -> list[str] | None:
    taken: list[str] = []
    for item in ordered:
        taken.append(item)
        if len(taken) > 1 and search.leaves(taken):
            break
    else:
        return None
    for item in list(taken[:-1]):
        rest = [other for other in taken if other != item]
        if len(rest) > 1 and search.leaves(rest):
            taken = rest
    return taken


def _by_effect(prepared: Prepared, user: str, wanted: int) -> list[str]:
    """Order the history's items by how far the wanted one falls, with the weights as they are."""
    model = GlassBox.of(prepared.fitted)
    audience = gather(model.known, [user])
    own, falls = np.unique(audience.events.item), []
    for item in own:
        events = audience.events.select(audience.events.item != item)
        scores = model.score_audience(replace(audience, events=events))[0]
        falls.append(float((scores > scores[wanted]).mean() - 1e-3 * scores[wanted]))
    return [str(model.items[own[n]]) for n in np.argsort(-np.array(falls), kind="stable")]
