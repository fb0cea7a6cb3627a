"""Sums over the rows *history before an event → the event*, without writing one out.

For exponential kernels the sum over all prefixes of a history telescopes: with f the
fading between consecutive events and x_r = w_r a_r b_r the weight and normalisers of row r,

    S(m) = x_{m+1} + f_a(m+1) f_b(m+1) S(m+1)

is what the pair (s, m), s ≤ m, contributes beyond its own kernel, so that a user with T
events costs T² instead of T³.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.cores import each
from openkitchen.models.events import Events
from openkitchen.models.scales import (
    Scale,
    gaps,
    history_matrix,
    kernel_between,
    mass,
    row_blocks,
)
from openkitchen.models.sums import (
    Inputs,
    Sums,
    add_base,
    add_context,
    chunks,
    mirrored,
    rows_of,
    zeros,
)

__all__ = ["next_sums"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


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
        add_context(sums, part, attributes, inputs, weight, context)
        _add_next_histories(sums, part, inputs, attributes, weight, context)
    return mirrored(sums)


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
