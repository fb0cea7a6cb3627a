"""An addend of a score, as models tell that are no glass box."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Addend"]


@dataclass(frozen=True, slots=True)
class Addend:
    """One addend of a score, as a model or another library's scorer may tell them.

    Parameters
    ----------
    feature
        What stands behind it: an item of the history, an attribute.
    contribution
        What it adds to the score.
    block
        Which part of the model it belongs to.
    """

    feature: str
    contribution: float
    block: str = "history"
