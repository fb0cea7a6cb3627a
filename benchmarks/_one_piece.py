"""A model of another library that says nothing of its scores."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

from openkitchen.models import ScorerParts, register
from openkitchen.models.audience import Known, know
from openkitchen.models.contract import Moment
from openkitchen.schema import Tables


@register
class OnePiece:
    """A scorer of another library that says nothing of its scores: how often an item was had."""

    name = "one-piece"

    def fit(self, tables: Tables) -> OnePiece:
        """Count."""
        self.counts = np.bincount(know(tables).events.item, minlength=len(know(tables).items))
        return self

    def score_histories(self, histories: sp.csr_array, at: Moment = None) -> Any:
        """Score everybody alike."""
        return np.tile(self.counts.astype(np.float64), (histories.shape[0], 1))

    def parts(self) -> ScorerParts:
        """Take it to what files can hold."""
        return ScorerParts(arrays={"counts": self.counts})

    @classmethod
    def from_parts(cls, parts: ScorerParts, known: Known) -> OnePiece:
        """Put it together again."""
        del known
        found = cls()
        found.counts = parts.arrays["counts"]
        return found
