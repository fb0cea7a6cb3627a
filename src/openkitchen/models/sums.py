"""Everything that the fit needs to know about the data: two matrices of sums.

Rows of the regression are of two kinds.

*Next*: a user's history up to some event → the event. Empty histories are included.
*Left out*: a whole history → each of its items, foretold from the others. Without dates
these are the only rows; with dates they double what is known of long-lived tastes.

The row inputs are: a constant, an indicator of an empty history, per scale of history
the (decayed, normalised) weights of its items and of their tags, and the user's
attributes. Neither kind of row is ever written out. For exponential kernels the sum over
all prefixes of a history telescopes: with f the fading between consecutive events and
x_r = w_r a_r b_r the weight and normalisers of row r,

    S(m) = x_{m+1} + f_a(m+1) f_b(m+1) S(m+1)

is what the pair (s, m), s ≤ m, contributes beyond its own kernel, so that a user with T
events costs T² instead of T³.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.blocked import each
from openkitchen.models.context import Context
from openkitchen.models.events import Events
from openkitchen.models.scales import (
    PAIRS_AT_ONCE,
    Scale,
    gaps,
    history_matrix,
    kernel_between,
    mass,
    row_blocks,
)

__all__ = [
    "BASE",
    "Inputs",
    "Sums",
    "add_base",
    "by_user",
    "chunks",
    "mirrored",
    "next_sums",
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


def next_sums(events: Events, inputs: Inputs, row_weight: Floats, n_items: int) -> Sums:
    """Sum over the rows *history before an event → the event*.

    Parameters
    ----------
    events
        The events of all users, dated.
    inputs
        What goes into a row; ``inputs.users`` has one row per user of ``events``.
    row_weight
        Weight of the row that ends in each event.
    n_items
        Number of items.
    """
    sums = zeros(inputs, n_items)
    for users in chunks(events):
        part = events.of_users(users)
        weight = row_weight[rows_of(events, users)]
        attributes, context = inputs.users[users], inputs.context.of_events(part)
        add_base(sums, part, attributes, inputs, weight, part.position == 0)
        _add_context(sums, part, attributes, inputs, weight, context)
        _add_next_histories(sums, part, inputs, attributes, weight, context)
    return mirrored(sums)


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


def _add_context(
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


def _add_next_histories(
    sums: Sums,
    part: Events,
    inputs: Inputs,
    attributes: Floats,
    weight: Floats,
    context: sp.csr_array,
) -> None:
    warm, scales = part.position > 0, range(len(inputs.scales))
    fading = [kernel_between(scale, part) for scale in inputs.scales]
    norm = [_norm_before(scale, part, inputs.power) for scale in inputs.scales]
    row = [np.where(warm, weight * each, 0.0) for each in norm]
    beyond = {
        (a, b): _telescoped(part, row[a] * norm[b], fading[a] * fading[b]) * part.weight
        for a in range(len(norm))
        for b in range(a, len(norm))
    }
    for block in row_blocks(part):
        seen = _seen(inputs.scales, part, block, len(sums.squared))
        told = partial(_add_targets, sums, part, inputs, attributes, context, block, row, seen)
        each(told, scales)
        each(partial(_add_pairs, sums, part, inputs, block, beyond, seen), beyond)


def _seen(
    scales: tuple[Scale, ...], part: Events, block: Codes, n_items: int
) -> list[sp.csr_array]:
    """Return, for each scale, block × items: the histories up to these events."""
    seen: dict[int, sp.csr_array] = {}

    def add(place: int) -> None:
        seen[place] = _by_item(history_matrix(scales[place], part, block), part, n_items)

    each(add, range(len(scales)))
    return [seen[place] for place in range(len(scales))]


def _add_targets(
    sums: Sums,
    part: Events,
    inputs: Inputs,
    attributes: Floats,
    context: sp.csr_array,
    block: Codes,
    row: list[Floats],
    seen: list[sp.csr_array],
    a: int,
) -> None:
    """Add the products of one scale of history with what came next, and when."""
    here, phi = inputs.history(a), inputs.features
    goes_on = part.position[block] < part.counts[part.user[block]] - 1
    then = block[goes_on] + 1
    before = sp.diags_array(row[a][then]) @ seen[a][np.flatnonzero(goes_on)]
    ends = _gathered(part.item[then], before, len(sums.squared))
    sums.target[here] += (phi.T @ ends.T).toarray() if ends.nnz else 0.0
    per_user = _gathered(part.user[then], before, part.n_users)
    _add_row_sums(sums, inputs, attributes, here, per_user)
    if context.shape[1]:
        moments = context[then].T @ before @ phi
        sums.gram[here, inputs.moments] += moments.T.toarray()


def _add_pairs(
    sums: Sums,
    part: Events,
    inputs: Inputs,
    block: Codes,
    beyond: dict[tuple[int, int], Floats],
    seen: list[sp.csr_array],
    scales: tuple[int, int],
) -> None:
    """Add the products of two scales of history."""
    (a, b), phi = scales, inputs.features
    pairs = _pair_sums(part, block, beyond[scales], seen[a], seen[b], len(sums.squared))
    sums.gram[inputs.history(a), inputs.history(b)] += (phi.T @ pairs @ phi).toarray()


def _gathered(code: Codes, rows: sp.csr_array, size: int) -> sp.csr_array:
    """Sum the rows of each code: codes × columns."""
    place = (np.ones(len(code)), (code, np.arange(len(code))))
    return sp.csr_array(sp.csr_array(place, shape=(size, len(code))) @ rows)


def _add_row_sums(
    sums: Sums, inputs: Inputs, attributes: Floats, here: slice, per_user: sp.csr_array
) -> None:
    """Add the products of one scale of history with the constant and the attributes."""
    history = per_user @ inputs.features
    sums.gram[0, here] += np.asarray(history.sum(axis=0)).ravel()
    if attributes.shape[1]:
        sums.gram[here, inputs.attributes] += history.T @ attributes


def _pair_sums(
    part: Events,
    block: Codes,
    beyond: Floats,
    seen_a: sp.csr_array,
    seen_b: sp.csr_array,
    n_items: int,
) -> sp.csr_array:
    """Sum over pairs of an event of the block and one before it, in one history.

    ``beyond`` is S(m) times the event weight.
    """
    item, value = part.item[block], beyond[block]
    pick = sp.csr_array((value, (item, np.arange(len(block)))), shape=(n_items, len(block)))
    own = sp.diags_array(np.bincount(item, value * part.weight[block], n_items))
    later_b = (pick @ seen_a).T
    return later_b + pick @ seen_b - own


def _telescoped(part: Events, x: Floats, fading: Floats) -> Floats:
    """Return S(m) = x_{m+1} + fading_{m+1} S(m+1), zero at each user's last event."""
    out = np.zeros(len(part))
    last = part.start[1:] - 1
    longest = int(part.counts.max(initial=0))
    users = np.flatnonzero(part.counts > 1)
    for back in range(1, longest):
        users = users[part.counts[users] > back]
        m = last[users] - back
        out[m] = x[m + 1] + fading[m + 1] * out[m + 1]
    return out


def _norm_before(scale: Scale, part: Events, power: float) -> Floats:
    """Return freshness × (mass of the history before each event)^−power; 1 where it is empty."""
    before = np.concatenate([[1.0], mass(scale, part)[:-1]])
    norm = scale.freshness(gaps(part)) * np.maximum(before, 1e-12) ** -power
    return np.where(part.position > 0, norm, 1.0)


def _by_item(history: sp.csr_array, part: Events, n_items: int) -> sp.csr_array:
    return sp.csr_array(
        (history.data, part.item[history.indices], history.indptr),
        shape=(history.shape[0], n_items),
    )


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
