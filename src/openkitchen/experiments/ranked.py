"""How high the items stand that people went on to choose: a fine measure of what a model knows.

nDCG@k sees a choice only when it stands among the first k, so it moves in leaps. The logarithm
of a choice's place among all items moves with every place, the more the nearer to the top, and
tells a column that informs from one that does not with far fewer people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openkitchen.models.ranks_again import Choices

__all__ = ["Ranked", "ranked_of", "some_users"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ranked:
    """Users and those of their choices that they may be shown.

    Parameters
    ----------
    choices
        The choices; each user has one at least.
    places
        Places of these users among those that choices were taken from.
    n_items
        How many items there are.
    """

    choices: Choices
    places: Codes
    n_items: int

    def __len__(self) -> int:
        return len(self.choices.users)

    def heights(self, ranks: Floats) -> Floats:
        """Return each user's mean of −log(place): higher is better.

        Parameters
        ----------
        ranks
            The place of each choice, from 1; NaN, for what may not be shown, counts as last.
        """
        logs = -np.log(np.where(np.isnan(ranks), float(self.n_items), ranks))
        row, n = self.choices.row, len(self)
        return np.asarray(np.bincount(row, logs, n) / np.bincount(row, minlength=n))


def ranked_of(choices: Choices, ranks: Floats, n_items: int) -> Ranked:
    """Leave out choices that may not be shown, and users without any other.

    Parameters
    ----------
    choices
        All choices.
    ranks
        Their places in the base's ranking; NaN for what may not be shown.
    n_items
        How many items there are.
    """
    shown = ~np.isnan(ranks)
    places, row = np.unique(choices.row[shown], return_inverse=True)
    kept = Choices(choices.users[places], row.astype(np.int64), choices.item[shown])
    return Ranked(kept, places, n_items)


def some_users(choices: Choices, most: int, seed: int) -> tuple[Choices, Codes]:
    """Draw users when there are more than ``most``; returns the places of those that stay."""
    n = len(choices.users)
    if n <= most:
        return choices, np.arange(n)
    places = np.sort(np.random.default_rng(seed).choice(n, most, replace=False))
    keep = np.isin(choices.row, places)
    row = np.searchsorted(places, choices.row[keep])
    return Choices(choices.users[places], row, choices.item[keep]), places
