"""The addends of a score: one input times its weight each, or something about the item alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from openkitchen.models.design import Feature

__all__ = ["Addends", "Extra", "Group", "Term", "addends", "group_inputs"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Term:
    """One addend of a score.

    Parameters
    ----------
    block
        Which part of the model: ``bias``, ``history:<scale>``, ``tags:<scale>``,
        ``user``, ``trend``, ``diversity`` (what resembling an item above costs), or the
        model's name where it explains nothing.
    feature
        The item, tag or attribute that stands behind it.
    value
        What the model saw: the decayed, normalised share of the history, 1 for a
        category that applies, a standardised number.
    weight
        What one unit of that value adds to the item's score.
    contribution
        value × weight.
    """

    block: str
    feature: str
    value: float
    weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Extra:
    """An addend that depends on the item (and the moment) alone.

    Parameters
    ----------
    block, feature
        As in `Term`.
    weight
        Its coefficient.
    adds
        What it adds to the score of each item.
    """

    block: str
    feature: str
    weight: float
    adds: Floats


@dataclass(frozen=True, slots=True)
class Group:
    """Inputs that make one term.

    Parameters
    ----------
    block, name
        As in `Term`.
    numbers
        Which of the inputs: one, or the levels of one category.
    """

    block: str
    name: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Addends:
    """All addends of some items' scores for one user, side by side.

    Parameters
    ----------
    names
        Block and feature of each addend.
    values, weights, adds
        Addends × items: the fields of `Term`.
    """

    names: tuple[tuple[str, str], ...]
    values: Floats
    weights: Floats
    adds: Floats

    def terms(self, most: int | None = None) -> list[tuple[Term, ...]]:
        """Return each item's terms: bias first, then by falling size; those that add nothing go.

        Parameters
        ----------
        most
            How many of each item beside the bias; ``None``: all.
        """
        order, kept = self._order
        cut = None if most is None else most + self._n_bias
        order, kept = order[:cut], kept[:cut]
        columns = (self.values, self.weights, self.adds)
        taken = [np.take_along_axis(column, order, axis=0).T.tolist() for column in columns]
        names = self.names
        return [
            tuple([Term(*names[n], *told) for n, stays, *told in zip(*each, strict=True) if stays])
            for each in zip(order.T.tolist(), kept.T.tolist(), *taken, strict=True)
        ]

    def sums(self) -> list[float]:
        """Return each item's score: the correctly rounded sum of its addends."""
        return [math.fsum(own) for own in self.adds.T.tolist()]

    def beyond(self, most: int) -> list[tuple[int, float]]:
        """Return how many terms `terms` leaves out of each item's, and their exact sum."""
        order, kept = self._order
        cut = most + self._n_bias
        adds = np.take_along_axis(self.adds, order, axis=0)[cut:].T.tolist()
        there = kept[cut:].sum(axis=0).tolist()
        return [(n, math.fsum(own)) for n, own in zip(there, adds, strict=True)]

    @cached_property
    def _bias(self) -> npt.NDArray[np.bool_]:
        return np.array([block == "bias" for block, _ in self.names], dtype=np.bool_)

    @property
    def _n_bias(self) -> int:
        return int(np.count_nonzero(self._bias))

    @cached_property
    def _order(self) -> tuple[Codes, npt.NDArray[np.bool_]]:
        """Addends × items: which comes where, and whether it is told at all."""
        bias = self._bias
        sizes = np.where(bias[:, None], np.inf, np.abs(self.adds))
        order = np.argsort(-sizes, axis=0, kind="stable")
        return order, np.take_along_axis(bias[:, None] | (self.adds != 0.0), order, axis=0)


def addends(
    groups: Sequence[Group],
    extras: Sequence[Extra],
    values: Floats,
    weights: Floats,
    items: Sequence[int],
) -> Addends:
    """Put a user's inputs and what is added beside them into terms, for several items.

    Parameters
    ----------
    groups
        Which inputs make one term each, see `group_inputs`.
    extras
        What depends on the item alone.
    values
        The user's inputs.
    weights
        Inputs × items.
    items
        Codes of the items.
    """
    alone = [group for group in groups if len(group.numbers) == 1]
    together = [group for group in groups if len(group.numbers) > 1]
    numbers = [group.numbers[0] for group in alone]
    codes = np.asarray(items, dtype=np.int64)
    shape = (len(extras), len(codes))
    own = np.broadcast_to(values[numbers][:, None], (len(numbers), len(items)))
    totals = np.array([_total(g, values, weights) for g in together])
    totals = totals.reshape(len(together), len(codes))
    added = np.array([extra.adds[codes] for extra in extras]).reshape(shape)
    given = np.array([np.full(len(items), extra.weight) for extra in extras]).reshape(shape)
    picked = weights[numbers]
    return Addends(
        tuple((one.block, one.name) for one in (*alone, *together))
        + tuple((one.block, one.feature) for one in extras),
        np.vstack([own, np.ones_like(totals), added / given]),
        np.vstack([picked, totals, given]),
        np.vstack([own * picked, totals, added]),
    )


def _total(group: Group, values: Floats, weights: Floats) -> Floats:
    """Add up the levels of a category one by one, as `openkitchen.explain.batch` does."""
    total: Floats = np.zeros(weights.shape[1])
    for n in group.numbers:
        total = total + values[n] * weights[n]
    return total


def group_inputs(features: Sequence[Feature], places: Codes, values: Floats) -> list[Group]:
    """Gather inputs into what makes one term each; the levels of one category go together.

    Levels enter less their shares, so a category's term is the difference between the
    user's level and the average user. Single inputs come first, then categories, each in
    the order of the inputs.
    """
    by_group: dict[tuple[str, str], list[int]] = {}
    for n, place in enumerate(places.tolist()):
        feature = features[place]
        by_group.setdefault((feature.block, feature.group), []).append(n)
    alone, together = [], []
    for (block, group), numbers in by_group.items():
        own = max(numbers, key=lambda n: values[n])
        name = features[int(places[own])].name
        if len(numbers) == 1:
            alone.append(Group(block, name, (own,)))
            continue
        name = name if values[own] > 0 else f"{group}=other"
        together.append(Group(block, name, tuple(numbers)))
    return alone + together
