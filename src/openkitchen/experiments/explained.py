"""How much of its scores a model can explain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openkitchen.errors import ModelError
from openkitchen.models import Model
from openkitchen.schema.columns import ITEM

__all__ = ["Explained", "explained_by"]

_WHOLE = "score"
_REST = "unexplained"
_USERS = 20
_FIRST = 3


@dataclass(frozen=True, slots=True)
class Explained:
    """What a model tells of its scores.

    Parameters
    ----------
    share
        Share of the score's terms (by size) that are named, over the first places of some
        lists; 0 where a score comes in one piece.
    terms
        Mean number of named terms.
    blocks
        The kinds of inputs that the terms speak of.
    largest_error
        How far the terms are from the score at most, relative to their size.
    """

    share: float
    terms: float
    blocks: tuple[str, ...]
    largest_error: float

    @property
    def words(self) -> str:
        """Say it in a few words."""
        if self.share == 0.0:
            return "nothing"
        if self.share >= 0.9999:
            return f"every score, {self.terms:.0f} terms"
        return f"{self.share:.0%} of a score"


def explained_by(model: Model, users: Sequence[str]) -> Explained:
    """Take the first places of some users' lists apart, as far as the model can.

    Parameters
    ----------
    model
        Fitted; it explains if it has ``explain(user, item)``.
    users
        Whose lists; twenty of them are looked at.
    """
    explain: Any = getattr(model, "explain", None)
    nothing = Explained(0.0, 0.0, (), 0.0)
    if explain is None:
        return nothing
    shares, numbers, errors = [], [], []
    blocks: dict[str, None] = {}
    for user in list(users)[:: max(1, len(users) // _USERS)][:_USERS]:
        for item in model.recommend([user], _FIRST).table[ITEM].to_pylist():
            try:
                told = explain(user, item)
            except ModelError:
                return nothing
            named = [term for term in told.terms if term.feature not in {_WHOLE, _REST}]
            size = math.fsum(abs(term.contribution) for term in told.terms)
            own = math.fsum(abs(term.contribution) for term in named)
            shares.append(own / size if size else float(bool(named)))
            numbers.append(len(named))
            total = math.fsum(term.contribution for term in told.terms)
            errors.append(abs(total - told.score) / max(size, abs(told.score), 1e-300))
            blocks.update(dict.fromkeys(term.block for term in named))
    if not shares:
        return nothing
    mean = math.fsum(shares) / len(shares)
    return Explained(mean, sum(numbers) / len(numbers), tuple(blocks), max(errors))
