"""The largest addends of a score, and the others as one number: what a list of many needs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openkitchen.explain.sentences import (
    NEGLIGIBLE,
    POPULARITY,
    Gathered,
    gather_terms,
    placed_sentences,
)
from openkitchen.explain.term import Addends, Term
from openkitchen.explain.terms import Explanation
from openkitchen.models.rule import Rule

__all__ = ["Shortened", "shorten", "shorten_explanation"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shortened:
    """Why a user's score for an item is what it is, in few terms.

    Parameters
    ----------
    user_id, item_id, score, rank, known_user, rules
        As in `Explanation`.
    terms
        Bias first, then the largest addends.
    n_others, others
        How many more there are, and their exact sum: with the terms it makes the score.
    gathered
        What each feature adds, the largest first, those that are worth telling.
    bias, size
        What popularity adds, and the sum of the sizes of all addends.
    """

    user_id: str
    item_id: str
    score: float
    rank: int | None
    known_user: bool
    terms: tuple[Term, ...]
    n_others: int
    others: float
    gathered: tuple[Gathered, ...]
    bias: float
    size: float
    rules: tuple[Rule, ...] = ()

    def sentences(self, name: Callable[[str], str] = str) -> list[str]:
        """Return the reasons in words, as those of the whole explanation are.

        Parameters
        ----------
        name
            What people call an item, by its id.
        """
        return placed_sentences(self, self.gathered, bias=self.bias, size=self.size, name=name)


def shorten(
    user: str,
    items: Sequence[str],
    found: Addends,
    most: int,
    *,
    known_user: bool,
) -> tuple[Shortened, ...]:
    """Tell the largest addends of a list's scores, the items in the order of the list.

    Parameters
    ----------
    user, items
        Whose list, and what is in it.
    found
        All addends of its scores.
    most
        How many to tell of each, beside the bias.
    known_user
        Whether the user is known.
    """
    sizes = np.abs(found.adds).sum(axis=0)
    popular = np.array([block in POPULARITY for block, _ in found.names], dtype=np.bool_)
    bias, scores = found.adds[popular].sum(axis=0).tolist(), found.sums()
    terms, beyond, gathered = found.terms(most), found.beyond(most), _gathered(found, sizes)
    return tuple(
        Shortened(
            user_id=user,
            item_id=item,
            score=scores[n],
            rank=n + 1,
            known_user=known_user,
            terms=terms[n],
            n_others=beyond[n][0],
            others=beyond[n][1],
            gathered=gathered[n],
            bias=bias[n],
            size=float(sizes[n]),
        )
        for n, item in enumerate(items)
    )


def shorten_explanation(told: Explanation, most: int) -> Shortened:
    """Tell the largest addends of one explanation."""
    bias = tuple(term for term in told.terms if term.block == "bias")
    rest = sorted(
        (term for term in told.terms if term.block != "bias"),
        key=lambda term: -abs(term.contribution),
    )
    popular = [term.contribution for term in told.terms if term.block in POPULARITY]
    return Shortened(
        user_id=told.user_id,
        item_id=told.item_id,
        score=told.score,
        rank=told.rank,
        known_user=told.known_user,
        terms=bias + tuple(rest[:most]),
        n_others=len(rest[most:]),
        others=math.fsum(term.contribution for term in rest[most:]),
        gathered=tuple(gather_terms(rest)),
        bias=math.fsum(popular),
        size=sum(abs(term.contribution) for term in told.terms),
        rules=told.rules,
    )


def _gathered(found: Addends, sizes: Floats) -> list[tuple[Gathered, ...]]:
    """Add up what one feature adds at several scales, for all items at once."""
    members: dict[tuple[str, str], list[int]] = {}
    for n, (block, feature) in enumerate(found.names):
        if block != "bias":
            members.setdefault((block.partition(":")[0], feature), []).append(n)
    if not members:
        return [()] * found.adds.shape[1]
    each = list(members.values())
    starts = np.cumsum([0, *(len(own) for own in each[:-1])])
    sums = np.add.reduceat(found.adds[np.concatenate(each)], starts, axis=0)
    sizes_of_sums = np.abs(sums)
    told = np.count_nonzero(sizes_of_sums >= NEGLIGIBLE * sizes, axis=0)
    order = np.argsort(-sizes_of_sums, axis=0, kind="stable")[: told.max(initial=0)]
    leading = np.take_along_axis(_leading(found.adds, each), order, axis=0)
    adds, names = np.take_along_axis(sums, order, axis=0), found.names
    return [
        tuple(
            [
                Gathered(names[n][0], names[n][1], add)
                for n, add in zip(own[:count], added, strict=False)
            ]
        )
        for own, added, count in zip(
            leading.T.tolist(), adds.T.tolist(), told.tolist(), strict=True
        )
    ]


def _leading(adds: Floats, each: Sequence[list[int]]) -> Codes:
    """Return groups × items: the addend of each group that is largest by size, the first of such.

    Parameters
    ----------
    adds
        Addends × items.
    each
        The addends of each group.
    """
    width = max(len(own) for own in each)
    padded = np.array([own + own[:1] * (width - len(own)) for own in each], dtype=np.int64)
    if width == 1:
        return np.broadcast_to(padded, (len(each), adds.shape[1]))
    place = np.abs(adds[padded]).argmax(axis=1)
    return np.take_along_axis(padded, place, axis=1)
