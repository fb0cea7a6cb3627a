"""What our models share: once audiences can be scored, users can be served."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.errors import ModelError
from openkitchen.models.audience import Audience, Known, find_items, gather
from openkitchen.models.contract import Moment, Recommendations, Scores
from openkitchen.models.parts import Parts, write_parts
from openkitchen.models.ranking import rank_audience

__all__ = ["AudienceModel"]


class AudienceModel(ABC):
    """A model that scores users with the histories that count for them.

    A subclass says what it knows, how it scores an audience, and what it is saved as.
    """

    name: ClassVar[str]
    explainer: ClassVar[Callable[..., Any] | None] = None
    """How a score is taken apart; the room above, `openkitchen.explain`, sets it."""

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

    @abstractmethod
    def parts(self) -> Parts:
        """Take the fitted model to the parts that a bundle holds."""

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
    ) -> Recommendations:
        """Return the ``k`` best items for each user.

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
        """
        return rank_audience(
            gather(self.known, users, history, at),
            self.known.items,
            lambda part: self.score_audience(part, at),
            k,
            include_seen=include_seen,
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
