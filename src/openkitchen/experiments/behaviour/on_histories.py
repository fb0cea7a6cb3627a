"""Expectations that are seen when a history is changed a little."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from openkitchen.errors import plural
from openkitchen.experiments.behaviour.case import Case, Lists
from openkitchen.experiments.behaviour.on_lists import overlap
from openkitchen.experiments.behaviour.outcome import MOST, Example, Outcome
from openkitchen.schema.columns import ITEM

__all__ = ["AlikePeople", "OneEvent", "SimilarEvent"]

_NO_HISTORIES = "The model knows people by their id alone, or there is no model."
_DEEP = 5


@dataclass(frozen=True, slots=True)
class OneEvent:
    """Losing the one event that has least to do with the list moves the list little.

    Parameters
    ----------
    overlap
        Mean share of the list that stays, at least.
    history
        Events that a person needs to be looked at.
    """

    overlap: float = 0.7
    history: int = 10

    def check(self, case: Case) -> Outcome:
        """Leave the event out whose item is least like what is listed."""
        words = f"without one unrelated event, {self.overlap:.0%} of a list or more stay"
        if not case.by_history:
            return _not_asked("one_event", words, self.overlap, _NO_HISTORIES)
        whole = {user: rows for user, rows in case.histories.items() if len(rows) >= self.history}
        left = {}
        for user, rows in whole.items():
            place = _least_alike(case, rows, case.lists[user])
            left[user] = rows.filter(pa.array(np.arange(len(rows)) != place))
        why = f"Nobody looked at has {self.history} events."
        return _moved("one_event", words, self.overlap, case, whole, left, why)


@dataclass(frozen=True, slots=True)
class AlikePeople:
    """Two new people whose histories differ in one like item get nearly the same list.

    Parameters
    ----------
    overlap
        Mean share of the lists that both have, at least.
    history
        Events that a history needs.
    """

    overlap: float = 0.6
    history: int = 10

    def check(self, case: Case) -> Outcome:
        """Give a stranger somebody's history, and another one the same but for one event."""
        words = (
            f"people who took the same but for one like item share {self.overlap:.0%} of their "
            "lists or more"
        )
        if not case.by_history:
            return _not_asked("alike_people", words, self.overlap, _NO_HISTORIES)
        one, other = {}, {}
        for user, rows in case.histories.items():
            if len(rows) < self.history:
                continue
            had = rows[ITEM].cast(pa.string()).to_pylist()
            like = case.most_alike(had[-1], had)
            if like is not None:
                one[f"somebody like {user}"] = rows
                other[f"somebody like {user}"] = _with_item(rows, len(rows) - 1, like)
        why = f"Nobody looked at has {self.history} events and a like item to swap in."
        return _moved("alike_people", words, self.overlap, case, one, other, why)


@dataclass(frozen=True, slots=True)
class SimilarEvent:
    """Taking an item like X does not push X down.

    Parameters
    ----------
    at_least
        Share of the people for whom X keeps its place or rises.
    places
        By how many places X may fall all the same.
    """

    at_least: float = 0.8
    places: int = 1

    def check(self, case: Case) -> Outcome:
        """Add an event of the item that is most like the one in the middle of the list."""
        words = f"an event of an item like X does not push X down, for {self.at_least:.0%} or more"
        if not case.by_history:
            return _not_asked("similar_event", words, self.at_least, _NO_HISTORIES)
        rows = {user: own for user, own in case.histories.items() if len(own)}
        before = case.lists_for(rows, _DEEP * case.k)
        asked: dict[str, tuple[str, str]] = {}
        more = {}
        for user, own in rows.items():
            if len(before[user]) < 2:
                continue
            item = before[user][min(case.k, len(before[user])) // 2]
            like = case.most_alike(item, own[ITEM].cast(pa.string()).to_pylist())
            if like is not None:
                asked[user] = (item, like)
                last = own.slice(len(own) - 1)
                more[user] = pa.concat_tables([own, _with_item(last, 0, like)])
        if not asked:
            return _not_asked("similar_event", words, self.at_least, "No list has a like item.")
        after = case.lists_for(more, _DEEP * case.k)
        fell = {u: _fall(before[u], after[u], *asked[u]) for u in asked}
        wrong = [user for user, places in fell.items() if places > self.places]
        share = 1 - len(wrong) / len(asked)
        examples = [
            Example(
                u,
                asked[u][0],
                f"falls {plural(fell[u], 'place')} after {asked[u][1]}",
                after[u][: case.k],
            )
            for u in sorted(wrong, key=lambda user: -fell[user])[:MOST]
        ]
        found = f"It does not for {share:.1%} of {len(asked):,} people."
        return Outcome("similar_event", words, share >= self.at_least, share, self.at_least,
                       len(asked), found, tuple(examples))  # fmt: skip


def _fall(before: tuple[str, ...], after: tuple[str, ...], item: str, taken: str) -> int:
    """Return by how many places an item falls; what was taken itself leaves no gap."""
    was = [one for one in before if one != taken].index(item)
    return (after.index(item) if item in after else len(before)) - was


def _moved(
    kind: str,
    words: str,
    limit: float,
    case: Case,
    one: Mapping[str, pa.Table],
    other: Mapping[str, pa.Table],
    why: str,
) -> Outcome:
    """Compare the lists of the same people with two histories each."""
    if not one:
        return _not_asked(kind, words, limit, why)
    before: Lists = case.lists_for(dict(one))
    after = case.lists_for(dict(other))
    stays = {user: overlap(before[user], after[user]) for user in one}
    mean = float(np.mean(list(stays.values())))
    worst = sorted(stays, key=lambda user: stays[user])[:MOST]
    examples = [
        Example(u, "", f"{stays[u]:.0%} stay of {', '.join(before[u][:3])}, …", after[u])
        for u in worst
        if mean < limit
    ]
    found = f"{mean:.1%} stay on average, {stays[worst[0]]:.0%} at the worst."
    return Outcome(kind, words, mean >= limit, mean, limit, len(one), found, tuple(examples))


def _least_alike(case: Case, rows: pa.Table, listed: tuple[str, ...]) -> int:
    """Return the place of the event whose item is least like the list; the oldest of equals."""
    own = case.known.items.find(rows[ITEM])
    shown = case.known.items.find(list(listed))
    profiles = case.likeness.profiles
    near = np.asarray((profiles[own] @ profiles[shown[shown >= 0]].T).sum(axis=1)).ravel()
    return int(np.argmin(near)) if len(near) else 0


def _with_item(rows: pa.Table, place: int, item: str) -> pa.Table:
    items = rows[ITEM].cast(pa.string()).to_pylist()
    items[place] = item
    return rows.set_column(rows.column_names.index(ITEM), ITEM, pa.array(items, pa.string()))


def _not_asked(kind: str, words: str, limit: float, why: str) -> Outcome:
    return Outcome(kind, words, None, None, limit, 0, why)
