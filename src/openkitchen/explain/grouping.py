"""Categories whose levels are told as one term, for many users at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from openkitchen.models.design import Feature

__all__ = ["Groups"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Groups:
    """Inputs that share a term: those of one block and one group.

    Parameters
    ----------
    features
        Name of every input.

    Attributes
    ----------
    number
        The group of each input, −1 for an input that is alone.
    names
        Block and group of each.
    """

    def __init__(self, features: Sequence[Feature]) -> None:
        places: dict[tuple[str, str], list[int]] = {}
        for place, feature in enumerate(features):
            places.setdefault((feature.block, feature.group), []).append(place)
        shared = {key: those for key, those in places.items() if len(those) > 1}
        self.names = list(shared)
        self.number = np.full(len(features), -1, dtype=np.int64)
        for group, those in enumerate(shared.values()):
            self.number[those] = group

    def __len__(self) -> int:
        return len(self.names)

    def add_up(self, inputs: Codes, values: Floats, weights: Floats) -> Together:
        """Add up the contributions of each user's groups.

        Parameters
        ----------
        inputs, values
            Users × entries: which input, and its value; 0 where there is none.
        weights
            Users × items × entries.

        Returns
        -------
        The sums, and the entries that are in them. A group of which a user has a single
        input is left alone.
        """
        n_users, n_items = weights.shape[:2]
        if not len(self):
            nothing = np.zeros(0, np.int64)
            return Together(np.zeros((n_users, n_items, 0)), nothing, nothing, inputs)
        group = self.number[inputs]
        group[values == 0.0] = -1
        user, entry = np.nonzero(group >= 0)
        own = group[user, entry]
        counts = np.bincount(user * len(self) + own, minlength=n_users * len(self))
        several = counts[user * len(self) + own] > 1
        if not several.all():
            user, entry, own = user[several], entry[several], own[several]
        cell = (user[:, None] * n_items + np.arange(n_items)) * len(self) + own[:, None]
        size = n_users * n_items * len(self)
        parts = weights[user, :, entry] * values[user, entry][:, None]
        sums = np.bincount(cell.ravel(), parts.ravel(), minlength=size)
        together = np.asarray(sums, dtype=np.float64).reshape(n_users, n_items, len(self))
        return Together(together, user, entry, group)


class Together:
    """Sums of groups, and which entries they took in."""

    def __init__(self, sums: Floats, user: Codes, entry: Codes, group: Codes) -> None:
        self.sums, self.user, self.entry, self._group = sums, user, entry, group

    def leading(self, user: Codes, group: Codes, values: Floats) -> tuple[Codes, Floats]:
        """Return the entry with the largest value in each user's group, and that value."""
        key = user * (1 + int(group.max(initial=0))) + group
        _, first, which = np.unique(key, return_index=True, return_inverse=True)
        user, group = user[first], group[first]
        theirs = np.where(self._group[user] == group[:, None], values[user], -np.inf)
        entry = np.argmax(theirs, axis=1)
        return entry[which], theirs[np.arange(len(user)), entry][which]
