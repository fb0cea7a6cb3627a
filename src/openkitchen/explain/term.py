"""The addends of a score: one input times its weight each, or something about the item alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openkitchen.models.design import Feature

__all__ = ["Extra", "Group", "Term", "group_inputs"]

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

    def term(self, item: int) -> Term:
        """Return the term of one item."""
        adds = float(self.adds[item])
        return Term(self.block, self.feature, adds / self.weight, self.weight, adds)


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

    def term(self, values: Sequence[float], weights: Sequence[float]) -> Term:
        """Return the term that the inputs make with an item's weights."""
        if len(self.numbers) == 1:
            value, weight = values[self.numbers[0]], weights[self.numbers[0]]
            return Term(self.block, self.name, value, weight, value * weight)
        total = 0.0  # one by one, as `openkitchen.explain.batch` adds them up
        for n in self.numbers:
            total += values[n] * weights[n]
        return Term(self.block, self.name, 1.0, total, total)


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
