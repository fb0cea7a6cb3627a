"""The largest terms of listed items, for many users at once.

A user's inputs are laid out in a row, beside the weights of that user's listed items; the
largest products are picked. What is no product of one input and one weight (the levels of
a category taken together, what depends on the item alone, what re-ranking took away) has
slots after the inputs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.cores import each
from openkitchen.explain.grouping import Groups, Together
from openkitchen.explain.pruning import without_small_inputs
from openkitchen.explain.standing import DIVERSITY
from openkitchen.explain.terms import extras_of
from openkitchen.models import GlassBox
from openkitchen.models.contract import Moment

__all__ = ["Costs", "Picked", "Picker"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_CELLS_AT_ONCE = 1 << 17  # what stays in the processor's cache


@dataclass(frozen=True, slots=True)
class Costs:
    """What re-ranking took from listed items: users × items each.

    Parameters
    ----------
    above
        The code of the item that each resembles; −1 for none.
    likeness, weight
        The term's value and weight.
    """

    above: Codes
    likeness: Floats
    weight: Floats


@dataclass(frozen=True, slots=True)
class Picked:
    """The largest terms of listed items.

    Parameters
    ----------
    place
        Users × items × terms: which of `Picker.names`; −1 for none.
    value, weight, contribution
        Of each term, likewise.
    """

    place: Codes
    value: Floats
    weight: Floats
    contribution: Floats

    @classmethod
    def blank(cls, shape: tuple[int, ...]) -> Picked:
        """Return room for the terms of so many users × items × terms."""
        return cls(
            np.full(shape, -1, dtype=np.int64), np.zeros(shape), np.zeros(shape), np.zeros(shape)
        )

    def put(self, users: Codes, other: Picked) -> None:
        """Take over the terms of some users."""
        for field in fields(Picked):
            getattr(self, field.name)[users] = getattr(other, field.name)


@dataclass(frozen=True, slots=True)
class _Laid:
    """Inputs of some users, laid out: users × entries; weights: users × items × entries."""

    inputs: Codes
    values: Floats
    items: Codes
    weights: Floats


class Picker:
    """Picks the largest terms, other than the bias, of a glass box's scores.

    Parameters
    ----------
    model
        The fitted model.
    n_terms
        How many terms of each score to pick.
    at
        The moment of scoring.

    Attributes
    ----------
    names
        Block and feature of everything that can be picked.
    """

    def __init__(self, model: GlassBox, n_terms: int, at: Moment = None) -> None:
        features = model.fitted.design.features
        self._weights, self._n_terms = model.fitted.weights, n_terms
        self._own = np.ascontiguousarray(np.asarray(self._weights.own))
        self._groups, self._extras = Groups(features), extras_of(model, at)
        self._counts = np.array([float(feature.block != "bias") for feature in features])
        peaks = np.abs(self._own).max(axis=1, initial=0.0) * self._counts
        self._peaks = np.where(self._groups.number >= 0, np.inf, peaks)
        self.names = [
            *((feature.block, feature.name) for feature in features),
            *((block, f"{group}=other") for block, group in self._groups.names),
            *((extra.block, extra.feature) for extra in self._extras),
            *((DIVERSITY, item) for item in model.known.items.array.to_pylist()),
        ]
        self._n_inputs = len(features)

    def pick(self, rows: sp.csr_array, items: Codes, costs: Costs | None = None) -> Picked:
        """Return the largest terms of each user's items.

        Parameters
        ----------
        rows
            Users × inputs.
        items
            Users × places of a list; −1 where a list ends early.
        costs
            What re-ranking took from them.
        """
        picked = Picked.blank((*items.shape, self._n_terms))
        rows = without_small_inputs(rows, items, self._own, self._peaks, self._n_terms)

        def put(some: tuple[Codes, int]) -> None:
            users, width = some
            laid = self._lay_out(rows, users, width, items[users])
            own = None if costs is None else _of_users(costs, users)
            picked.put(users, self._pick(laid, own))

        each(put, _alike(np.diff(rows.indptr), items.shape[1]))
        picked.place[items < 0] = -1
        return picked

    def _lay_out(self, rows: sp.csr_array, users: Codes, width: int, items: Codes) -> _Laid:
        span = np.arange(width)
        filled = span < np.diff(rows.indptr)[users][:, None]
        at = rows.indptr[users].astype(np.int64)[:, None] + span
        at[~filled] = 0
        inputs = np.take(rows.indices, at).astype(np.int64)
        values = np.take(rows.data, at)
        values *= self._counts[inputs]
        values[~filled] = 0.0
        return _Laid(inputs, values, items, self._gather(inputs, items))

    def _gather(self, inputs: Codes, items: Codes) -> Floats:
        """Return the weights of each user's inputs for each of the user's items."""
        n_own = self._weights.n_own
        cells = (inputs * n_own)[:, None, :] + np.clip(items, 0, n_own - 1)[:, :, None]
        weights = np.take(self._own.ravel(), cells)
        if items.max(initial=-1) >= n_own:
            user, place = np.nonzero(items >= n_own)
            lent, which = np.unique(items[user, place], return_inverse=True)
            columns = np.stack([self._weights.column(int(item)) for item in lent])
            weights[user, place] = columns[which[:, None], inputs[user]]
        return weights

    def _pick(self, laid: _Laid, costs: Costs | None) -> Picked:
        n = self._n_terms
        together = self._groups.add_up(laid.inputs, laid.values, laid.weights)
        slots = np.concatenate([together.sums, self._slots(laid.items, costs)], axis=2)
        alone = laid.values.copy()
        alone[together.user, together.entry] = 0.0
        size = laid.weights * alone[:, None, :]
        picked = _alone(laid, _largest(np.abs(size, out=size), n))
        if slots.shape[2]:
            self._merge(picked, slots, laid, together, costs)
        return picked

    def _merge(
        self,
        picked: Picked,
        slots: Floats,
        laid: _Laid,
        together: Together,
        costs: Costs | None,
    ) -> None:
        """Let the slots in where they are larger."""
        n, width = self._n_terms, self._n_terms + slots.shape[2]
        both = np.concatenate([picked.contribution, slots], axis=2)
        chosen = _largest(np.abs(both), n)
        first = np.arange(chosen.shape[0] * chosen.shape[1]).reshape(*chosen.shape[:2], 1)
        picked.contribution[:] = np.take(both, first * width + np.maximum(chosen, 0))
        picked.contribution[chosen < 0] = 0.0
        before = first * n + np.clip(chosen, 0, n - 1)
        for field in (picked.place, picked.value, picked.weight):
            field[:] = np.take(field, before)
        picked.place[chosen < 0] = -1
        slot = np.where(chosen < n, -1, chosen - n)
        self._name_slots(picked, slot, laid, together, costs)

    def _slots(self, items: Codes, costs: Costs | None) -> Floats:
        """Return what depends on the item alone, and what re-ranking took: the last slots."""
        safe = np.maximum(items, 0)
        slots = [np.asarray(extra.adds)[safe] for extra in self._extras]
        if costs is not None:
            slots.append(costs.likeness * costs.weight)
        return np.stack(slots, axis=2) if slots else np.zeros((*items.shape, 0))

    def _name_slots(
        self, picked: Picked, slot: Codes, laid: _Laid, together: Together, costs: Costs | None
    ) -> None:
        n_groups, n_extras = len(self._groups), len(self._extras)
        user, item, term = np.nonzero((slot >= 0) & (slot < n_groups))
        if len(user):
            group = slot[user, item, term]
            entry, value = together.leading(user, group, laid.values)
            named = np.where(value > 0, laid.inputs[user, entry], self._n_inputs + group)
            picked.place[user, item, term] = named
            picked.value[user, item, term] = 1.0
            picked.weight[user, item, term] = picked.contribution[user, item, term]
        for n, extra in enumerate(self._extras):
            here = slot == n_groups + n
            picked.place[here] = self._n_inputs + n_groups + n
            picked.weight[here] = extra.weight
            picked.value[here] = picked.contribution[here] / extra.weight
        if costs is not None:
            user, item, term = np.nonzero(slot == n_groups + n_extras)
            first = self._n_inputs + n_groups + n_extras
            picked.place[user, item, term] = first + costs.above[user, item]
            picked.value[user, item, term] = costs.likeness[user, item]
            picked.weight[user, item, term] = costs.weight[user, item]


def _alone(laid: _Laid, entry: Codes) -> Picked:
    """Return the terms that are one input times its weight."""
    n_users, n_items, _ = entry.shape
    width, safe = laid.inputs.shape[1], np.maximum(entry, 0)
    if not width:
        return Picked.blank(entry.shape)
    of_user = np.arange(n_users)[:, None, None] * width + safe
    of_item = np.arange(n_users * n_items).reshape(n_users, n_items, 1) * width + safe
    place, value = np.take(laid.inputs, of_user), np.take(laid.values, of_user)
    weight = np.take(laid.weights, of_item)
    contribution = value * weight
    place[entry < 0], contribution[entry < 0] = -1, 0.0
    return Picked(place, value, weight, contribution)


def _largest(size: Floats, n: int) -> Codes:
    """Return where the ``n`` largest of the last axis are, first ones of equals first.

    ``size`` is used up. −1 where nothing above zero is left.
    """
    width = size.shape[2]
    found = np.full((*size.shape[:2], n), -1, dtype=np.int64)
    first = np.arange(size.shape[0] * size.shape[1]).reshape(size.shape[:2]) * width
    flat = size.ravel()
    for term in range(min(n, width)):
        best = np.argmax(size, axis=2)
        cell = first + best
        found[:, :, term] = np.where(np.take(flat, cell) > 0, best, -1)
        flat[cell] = 0.0
    return found


def _alike(counts: Codes, n_items: int) -> Iterator[tuple[Codes, int]]:
    """Yield users with about as many inputs, so that little room is left empty."""
    order = np.argsort(-counts, kind="stable")
    start = 0
    while start < len(order):
        width = int(counts[order[start]])
        stop = start + max(1, _CELLS_AT_ONCE // max(width * n_items, 1))
        yield order[start:stop], width
        start = stop


def _of_users(costs: Costs, users: Codes) -> Costs:
    return Costs(costs.above[users], costs.likeness[users], costs.weight[users])
