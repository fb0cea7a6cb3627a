"""What an item's own presence in a history adds to its score: people return to some things.

Where whole histories are rows, no item foretells itself (`openkitchen.models.solve`), and
where the next event is, an item rarely follows on itself: the weights know what goes together,
and little of who takes the same again. One number per scale, ``repeat``, says so for all items.
It stands on the diagonal of the scale's weights, so that it is told, summed and forgotten as every
other weight is. Lists that hold nothing twice never see it.

On how people return to what they had: Anderson, Kumar, Tomkins and Vassilvitskii, "The dynamics
of repeat consumption" (2014).
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from openkitchen.models.design import Design
from openkitchen.models.settings import GlassBoxSettings
from openkitchen.models.weights import WeightMatrix

__all__ = ["add_repeats", "repeats"]


def repeats(design: Design, settings: GlassBoxSettings) -> sp.csr_array:
    """Return what ``repeat`` adds to the weights: inputs × items with events."""
    items = np.arange(min(design.n_inputs, design.n_own))
    value, place = [], []
    for number, repeat in enumerate(settings.repeat_per_scale):
        if repeat:
            value.append(np.full(len(items), repeat))
            place.append(design.inputs.history(number).start + items)
    item = np.tile(items, len(value))
    joined = np.concatenate([*value, np.zeros(0)]), np.concatenate([*place, items[:0]])
    return sp.csr_array((joined[0], (joined[1], item)), shape=(design.size, design.n_own))


def add_repeats(weights: WeightMatrix, design: Design, settings: GlassBoxSettings) -> None:
    """Let every item that is in a history add to its own score: changes the weights in place."""
    added = repeats(design, settings)
    places, items = added.nonzero()
    weights.own[places, items] += added.data.astype(weights.own.dtype)
