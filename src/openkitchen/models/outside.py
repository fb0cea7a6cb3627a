"""Models of other libraries, so that they can be compared, recommended from, saved and served.

What another library brings is a *scorer*: a small class that learns from the tables and
scores users (by id, or by their histories). `OutsideModel` makes a `Model` of it; lists,
ties, seen items and strangers are then handled exactly as for our own models.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy.sparse as sp

from openkitchen.errors import ModelError, NotFitted
from openkitchen.models.addend import Addend
from openkitchen.models.audience import Audience, Known, gather, know
from openkitchen.models.audience_model import AudienceModel, kept
from openkitchen.models.contract import Moment, Progress, Recommendations, Scores
from openkitchen.models.parts import Parts
from openkitchen.models.scorers import scorer_class
from openkitchen.schema import Tables

__all__ = [
    "Addend",
    "HistoryScorer",
    "OutsideModel",
    "Scorer",
    "ScorerParts",
    "training_matrix",
]


@dataclass(frozen=True, slots=True)
class ScorerParts:
    """A fitted scorer, taken to what files can hold.

    Parameters
    ----------
    facts
        What JSON can hold: settings and the like.
    arrays
        NumPy arrays by name; none of dtype object.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, Any] = field(default_factory=dict)


@runtime_checkable
class Scorer(Protocol):
    """Scores users by their ids.

    It may also have ``explain(user, item, at)``, which returns a list of `Addend`, and,
    to be saved, ``parts()`` → `ScorerParts` and the class method ``from_parts(parts, known)``;
    see `openkitchen.models.register`.
    """

    @property
    def name(self) -> str:
        """Short name of the kind of model, as stored in bundles."""
        ...

    def fit(self, tables: Tables) -> object:
        """Learn from the tables."""
        ...

    def score(self, users: Sequence[str], items: Sequence[str], at: Moment = None) -> Any:
        """Score items for users who were in the tables: users × items."""
        ...


@runtime_checkable
class HistoryScorer(Protocol):
    """Scores people by their histories, so that strangers and given histories count.

    It may also have ``explain_history(history, item, at)``, which takes a 1 × items matrix
    and an item's place and returns a list of `Addend`, and may be saved like a `Scorer`.
    """

    @property
    def name(self) -> str:
        """Short name of the kind of model, as stored in bundles."""
        ...

    def fit(self, tables: Tables) -> object:
        """Learn from the tables."""
        ...

    def score_histories(self, histories: sp.csr_array, at: Moment = None) -> Any:
        """Score all items, in the order of ``know(tables).items``: people × items.

        ``histories`` is people × items in that order, with a person's number of events of
        each item.
        """
        ...


