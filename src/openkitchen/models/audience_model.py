"""What our models share: once audiences can be scored, users can be served."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.errors import ModelError
from openkitchen.models.addend import Addend
from openkitchen.models.audience import Audience, Known, find_items, gather
from openkitchen.models.contract import Moment, Recommendations, Scores
from openkitchen.models.gate import Gate
from openkitchen.models.parts import Parts, write_parts
from openkitchen.models.ranking import rank_audience
from openkitchen.models.rules import Rules
from openkitchen.schema import Tables

__all__ = ["AudienceModel", "kept"]


class AudienceModel(ABC):
    """A model that scores users with the histories that count for them.

    A subclass says what it knows, how it scores an audience, and what it is saved as.
    """

    name: ClassVar[str]
    explainer: ClassVar[Callable[..., Any] | None] = None
    """How a score is taken apart; the room above, `openkitchen.explain`, sets it."""

    _rules: Rules = Rules()
    _tables: Tables | None = None
    _gate: Gate | None = None

    @property
    @abstractmethod
    def known(self) -> Known:
        """Users, items and histories of the fit.

        Raises
        ------
        NotFitted
            Before `fit`.
        """

    @abstractmethod
    def score_audience(self, audience: Audience, at: Moment = None) -> Scores:
        """Score all items for an audience: users × items."""

    def addends(self, audience: Audience, item: int, at: Moment = None) -> tuple[Addend, ...]:
        """Return what one item's score is the sum of, for an audience's only user.

        Parameters
        ----------
        audience
            One user.
        item
            The item's code.
        at
            The moment of scoring.

        Returns
        -------
        Nothing, where the model tells nothing.
        """
        del audience, item, at
        return ()

    @abstractmethod
    def parts(self) -> Parts:
        """Take the fitted model to the parts that a bundle holds."""

    @property
    def rules(self) -> Rules:
        """What may be in its lists at all."""
        return self._rules

    @property
    def tables(self) -> Tables | None:
        """The attribute tables, for display and for rules; ``None`` where none were kept."""
        return self._tables

    @property
    def gate(self) -> Gate:
        """The rules, bound to the users and items that the model knows."""
        gate, rules, known = self._gate, self.rules, self.known
        if gate is None or gate.rules is not rules or gate.known is not known:
            gate = self._gate = Gate(rules, known, self.tables)
        return gate

    def with_rules(self, rules: Rules) -> Self:
        """Return the same fitted model under other rules; nothing is learned anew.

        Raises
        ------
        UnknownName, SettingsError
            When a rule asks for columns that the model's tables do not have.
        """
        other = copy.copy(self)
        other._rules = rules
        other._gate = Gate(rules, self.known, self.tables)
        return other

    @property
    def items(self) -> npt.NDArray[np.str_]:
        """Ids of all items, by falling popularity, then id."""
        return self.known.items.ids

    @property
    def users(self) -> npt.NDArray[np.str_]:
        """Ids of all known users."""
        return self.known.users.ids

    def score(
        self, users: Sequence[str], items: Sequence[str] | None = None, at: Moment = None
    ) -> Scores:
        """Score items for users.

        Parameters
        ----------
        users
            User ids; strangers are scored as brand-new users.
        items
            Item ids; all, in the order of `items`, when ``None``.
        at
            The moment of scoring: what came later is not known then.

        Returns
        -------
        Users × items, float64.

        Raises
        ------
        UnknownName
            When an item is unknown.
        """
        scores = self.score_audience(gather(self.known, users, at=at), at)
        return scores if items is None else scores[:, find_items(self.known, items)]

    def recommend(
        self,
        users: Sequence[str] | None = None,
        k: int = 10,
        at: Moment = None,
        *,
        include_seen: bool = False,
        history: pa.Table | None = None,
        diversity: float | None = None,
    ) -> Recommendations:
        """Return the ``k`` best items for each user that the rules allow.

        Parameters
        ----------
        users
            User ids; all known users (or all of ``history``) when ``None``. Strangers
            get the list of a brand-new user.
        k
            Length of the lists.
        at
            The moment of recommending.
        include_seen
            Also recommend items of the user's own history.
        history
            Interactions to score instead of the trained ones.
        diversity
            How strongly lists are re-ranked for variety, from 0 to 1; as the rules say
            when ``None``.
        """
        gate = self.gate
        return rank_audience(
            gather(self.known, users, history, at),
            self.known.items,
            lambda part: self.score_audience(part, at),
            k,
            keep_out=lambda scores, part: gate.hide(scores, part, at, include_seen=include_seen),
            choose=gate.choose(diversity),
        )

    def explain(self, user: str, item: str, at: Moment = None) -> Any:
        """Take the score of one item for one user apart; see `openkitchen.explain.explain`.

        Raises
        ------
        UnknownName
            When the item is unknown.
        ModelError
            When `openkitchen.explain` was not imported.
        """
        explainer = type(self).explainer
        if explainer is None:
            raise ModelError(
                "nothing here explains a score",
                hint="import openkitchen as ok, and take the model from there; or import "
                "openkitchen.explain.",
            )
        return explainer(self, user, item, at)

    def save(self, path: str | Path) -> Path:
        """Write the bundle, whole or not at all; see `openkitchen.models.parts`."""
        return write_parts(self.parts(), path)


def kept(tables: Tables) -> Tables | None:
    """Return the attribute tables without the interactions; ``None`` when there are none."""
    if tables.items is None and tables.users is None:
        return None
    return tables.with_interactions(pa.table({}))
