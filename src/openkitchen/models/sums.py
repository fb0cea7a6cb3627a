"""Everything that the fit needs to know about the data: two matrices of sums.

Rows of the regression are of two kinds.

*Next*: a user's history up to some event → the event. Empty histories are included.
*Left out*: a whole history → each of its items, foretold from the others. Without dates
these are the only rows; with dates they double what is known of long-lived tastes.

The row inputs are: a constant, an indicator of an empty history, per scale of history
the (decayed, normalised) weights of its items and of their tags, the user's attributes,
and the context of the choice. Here is what both kinds have in common; they themselves are
in `openkitchen.models.next_rows` and `openkitchen.models.left_out`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.context import Context
from openkitchen.models.events import Events
from openkitchen.models.scales import PAIRS_AT_ONCE, Scale

__all__ = [
    "BASE",
    "Inputs",
    "Sums",
    "add_base",
    "add_context",
    "by_user",
    "chunks",
    "mirrored",
    "rows_of",
    "zeros",
]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

BASE = 2
"""Inputs that come first: the constant and the indicator of an empty history."""


@dataclass(frozen=True)
class Inputs:
    """What goes into a row.

    Parameters
    ----------
    scales
        The scales of history.
    features
        Items × history features: which inputs an event on an item switches on (the item
        itself, its tags).
    users
        Users × attributes, centred.
    power
        A history is divided by (its mass)^power.
    context
        When and on what device: known of next rows, not known of whole histories.
    precision
        Bits of the numbers that sums are held in, 64 or 32.
    """

    scales: tuple[Scale, ...]
    features: sp.csr_array
    users: Floats
    power: float
    context: Context = field(default_factory=Context)
    precision: int = 64

    @property
    def n_features(self) -> int:
        """Number of inputs of one scale of history."""
        return int(self.features.shape[1])

    @property
    def size(self) -> int:
        """Number of inputs of a row."""
        return self.attributes.stop + len(self.context)

    def history(self, scale: int) -> slice:
        """Where a scale's inputs stand."""
        start = BASE + scale * self.n_features
        return slice(start, start + self.n_features)

    @property
    def attributes(self) -> slice:
        """Where the user attributes stand."""
        start = BASE + len(self.scales) * self.n_features
        return slice(start, start + self.users.shape[1])

    @property
    def moments(self) -> slice:
        """Where the context stands."""
        return slice(self.size - len(self.context), self.size)


@dataclass(frozen=True)
class Sums:
    """Sums over weighted rows z → y.

    Parameters
    ----------
    gram
        Σ w z zᵀ, inputs × inputs.
    target
        Σ w z yᵀ, inputs × items.
    squared
        Σ w y², per item.
    rows
        Σ w (one number).
    """

    gram: Floats
    target: Floats
    squared: Floats
    rows: Floats

    def plus(self, other: Sums, times: float = 1.0) -> Sums:
        """Add ``times`` × other rows."""
        return Sums(
            self.gram + times * other.gram,
            self.target + times * other.target,
            self.squared + times * other.squared,
            self.rows + times * other.rows,
        )


def add_base(
    sums: Sums,
    part: Events,
    attributes: Floats,
    inputs: Inputs,
    weight: Floats,
    empty: npt.NDArray[np.bool_],
) -> None:
    """Add constant, empty-history indicator and user attributes, and their products."""
    n_items = len(sums.squared)
    dense = np.zeros((part.n_users, BASE))
    dense[:, 0] = np.bincount(part.user, weight, part.n_users)
    dense[:, 1] = np.bincount(part.user, weight * empty, part.n_users)
    total, cold = dense.sum(axis=0)
    where = inputs.attributes
    sums.gram[0, 0] += total
    sums.gram[0, 1] += cold
    sums.gram[1, 1] += cold
    sums.gram[:BASE, where] += dense.T @ attributes
    sums.gram[where, where] += attributes.T @ (attributes * dense[:, :1])
    ends = np.bincount(part.item, weight, n_items)
    sums.squared[:] += ends
    sums.rows[:] += total
    sums.target[0] += ends
    sums.target[1] += np.bincount(part.item, weight * empty, n_items)
    if attributes.shape[1]:
        user_item = by_user(part, weight, n_items)
        sums.target[where] += (user_item.T @ attributes).T


def add_context(
    sums: Sums,
    part: Events,
    attributes: Floats,
    inputs: Inputs,
    weight: Floats,
    context: sp.csr_array,
) -> None:
    """Add the context of each event, and its products with all but the histories."""
    where, n_items = inputs.moments, len(sums.squared)
    if not context.shape[1]:
        return
    weighted = sp.csr_array(sp.diags_array(weight) @ context)
    first = sp.csr_array(weighted[part.position == 0])
    sums.gram[0, where] += np.asarray(weighted.sum(axis=0)).ravel()
    sums.gram[1, where] += np.asarray(first.sum(axis=0)).ravel()
    sums.gram[where, where] += (weighted.T @ context).toarray()
    pick = (np.ones(len(part)), (np.arange(len(part)), part.item))
    ends = sp.csr_array(pick, shape=(len(part), n_items))
    sums.target[where] += (weighted.T @ ends).toarray()
    if attributes.shape[1]:
        owner = (np.ones(len(part)), (part.user, np.arange(len(part))))
        by_person = sp.csr_array(owner, shape=(part.n_users, len(part))) @ weighted
        sums.gram[inputs.attributes, where] += np.asarray(by_person.T @ attributes).T


def by_user(part: Events, value: Floats, n_items: int) -> sp.csr_array:
    """Return users × items with a value for each event."""
    return sp.csr_array((value, (part.user, part.item)), shape=(part.n_users, n_items))


def chunks(events: Events) -> Iterator[Codes]:
    """Split the users so that the pairs of one chunk's histories fit into memory."""
    pairs = np.cumsum(events.counts.astype(np.float64) ** 2 / 2)
    chunk = (pairs // PAIRS_AT_ONCE).astype(np.int64)
    users = np.arange(events.n_users, dtype=np.int64)
    busy = events.counts > 0
    for number in np.unique(chunk[busy]):
        yield users[(chunk == number) & busy]


def rows_of(events: Events, users: Codes) -> Codes:
    """Return the places of the events of these users, one user after the other."""
    counts = events.counts[users]
    offset = np.concatenate([[0], np.cumsum(counts)[:-1]])
    rows: Codes = np.repeat(events.start[users] - offset, counts) + np.arange(counts.sum())
    return rows


def zeros(inputs: Inputs, n_items: int) -> Sums:
    """Return the sums over no rows."""
    kind = f"float{inputs.precision}"
    return Sums(
        np.zeros((inputs.size, inputs.size), kind),
        np.zeros((inputs.size, n_items), kind),
        np.zeros(n_items),
        np.zeros(1),
    )


def mirrored(sums: Sums) -> Sums:
    """Copy the upper triangle of blocks to the lower one."""
    upper = np.triu(sums.gram)
    return Sums(upper + np.triu(sums.gram, 1).T, sums.target, sums.squared, sums.rows)
