"""What someone new gets, and how fast the lists become their own; where new items stand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import plural
from openkitchen.explain import cold_start, explain
from openkitchen.explain.scored import Scored
from openkitchen.models import Model, Progress
from openkitchen.schema import Tabular
from openkitchen.schema.columns import ITEM, SCORE, TIME, USER

__all__ = ["ColdList", "ColdStart", "EventsKnown", "NewItems", "starting_cold"]

SIZES = (0, 1, 2, 5, 10)
PARTS = ("popularity", "attributes", "history", "other")
"""What a score is made of: the same for everyone; what is known of the person; what the
person took before; what belongs to none of these (re-ranking, another library's model)."""

_STRANGER = "a brand-new user"
_USERS = 40
_LOOKED_AT = 3
_READERS = 2000
_CLASSES = ((0, "never"), (1, "1 to 4 times"), (5, "5 to 19 times"), (20, "20 times or more"))


@dataclass(frozen=True, slots=True)
class EventsKnown:
    """What a score is made of when so many events are known of a user.

    Parameters
    ----------
    events
        How many.
    popularity, attributes, history, other
        Shares of the score's terms by size (the sum of each part, without its sign, over
        the same for all parts), averaged over the first items of the lists.
    like_popular
        Share of the list that stands in the list of a brand-new user too.
    n_users
        Users whose histories were cut to this many events.
    """

    events: int
    popularity: float
    attributes: float
    history: float
    other: float
    like_popular: float
    n_users: int


@dataclass(frozen=True, slots=True)
class ColdList:
    """One place in the list of a brand-new user."""

    rank: int
    item_id: str
    score: float
    taken: int


@dataclass(frozen=True, slots=True)
class NewItems:
    """Items by how often they were taken in training, and how often they are shown."""

    taken: str
    n_items: int
    n_shown: int
    of_catalogue: float
    of_slots: float


@dataclass(frozen=True, slots=True)
class ColdStart(Tabular):
    """The answer to "what happens to a new user, or a new item?".

    Parameters
    ----------
    rows
        By number of events known.
    new_user
        The list of somebody of whom nothing is known.
    served
        Whether asking for the list of an unknown user gives just this list.
    new_items
        Items by events in training, and their share of the slots.
    k, n_lists
        Length of the lists, and how many were counted for the items.
    """

    rows: tuple[EventsKnown, ...]
    new_user: tuple[ColdList, ...]
    served: bool
    new_items: tuple[NewItems, ...]
    k: int
    n_lists: int

    def sentences(self) -> list[str]:
        """Say the answer in words."""
        said = []
        if self.new_user:
            first = self.new_user[0]
            said.append(
                "Someone of whom nothing is known gets the same list as every newcomer; it begins "
                f"with {first.item_id}, taken {plural(first.taken, 'time')} before."
            )
        if self.rows:
            few, many = self.rows[0], self.rows[-1]
            said.append(
                "That changes with the first choices, without training: with "
                f"{plural(few.events, 'event')} "
                f"known, {few.history:.0%} of the score comes from history and "
                f"{few.attributes:.0%} from what is known of the person; with {many.events}, "
                f"{many.history:.0%} and {many.attributes:.0%}. Of their lists then, "
                f"{many.like_popular:.0%} is still what every newcomer gets."
            )
        else:
            said.append("Nobody has events enough to show how lists change with them.")
        new = self.new_items[0] if self.new_items else None
        if new is not None and new.taken == "never":
            said.append(
                f"{plural(new.n_items, 'item was', 'items were')} never taken in training "
                f"({new.of_catalogue:.1%} of "
                f"the catalogue); they get {new.of_slots:.1%} of the slots, {new.n_shown:,} of "
                "them are shown to somebody."
            )
        if not self.served:
            said.append("Warning: an unknown user who asks is served another list than this one.")
        return said

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        question = "what happens to a new user, or a new item?"
        return {"question": question, "sentences": self.sentences(), **asdict(self)}

    def to_table(self) -> pa.Table:
        """Return one row per number of events known."""
        return pa.Table.from_pylist([asdict(row) for row in self.rows])


def starting_cold(
    model: Any,
    train: pa.Table,
    k: int = 10,
    sizes: Sequence[int] = SIZES,
    progress: Progress | None = None,
) -> ColdStart:
    """Show what a model gives to someone new, and where new items stand in its lists.

    Parameters
    ----------
    model
        A fitted model that can be explained.
    train
        What it learned from: ``user_id``, ``item_id`` and, if known, ``timestamp``.
    k
        Length of the lists.
    sizes
        Numbers of events, ascending. Users with at least the largest number (40 at most,
        spread over the ids) are looked at as if only their first so many were known.
    progress
        Told of each size.
    """
    newcomer = cold_start(model, k).table
    served = model.recommend([_STRANGER], k).table
    same = all(newcomer[name].to_pylist() == served[name].to_pylist() for name in (ITEM, SCORE))
    taken = _taken(train)
    rows = [
        ColdList(rank, item, score, taken.get(item, 0))
        for rank, (item, score) in enumerate(
            zip(newcomer[ITEM].to_pylist(), newcomer[SCORE].to_pylist(), strict=True), 1
        )
    ]
    histories = _histories(train, max(sizes))
    known = []
    for done, size in enumerate(sizes if histories else ()):
        if progress:
            progress("histories", done, len(sizes))
        known.append(_known(model, histories, size, k, {row.item_id for row in rows}))
    if progress:
        progress("histories", len(sizes), len(sizes))
    items, n_lists = _new_items(model, taken, k)
    return ColdStart(tuple(known), tuple(rows), same, items, k, n_lists)


def _taken(train: pa.Table) -> dict[str, int]:
    counts = pc.value_counts(train[ITEM].cast(pa.string()).combine_chunks())
    return {one["values"]: one["counts"] for one in counts.to_pylist()}


def _histories(train: pa.Table, least: int) -> dict[str, pa.Table]:
    """Return the events, in order, of some users with at least so many."""
    names = [name for name in (USER, ITEM, TIME) if name in train.column_names]
    told = train.select(names)
    for at, name in enumerate((USER, ITEM)):
        told = told.set_column(at, name, told[name].cast(pa.string()))
    if TIME not in names:
        told = told.append_column(TIME, pa.nulls(told.num_rows, pa.timestamp("us")))
    counts = pc.value_counts(told[USER].combine_chunks()).to_pylist()
    often = sorted(one["values"] for one in counts if one["counts"] >= least)
    step = max(1, len(often) // _USERS)
    chosen = often[::step][:_USERS]
    told = told.filter(pc.is_in(told[USER], value_set=pa.array(chosen, pa.string())))
    told = told.sort_by([(USER, "ascending"), (TIME, "ascending")])
    return {user: told.filter(pc.equal(told[USER], user)) for user in chosen}


def _known(
    model: Any, histories: Mapping[str, pa.Table], size: int, k: int, popular: set[str]
) -> EventsKnown:
    told = pa.concat_tables([one.slice(0, size) for one in histories.values()])
    users = list(histories)
    lists = model.recommend(users, k, history=told).table
    shares, alike = [], []
    for user in users:
        own = lists.filter(pc.equal(lists[USER], user))[ITEM].to_pylist()
        if not own:
            continue
        alike.append(len(popular.intersection(own)) / len(own))
        mine = told.filter(pc.equal(told[USER], user))
        shares += [_shares(model, user, item, mine) for item in own[:_LOOKED_AT]]
    mean = np.mean(shares, axis=0) if shares else np.zeros(len(PARTS))
    part = dict(zip(PARTS, (float(one) for one in mean), strict=True))
    return EventsKnown(
        size, **part, like_popular=float(np.mean(alike)) if alike else 0.0, n_users=len(users)
    )


def _shares(model: Scored, user: str, item: str, history: pa.Table) -> list[float]:
    told: dict[str, list[float]] = {part: [] for part in PARTS}
    for term in explain(model, user, item, history=history).terms:
        told[_part(term.block)].append(term.contribution)
    sizes = [abs(math.fsum(values)) for values in told.values()]
    total = math.fsum(sizes) or 1.0
    return [size / total for size in sizes]


def _part(block: str) -> str:
    kind = block.partition(":")[0]
    if kind in {"bias", "trend", "popularity", "recent-popularity"}:
        return "popularity"
    if kind == "user":
        return "attributes"
    return "history" if kind in {"history", "tags", "ease"} else "other"


def _new_items(model: Model, taken: Mapping[str, int], k: int) -> tuple[tuple[NewItems, ...], int]:
    users = [str(user) for user in model.users]
    users = users[:: max(1, len(users) // _READERS)][:_READERS]
    lists = model.recommend(users, k).table
    shown = _taken(lists)
    names = [str(item) for item in model.items]
    sizes = np.array([taken.get(name, 0) for name in names])
    slots = np.array([shown.get(name, 0) for name in names])
    place = np.searchsorted([least for least, _ in _CLASSES], sizes, side="right") - 1
    found = []
    for n, (_, word) in enumerate(_CLASSES):
        own = place == n
        if own.any():
            found.append(
                NewItems(
                    word,
                    int(own.sum()),
                    int((slots[own] > 0).sum()),
                    float(own.mean()),
                    float(slots[own].sum() / max(slots.sum(), 1)),
                )
            )
    return tuple(found), len(users)
