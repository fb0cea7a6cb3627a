"""Whether lists that are served are those that the library makes for the same moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import isclose

import pyarrow as pa

from openkitchen.models.audience_model import AudienceModel
from openkitchen.models.editing import interactions_of
from openkitchen.models.index import Index
from openkitchen.schema.columns import ITEM, SCORE, TIME, USER, WEIGHT

__all__ = ["CLOSE", "Differing", "Parity", "expected_list", "lists_of", "parity"]

CLOSE = 1e-9
"""How far two scores may be apart to count as the same, relative and absolute."""

_MOST = 5

Listed = Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Differing:
    """A user whose lists differ: the items served, and those computed."""

    user_id: str
    served: tuple[str, ...]
    offline: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parity:
    """How many lists are the same.

    Parameters
    ----------
    users, alike
        Users asked for, and those with the same items in the same order and the same scores.
    examples
        Some of those that differ.
    """

    users: int
    alike: int
    examples: tuple[Differing, ...] = ()

    @property
    def share(self) -> float:
        """The share that is alike; 1 when nobody was asked for."""
        return self.alike / self.users if self.users else 1.0

    def sentence(self) -> str:
        """Say it in words."""
        said = f"{self.alike:,} of {self.users:,} served lists are those of the library"
        if not self.examples:
            return f"{said}."
        first = self.examples[0]
        return (
            f"{said}; {first.user_id} was served {', '.join(first.served[:3]) or 'nothing'} … and "
            f"should have got {', '.join(first.offline[:3]) or 'nothing'} …"
        )


def parity(served: Mapping[str, Listed], offline: Mapping[str, Listed]) -> Parity:
    """Hold served lists against computed ones, user by user.

    Parameters
    ----------
    served, offline
        For each user (item, score), best first. Every user of ``served`` counts.
    """
    off = [user for user in served if not _same(served[user], offline.get(user, ()))]
    examples = tuple(
        Differing(user, _items(served[user]), _items(offline.get(user, ()))) for user in off[:_MOST]
    )
    return Parity(len(served), len(served) - len(off), examples)


def _same(one: Listed, other: Listed) -> bool:
    return _items(one) == _items(other) and all(
        isclose(a, b, rel_tol=CLOSE, abs_tol=CLOSE)
        for (_, a), (_, b) in zip(one, other, strict=True)
    )


def _items(listed: Listed) -> tuple[str, ...]:
    return tuple(item for item, _ in listed)


def lists_of(table: pa.Table) -> dict[str, list[tuple[str, float]]]:
    """Return lists by user, from ``user_id``, ``item_id``, ``score`` in the order of ranks."""
    found: dict[str, list[tuple[str, float]]] = {}
    columns = (table[name].to_pylist() for name in (USER, ITEM, SCORE))
    for user, item, score in zip(*columns, strict=True):
        found.setdefault(user, []).append((item, score))
    return found


def expected_list(
    model: AudienceModel, user: str, k: int, later: Sequence[tuple[str, datetime]] = ()
) -> list[tuple[str, float]]:
    """Return the list that the library makes for a user, with events that came in since.

    Parameters
    ----------
    model
        The model that is served.
    user, k
        Whose list, and how long.
    later
        (item, moment) of each event since; those on items that the model does not know
        count for nothing. The list is that of the moment of the latest, or of the end of the
        data if that is later.
    """
    known = model.known
    items = known.items.find([item for item, _ in later])
    fresh = [one for one, code in zip(later, items.tolist(), strict=True) if code >= 0]
    if not fresh:
        return lists_of(model.recommend([user], k).table).get(user, [])
    own = known.events.of_users(known.users.find([user]))
    history = interactions_of(replace(known, users=Index.of("user", [user]), events=own))
    blank = dict.fromkeys(history.column_names)
    rows = [blank | {USER: user, ITEM: item, TIME: at, WEIGHT: 1.0} for item, at in fresh]
    more = pa.Table.from_pylist(rows, history.schema)
    end = datetime(1970, 1, 1) + timedelta(days=known.events.end)
    at = max(end, *(moment for _, moment in fresh))
    together = pa.concat_tables([history, more])
    return lists_of(model.recommend([user], k, at, history=together).table).get(user, [])