class OutsideModel(AudienceModel):
    """A model of another library, with our lists, ties, rules and bundles.

    Who is unknown to a `Scorer`, or has no history for a `HistoryScorer`, scores zero for
    every item: ties go to the more popular item, so that person's list is the popular one.

    Parameters
    ----------
    scorer
        A `Scorer` or a `HistoryScorer`; one that is both is asked by history.

    Raises
    ------
    ModelError
        When it is neither.
    """

    def __init__(self, scorer: Scorer | HistoryScorer) -> None:
        if not isinstance(scorer, Scorer | HistoryScorer):
            raise ModelError(
                f"{type(scorer).__name__} is no scorer",
                hint="It needs a name, fit(tables), and score(users, items, at) or "
                "score_histories(histories, at).",
            )
        self.scorer = scorer
        self._known: Known | None = None

    @property
    def name(self) -> str:  # type: ignore[override]
        """Short name of the kind of model: the scorer's."""
        return self.scorer.name

    @property
    def by_history(self) -> bool:
        """Whether people are scored by their histories rather than their ids."""
        return isinstance(self.scorer, HistoryScorer)

    @property
    def known(self) -> Known:
        """Users, items and histories of the fit.

        Raises
        ------
        NotFitted
            Before `fit`.
        """
        if self._known is None:
            raise NotFitted(f"{self.name} has not been fitted", hint="Call fit(tables) first.")
        return self._known

    def fit(self, tables: Tables, progress: Progress | None = None) -> Self:
        """Let the scorer learn from the tables."""
        if progress:
            progress(f"fitting {self.name}", 0, 1)
        self.scorer.fit(tables)
        self._known, self._tables = know(tables), kept(tables)
        if progress:
            progress(f"fitting {self.name}", 1, 1)
        return self

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
        """Return the ``k`` best items for each user; see `AudienceModel.recommend`.

        Raises
        ------
        ModelError
            When a history is given for a user whom the scorer knows by id only.
        """
        if history is not None and not self.by_history:
            self._refuse_known(gather(self.known, users, history))
        return super().recommend(
            users, k, at, include_seen=include_seen, history=history, diversity=diversity
        )

    def score_audience(self, audience: Audience, at: Moment = None) -> Scores:
        """Score all items for an audience: users × items.

        Raises
        ------
        ModelError
            When the scorer's scores have another shape, or are not finite.
        """
        scores = np.zeros((len(audience), len(self.known.items)))
        asked = self._asked(audience)
        if len(asked):
            scores[asked] = self._checked(self._scored(audience, asked, at), len(asked))
        return scores

    def addends(self, audience: Audience, item: int, at: Moment = None) -> tuple[Addend, ...]:
        """Return what the scorer tells of one item's score for an audience's only user.

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
        Nothing, where the scorer explains nothing or was not asked for the score.
        """
        if not len(self._asked(audience)):
            return ()
        scorer: Any = self.scorer
        if self.by_history:
            explain = getattr(scorer, "explain_history", None)
            history = audience.seen(len(self.known.items))
            return tuple(explain(history, item, at)) if explain else ()
        explain = getattr(scorer, "explain", None)
        return tuple(explain(audience.ids[0], str(self.items[item]), at)) if explain else ()

    def parts(self) -> Parts:
        """Take the fitted model to the parts that a bundle holds.

        Raises
        ------
        BundleError
            When the scorer's class is not registered: the bundle could not be loaded.
        """
        known = self.known
        scorer_class(self.name)
        own = self._own_parts()
        return Parts(self.name, {"scorer": own.facts}, own.arrays, known, self.tables, self.rules)

    @property
    def settings(self) -> dict[str, Any]:
        """The facts that the scorer states of itself; none where it cannot be saved."""
        return self._own_parts().facts if hasattr(self.scorer, "parts") else {}

    @classmethod
    def put_together(cls, parts: Parts, scorer: type[Any]) -> Self:
        """Put a model together again from the parts of a bundle and the scorer's class."""
        own = ScorerParts(parts.facts["scorer"], parts.arrays)
        model = cls(scorer.from_parts(own, parts.known))
        model._known, model._tables, model._rules = parts.known, parts.tables, parts.rules
        return model

    def _own_parts(self) -> ScorerParts:
        scorer: Any = self.scorer
        own: ScorerParts = scorer.parts()
        return own

    def _refuse_known(self, audience: Audience) -> None:
        known = np.flatnonzero(audience.codes >= 0)
        if len(known):
            raise ModelError(
                f"{self.name} scores {audience.ids[known[0]]!r} by id and takes no other history",
                hint="Give its scorer score_histories(histories, at).",
            )

    def _asked(self, audience: Audience) -> npt.NDArray[np.int64]:
        """Return the places of those whom the scorer is asked about."""
        asked = audience.events.counts > 0 if self.by_history else audience.codes >= 0
        return np.flatnonzero(asked)

    def _scored(self, audience: Audience, asked: npt.NDArray[np.int64], at: Moment) -> Any:
        scorer = self.scorer
        if isinstance(scorer, HistoryScorer):
            return scorer.score_histories(audience.seen(len(self.known.items))[asked], at)
        users = [audience.ids[place] for place in asked]
        return scorer.score(users, self.known.items.array.to_pylist(), at)

    def _checked(self, scores: Any, n_users: int) -> Scores:
        found = np.asarray(scores, dtype=np.float64)
        wanted = (n_users, len(self.known.items))
        if found.shape != wanted:
            raise ModelError(f"{self.name} gave scores of shape {found.shape}, not {wanted}")
        if not np.isfinite(found).all():
            raise ModelError(
                f"{self.name} gave a score that is no finite number",
                hint="Score what must not be listed low; rules and seen items are left out here.",
            )
        return found


def training_matrix(known: Known) -> sp.csr_matrix:
    """Return users × items: how many events of each item a user has.

    Rows and columns are in the order of ``known.users`` and ``known.items``. It is a
    SciPy *matrix*, not an array: that is what other libraries take.
    """
    return sp.csr_matrix(gather(known, None).seen(len(known.items)))
