"""The gate: rules bound to a model's users and items. It says what may be in whose list."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy.sparse as sp

from openkitchen.errors import ModelError
from openkitchen.models.audience import Audience, Known
from openkitchen.models.availability import Availability
from openkitchen.models.contract import Moment
from openkitchen.models.diversity import Likeness, choose_varied, likeness_of
from openkitchen.models.events import in_days
from openkitchen.models.index import Index
from openkitchen.models.ranking import Choose, hide
from openkitchen.models.restrictions import Restricted
from openkitchen.models.rule import Rule
from openkitchen.models.rules import Rules
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, USER
from openkitchen.schema.same_ids import need_same_ids

__all__ = ["Gate", "gate_of"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_NO_TABLES = Tables(pa.table({}))


class Gate:
    """Rules, bound to a model's users and items.

    Parameters
    ----------
    rules
        What they say.
    known
        Users and items, by code.
    tables
        The attribute tables that the rules compare.

    Raises
    ------
    UnknownName
        When a rule names a column that does not exist.
    SettingsError
        When a column does not hold what its rule needs.
    InputError
        When ids of a list are written otherwise than those of the model.
    """

    def __init__(self, rules: Rules, known: Known, tables: Tables | None = None) -> None:
        tables = tables or _NO_TABLES
        self.rules, self.known, self.tables = rules, known, tables
        self._restricted = [Restricted(one, known, tables) for one in rules.restrictions]
        available = rules.available
        self._available = Availability(available, known, tables) if available else None
        self._lists = [(name, _IdList(table, known)) for name, table in rules.lists]

    def hide(
        self, scores: Floats, audience: Audience, at: Moment = None, *, include_seen: bool = False
    ) -> None:
        """Set the scores of everything that the rules keep out to −∞, in place.

        Parameters
        ----------
        scores
            Users of the audience × all items.
        audience
            Whose lists they are.
        at
            The moment of scoring, where one was given.
        include_seen
            Let in what the users already had, whatever the rules say.
        """
        if self.rules.seen and not include_seen:
            scores[audience.events.user, audience.events.item] = -np.inf
        for flags in self._for_all():
            scores[:, flags] = -np.inf
        if self._available is not None and self._available.by_date:
            self._hide_by_date(self._available, scores, audience, at)
        if self._restricted:
            self._hide_restricted(scores, audience)
        for name, listed in self._lists:
            if listed.pairs is not None:
                own = listed.of_users(audience)
                if name == "deny":
                    hide(scores, own)
                else:
                    scores[~own.toarray().astype(np.bool_)] = -np.inf

    @cached_property
    def likeness(self) -> Likeness:
        """How alike the items are, for lists that are varied."""
        return likeness_of(self.known, self.tables)

    def choose(self, diversity: float | None = None) -> Choose | None:
        """Return how lists are chosen from scores: varied by a strength, else plainly.

        Parameters
        ----------
        diversity
            From 0 to 1; that of the rules when ``None``.

        Raises
        ------
        SettingsError
            When it is not from 0 to 1.
        """
        strength = self.strength(diversity)
        if not strength:
            return None

        def choose(scores: Floats, k: int) -> tuple[Codes, Floats]:
            varied = choose_varied(scores, k, self.likeness, strength)
            return varied.items, varied.scores

        return choose

    def strength(self, diversity: float | None = None) -> float:
        """Return a checked strength; that of the rules when ``None``."""
        return self.rules.diversity if diversity is None else Rules(diversity=diversity).diversity

    def broken(self, audience: Audience, item: int, at: Moment = None) -> tuple[Rule, ...]:
        """Return the rules that keep an item out of the list of an audience's only user."""
        found: list[Rule | None] = []
        if self.rules.seen and item in audience.events.item:
            found.append(Rule("seen", "the user has already had this item"))
        if self._available is not None:
            moment = float(self._moments(audience, at)[0]) if self._available.by_date else 0.0
            found.append(self._available.broken(item, moment))
        found += [one.broken(int(audience.codes[0]), item) for one in self._restricted]
        for name, listed in self._lists:
            if listed.has(audience, item) == (name == "deny"):
                found.append(Rule(name, listed.reason(name)))
        return tuple(one for one in found if one is not None)

    def notes(self) -> list[str]:
        """Say what a person should know about the rules and these users and items."""
        found = [] if self._available is None else self._available.notes()
        for one in self._restricted:
            found += one.notes()
        for name, listed in self._lists:
            if listed.strange:
                found.append(
                    f"{name}: {listed.strange:,} of {listed.size:,} rows name items that are not "
                    "in the bundle."
                )
        return found

    def _for_all(self) -> list[Flags]:
        """Return flags of items that nobody gets."""
        found = []
        if self._available is not None and not self._available.by_date:
            found.append(self._available.forbidden(0.0))
        for name, listed in self._lists:
            if listed.pairs is None:
                found.append(listed.items if name == "deny" else ~listed.items)
        return found

    def _hide_by_date(
        self, available: Availability, scores: Floats, audience: Audience, at: Moment
    ) -> None:
        moments = self._moments(audience, at)
        for moment in np.unique(moments):
            scores[np.ix_(moments == moment, available.forbidden(float(moment)))] = -np.inf

    def _hide_restricted(self, scores: Floats, audience: Audience) -> None:
        """Look up each combination of values once, and hide for all who have it."""
        each = [one.of_users(audience.codes) for one in self._restricted]
        alike: dict[tuple[Any, ...], list[int]] = {}
        for user, values in enumerate(zip(*each, strict=True)):
            if any(values):
                alike.setdefault(values, []).append(user)
        for values, users in alike.items():
            flags = np.zeros(scores.shape[1], dtype=np.bool_)
            for one, own in zip(self._restricted, values, strict=True):
                flags |= one.forbidden(own)
            scores[np.ix_(np.array(users), flags)] = -np.inf

    def _moments(self, audience: Audience, at: Moment) -> Floats:
        if at is not None:
            return np.full(len(audience), in_days(at))
        events, trained = audience.events, self.known.events
        if not (trained.dated or events.dated):
            raise ModelError(
                "the rule of availability compares dates, and the interactions have none",
                hint="Say the moment: --at 2026-08-31, or at=… in Python.",
            )
        if not trained.dated:
            return audience.now
        told = events.dated & (events.counts > 0)  # else there is only the end of the data
        return np.where(told, audience.now, trained.end)


