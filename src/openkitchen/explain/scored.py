"""What can be explained: a fitted model that scores audiences."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from openkitchen.models.audience import Audience, Known
from openkitchen.models.contract import Moment

__all__ = ["Scored"]

Floats = npt.NDArray[np.float64]


@runtime_checkable
class Scored(Protocol):
    """A fitted model that can score an audience."""

    @property
    def name(self) -> str:
        """Short name of the kind of model."""
        ...

    @property
    def known(self) -> Known:
        """Users, items and histories of the fit."""
        ...

    def score_audience(self, audience: Audience, at: Moment = None) -> Floats:
        """Score all items: users × items."""
        ...
