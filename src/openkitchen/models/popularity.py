"""Two baselines that every other model has to beat: what is popular, what is popular now."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from openkitchen.errors import NotFitted, SettingsError
from openkitchen.models.addend import Addend
from openkitchen.models.audience import Audience, Known, know, until
from openkitchen.models.audience_model import AudienceModel, kept
from openkitchen.models.contract import Moment, Progress, Scores
from openkitchen.models.events import Events
from openkitchen.models.parts import Parts
from openkitchen.schema import Tables

__all__ = ["Popularity", "RecentPopularity"]


@dataclass(frozen=True)
class PopularitySettings:
    """Settings of recent popularity.

    Parameters
    ----------
    half_life
        Days after which an event counts half.
    """

    half_life: float = 14.0

    def __post_init__(self) -> None:
        if not self.half_life > 0:
            raise SettingsError(
                f"half_life = {self.half_life}", hint="It must be a positive number of days."
            )


class Popularity(AudienceModel):
    """Score = how often an item was interacted with; the same for everybody."""

    name: ClassVar[str] = "popularity"
    block: ClassVar[str] = "bias"
    feature: ClassVar[str] = "popularity"

    def __init__(self) -> None:
        self._known: Known | None = None
        self._score: npt.NDArray[np.float64] = np.zeros(0)

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
        """Count the interactions of each item."""
        del progress
        self._known, self._tables = know(tables), kept(tables)
        self._score = self._count(self._known)
        return self

    def score_audience(self, audience: Audience, at: Moment = None) -> Scores:
        """Return users × items, every row the same."""
        del at
        return np.tile(self._score, (len(audience), 1))

    def addends(self, audience: Audience, item: int, at: Moment = None) -> tuple[Addend, ...]:
        """Return how popular the item is; see `AudienceModel.addends`."""
        score = float(self.score_audience(audience, at)[0, item])
        return (Addend(self.feature, score, self.block),)

    def parts(self) -> Parts:
        """Take the fitted model to the parts that a bundle holds."""
        return Parts(
            self.name,
            {"settings": self._facts()},
            {"score": self._score},
            self.known,
            self.tables,
            self.rules,
        )

    @classmethod
    def from_parts(cls, parts: Parts) -> Self:
        """Put a model together again."""
        model = cls(**parts.facts["settings"])
        model._score, model._known = parts.arrays["score"], parts.known
        model._tables, model._rules = parts.tables, parts.rules
        return model

    def _facts(self) -> dict[str, float]:
        return {}

    def _count(self, known: Known) -> npt.NDArray[np.float64]:
        return np.bincount(known.events.item, minlength=len(known.items)).astype(np.float64)


class RecentPopularity(Popularity):
    """Score = interactions decayed by their age at the end of the data.

    Parameters
    ----------
    half_life
        Days after which an event counts half. Undated events all count the same.
    """

    name: ClassVar[str] = "recent-popularity"
    block: ClassVar[str] = "trend"
    feature: ClassVar[str] = "recent popularity"

    def __init__(self, half_life: float = 14.0) -> None:
        super().__init__()
        self.settings = PopularitySettings(half_life)

    def score_audience(self, audience: Audience, at: Moment = None) -> Scores:
        """Return users × items, every row the same: what was popular at the moment."""
        if at is None:
            return super().score_audience(audience)
        return np.tile(
            self._decayed(until(self.known.events, at), len(self.items)), (len(audience), 1)
        )

    def _count(self, known: Known) -> npt.NDArray[np.float64]:
        return self._decayed(known.events, len(known.items))

    def _decayed(self, events: Events, n_items: int) -> npt.NDArray[np.float64]:
        decayed = np.exp2(-(events.end - events.time) / self.settings.half_life)
        return np.bincount(events.item, decayed, n_items).astype(np.float64)

    def _facts(self) -> dict[str, float]:
        return asdict(self.settings)
