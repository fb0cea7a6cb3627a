"""Means of a value by group of users, made ready for many values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp

from openkitchen.evaluate.labels import Labels

__all__ = ["SegmentMeans", "segment_means"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SegmentMeans:
    """Groups of users.

    Parameters
    ----------
    names
        Attribute and value of each group.
    members
        Groups × users: 1 for who belongs to it.
    """

    names: tuple[tuple[str, str], ...]
    members: sp.csr_array

    def __len__(self) -> int:
        return len(self.names)

    @property
    def sizes(self) -> npt.NDArray[np.int64]:
        """Users of each group."""
        return np.diff(self.members.indptr).astype(np.int64)

    def of(self, values: Floats) -> Floats:
        """Return the mean of each group."""
        return np.asarray(self.members @ values / np.maximum(self.sizes, 1))

    def users(self, group: int) -> npt.NDArray[np.int64]:
        """Return the places of a group's users."""
        part = slice(self.members.indptr[group], self.members.indptr[group + 1])
        return np.asarray(self.members.indices[part], dtype=np.int64)


def segment_means(labels: Labels | None, users: pa.Array, least: int) -> SegmentMeans:
    """Take the groups that hold enough of some users, and not all of them.

    Parameters
    ----------
    labels
        Who belongs where; ``None`` for no groups.
    users
        The ids of the users whose values there will be.
    least
        How many of them a group needs.
    """
    names, rows = [], []
    for attribute, value, members in labels.each() if labels is not None else ():
        inside = pc.is_in(users, value_set=members).to_numpy(zero_copy_only=False)
        if least <= inside.sum() < len(users):
            names.append((attribute, value))
            rows.append(np.flatnonzero(inside))
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    places = np.concatenate([np.zeros(0, np.int64), *rows])
    shape = (len(names), len(users))
    return SegmentMeans(tuple(names), sp.csr_array((np.ones(len(places)), places, starts), shape))