class _IdList:
    """A list of items, or of pairs of user and item, in the model's codes."""

    def __init__(self, table: pa.Table, known: Known) -> None:
        _need_same_ids(table[ITEM], known.items)
        codes = known.items.find(table[ITEM])
        there = codes >= 0
        self.size, self.strange = table.num_rows, int((~there).sum())
        self.items = np.zeros(len(known.items), dtype=np.bool_)
        self.pairs: sp.csr_array | None = None
        if USER not in table.column_names:
            self.items[codes[there]] = True
            return
        _need_same_ids(table[USER], known.users)
        self._users = Index.of("user", list(dict.fromkeys(table[USER].to_pylist())))
        users = self._users.find(table[USER])[there]
        shape = (len(self._users) + 1, len(known.items))  # the last row: everybody else
        self.pairs = sp.csr_array((np.ones(len(users)), (users, codes[there])), shape=shape)

    def of_users(self, audience: Audience) -> sp.csr_array:
        """Return users of the audience × items: the listed pairs."""
        assert self.pairs is not None  # noqa: S101 - asked only for lists of pairs
        return sp.csr_array(self.pairs[self._users.find(list(audience.ids))])

    def has(self, audience: Audience, item: int) -> bool:
        """Return whether an item is listed for an audience's only user."""
        if self.pairs is None:
            return bool(self.items[item])
        return bool(self.of_users(audience)[0, item])

    def reason(self, name: str) -> str:
        """Say why an item is kept out by this list."""
        whose = "" if self.pairs is None else " for this user"
        return (
            f"it is on the deny list{whose}"
            if name == "deny"
            else (f"it is not on the allow list{whose}")
        )


def _need_same_ids(listed: pa.ChunkedArray, known: Index) -> None:
    need_same_ids(listed, known.array, asked_as="the list of ids", known_as="the model")


def gate_of(model: Any) -> Gate:
    """Return a model's gate; that of a model without rules leaves out what was seen."""
    gate = getattr(model, "gate", None)
    return gate if isinstance(gate, Gate) else Gate(Rules(), model.known)
