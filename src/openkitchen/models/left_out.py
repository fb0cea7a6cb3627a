"""Sums over the rows *a whole history → each of its items, foretold from the others*."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.events import Events
from openkitchen.models.sums import (
    Inputs,
    Sums,
    add_base,
    by_user,
    chunks,
    mirrored,
    rows_of,
    zeros,
)

__all__ = ["left_out_sums"]

Floats = npt.NDArray[np.float64]


def left_out_sums(
    events: Events,
    inputs: Inputs,
    row_weight: Floats,
    n_items: int,
    typical: float,
    *,
    cold: bool,
) -> Sums:
    """Sum over the rows *a whole history → each of its items, foretold from the others*.

    One row for each user with two items or more, whose target is 1 / ``typical`` for each
    item that the user had; its weight is ``typical`` times the mean of the user's row
    weights. What an item says about itself is left out by the solve, which keeps
    φ_jᵀ W_j at zero for every item j with features φ_j (the constraint of EASE). Only
    scales of unit ``all`` see these rows; the others stay empty in them.

    Parameters
    ----------
    events, inputs, row_weight, n_items
        As for `next_sums`.
    typical
        Events of a typical history: the scale on which these rows stand beside next rows.
    cold
        Add the rows *empty history → event*, each user's weighing one in all. For
        undated data, where nobody's first event is known.
    """
    sums = zeros(inputs, n_items)
    for users in chunks(events):
        part = events.of_users(users)
        weight = row_weight[rows_of(events, users)]
        had = by_user(part, np.ones(len(part)), n_items)
        had.sum_duplicates()
        had.data[:] = 1.0
        attributes, counts = inputs.users[users], part.counts
        share = np.bincount(part.user, weight, part.n_users) / np.maximum(counts, 1)
        share[np.diff(had.indptr) < 2] = 0.0
        _add_whole(sums, part, inputs, attributes, had, share, typical)
        if cold:
            alone = weight / counts[part.user]
            add_base(sums, part, attributes, inputs, alone, np.ones(len(part), bool))
    return mirrored(sums)


def _add_whole(
    sums: Sums,
    part: Events,
    inputs: Inputs,
    attributes: Floats,
    had: sp.csr_array,
    share: Floats,
    typical: float,
) -> None:
    """Add one row for each user of a part: weight typical × share, target had / typical."""
    weight, where = typical * share, inputs.attributes
    items = sp.diags_array(share) @ had
    ends = np.asarray(items.sum(axis=0)).ravel()
    sums.gram[0, 0] += weight.sum()
    sums.gram[0, where] += weight @ attributes
    sums.gram[where, where] += attributes.T @ (attributes * weight[:, None])
    sums.target[0] += ends
    sums.target[where] += (items.T @ attributes).T
    sums.squared[:] += ends / typical
    sums.rows[:] += weight.sum()
    total = np.bincount(part.user, part.weight, part.n_users)
    norm = np.where(total > 0, np.maximum(total, 1e-12) ** -inputs.power, 0.0)
    history = sp.diags_array(norm) @ by_user(part, part.weight, len(ends)) @ inputs.features
    weighted = sp.diags_array(weight) @ history
    target, pairs = (history.T @ items).toarray(), (history.T @ weighted).toarray()
    flat = [inputs.history(a) for a, scale in enumerate(inputs.scales) if scale.unit == "all"]
    for place, here in enumerate(flat):
        sums.target[here] += target
        sums.gram[0, here] += np.asarray(weighted.sum(axis=0)).ravel()
        sums.gram[here, where] += weighted.T @ attributes
        for there in flat[place:]:
            sums.gram[here, there] += pairs
