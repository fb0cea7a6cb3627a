"""How to evaluate: list lengths, what counts, intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openkitchen.errors import SettingsError
from openkitchen.evaluate.calendar_tags import NORTHERN, CalendarTags

__all__ = ["Options"]


@dataclass(frozen=True)
class Options:
    """How to evaluate.

    Parameters
    ----------
    k
        One list length or several.
    eligible
        How many items could have been shown.
    keep_seen
        Count choices that the user had made in training, too.
    amazon
        Add Amazon's metrics, by Amazon's names.
    tags, season_column
        The calendar of `season_fit`, and the only column of the items to look at.
    fresh_days
        How long an item is new, in days.
    bootstrap, seed
        Number of draws for the intervals (0: none) and their seed.
    """

    k: int | Sequence[int] = 10
    eligible: int | None = None
    keep_seen: bool = False
    amazon: bool = False
    tags: CalendarTags = NORTHERN
    season_column: str | None = None
    fresh_days: float = 30.0
    bootstrap: int = 1000
    seed: int = 0

    @property
    def lengths(self) -> tuple[int, ...]:
        """The list lengths, ascending, each once.

        Raises
        ------
        SettingsError
            When there is none, or one is below 1.
        """
        lengths = (self.k,) if isinstance(self.k, int) else tuple(sorted(set(self.k)))
        if not lengths or min(lengths) < 1:
            raise SettingsError(f"k = {self.k!r}", hint="Give one or more list lengths from 1.")
        return lengths
