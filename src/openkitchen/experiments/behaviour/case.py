"""What expectations are asked of: a model's lists, its tables, and lists for changed histories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.models import Known, know
from openkitchen.models.diversity import Likeness, likeness_of
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, RANK, TIME, USER

__all__ = ["Case", "Lists", "case_of", "lists_in"]

Lists = dict[str, tuple[str, ...]]
"""User id → item ids, best first."""

_SEED = 20


@dataclass(frozen=True)
class Case:
    """Lists, and where they come from.

    Parameters
    ----------
    lists
        Everybody's list who is looked at.
    k
        Their length.
    tables
        What was learned from: interactions, items and users.
    model
        The fitted model; ``None`` for lists of unknown making.
    month
        The month that the lists are for, 1 to 12; ``None`` where not known.
    ruled
        The model whose rules the lists must obey, where that is not `model`.
    """

    lists: Lists
    k: int
    tables: Tables
    model: Any = None
    month: int | None = None
    ruled: Any = None

    @property
    def people(self) -> list[str]:
        """The people who are looked at."""
        return list(self.lists)

    @property
    def by_history(self) -> bool:
        """Whether the model can be asked about other histories than those it learned from."""
        return self.model is not None and getattr(self.model, "by_history", True)

    @cached_property
    def known(self) -> Known:
        """Users and items by code, and their events."""
        return know(self.tables)

    @cached_property
    def likeness(self) -> Likeness:
        """How alike the items are: by attributes, or by who took them."""
        return likeness_of(self.known, self.tables)

    @cached_property
    def histories(self) -> dict[str, pa.Table]:
        """The interactions of each of the people, oldest first."""
        wanted = pa.array(self.people, pa.string())
        rows = self.tables.interactions
        own = rows.filter(pc.is_in(rows[USER].cast(pa.string()), value_set=wanted))
        own = own.take(pc.sort_indices(own, [(TIME, "ascending"), (ITEM, "ascending")]))
        names = np.array(own[USER].cast(pa.string()).to_pylist(), dtype=object)
        return {user: own.filter(pa.array(names == user)) for user in self.people}

    def lists_for(self, histories: dict[str, pa.Table], k: int | None = None) -> Lists:
        """Return the lists of people with other histories.

        Parameters
        ----------
        histories
            By person, known or not: rows as in the interactions.
        k
            Length of the lists; `k` when ``None``.
        """
        users = list(histories)
        if not users:
            return {}
        rows = pa.concat_tables(
            [
                table.set_column(
                    table.column_names.index(USER), USER, pa.array([user] * len(table), pa.string())
                )
                for user, table in histories.items()
            ]
        ).combine_chunks()
        found = lists_in(self.model.recommend(users, k or self.k, history=rows).table)
        return {user: found.get(user, ()) for user in users}

    def most_alike(self, item: str, but: Sequence[str]) -> str | None:
        """Return the item that is most like another, apart from some; ``None`` if none is."""
        code = int(self.known.items.find([item])[0])
        if code < 0:
            return None
        every = np.arange(len(self.known.items))
        near = np.asarray(
            (self.likeness.profiles @ self.likeness.profiles[[code]].T).todense()
        ).ravel()
        out = self.known.items.find([item, *but])
        near[out[out >= 0]] = -1.0
        best = int(every[np.argmax(near)])
        return str(self.known.items.ids[best]) if near[best] > 0 else None


def case_of(
    model: Any,
    tables: Tables,
    k: int = 10,
    people: int = 200,
    *,
    lists: pa.Table | None = None,
    month: int | None = None,
    ruled: Any = None,
) -> Case:
    """Make lists for some people, always the same ones.

    Parameters
    ----------
    model
        Fitted; ``None`` where ``lists`` are given.
    tables
        What it learned from, with items and users.
    k
        Length of the lists.
    people
        How many people to look at; drawn from all with a list, with a fixed seed.
    lists
        Lists of unknown making: ``user_id``, ``item_id`` and perhaps ``rank``.
    month
        The month that the lists are for; that of the last interaction when ``None``.
    ruled
        The model whose rules lists of unknown making must obey.
    """
    month = month or _last(tables)
    if lists is not None:
        found = {user: items[:k] for user, items in lists_in(lists).items()}
        chosen = _some(sorted(found), people)
        return Case({user: found[user] for user in chosen}, k, tables, model, month, ruled)
    every = sorted(set(tables.interactions[USER].cast(pa.string()).to_pylist()))
    chosen = _some(every, people)
    made = lists_in(model.recommend(chosen, k).table)
    return Case({user: made.get(user, ()) for user in chosen}, k, tables, model, month)


def lists_in(table: pa.Table) -> Lists:
    """Read a table of lists: by rank where there is one, else in the order of the rows."""
    if RANK in table.column_names:
        table = table.take(pc.sort_indices(table, [(RANK, "ascending")]))
    found: dict[str, list[str]] = {}
    columns = (table[name].cast(pa.string()).to_pylist() for name in (USER, ITEM))
    for user, item in zip(*columns, strict=True):
        found.setdefault(user, []).append(item)
    return {user: tuple(items) for user, items in found.items()}


def _some(users: list[str], people: int) -> list[str]:
    if len(users) <= people:
        return users
    picked = np.random.default_rng(_SEED).choice(len(users), people, replace=False)
    return [users[n] for n in np.sort(picked)]


def _last(tables: Tables) -> int | None:
    moment = pc.max(tables.interactions[TIME]).as_py() if tables.dated else None
    return None if moment is None else int(moment.month)
