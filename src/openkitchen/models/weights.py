"""The solved weights: one column per item, own or lent by its tags."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.linalg as sl
import scipy.sparse as sp

__all__ = ["WeightMatrix", "discounts", "finish", "lend", "sharpen", "with_constant"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_TAG_RIDGE = 1.0
_WEAK = 1e-5
_COLUMNS = 512


@dataclass(frozen=True)
class WeightMatrix:
    """Inputs × items, held so that a long tail of unseen items costs next to nothing.

    Items come by falling popularity, so those with events come first.

    Parameters
    ----------
    own
        Inputs × items with events, in 64 bits or in 32.
    lent
        Inputs × (1 + tags): V, what a tag (first: being an item at all) is worth.
    tagged
        Items without events × (1 + tags); their weights are V times these.
    """

    own: Floats
    lent: Floats
    tagged: sp.csr_array

    @property
    def n_own(self) -> int:
        """Number of items with weights of their own."""
        return int(self.own.shape[1])

    def scores(self, rows: sp.csr_array) -> Floats:
        """Return rows × all items."""
        own = self._own_scores(rows)
        return np.hstack([own, self.tail_scores(rows)]) if self.tagged.shape[0] else own

    def _own_scores(self, rows: sp.csr_array) -> Floats:
        """Return rows × items with events, added up in 64 bits whatever the weights have."""
        if self.own.dtype == np.float64:
            scores: Floats = rows @ self.own
            return scores
        scores = np.empty((rows.shape[0], self.n_own))
        for start in range(0, self.n_own, _COLUMNS):
            part = slice(start, start + _COLUMNS)
            scores[:, part] = rows @ np.asarray(self.own[:, part], dtype=np.float64)
        return scores

    def tail_scores(self, rows: sp.csr_array) -> Floats:
        """Return rows × items without events."""
        if not self.tagged.shape[0]:
            return np.zeros((rows.shape[0], 0))
        return np.asarray(self.tagged @ (rows @ self.lent).T).T

    def column(self, item: int) -> Floats:
        """Return the weights of one item: one per input."""
        if item < self.n_own:
            return np.asarray(self.own[:, item], dtype=np.float64)
        row = self.tagged[[item - self.n_own]]
        return np.asarray(self.lent[:, row.indices] @ row.data, dtype=np.float64)

    def part(self, inputs: Codes, items: Sequence[int]) -> Floats:
        """Return the weights of some inputs for some items: inputs × items."""
        found = np.empty((len(inputs), len(items)))
        own = np.asarray([item < self.n_own for item in items], dtype=bool)
        codes = np.asarray(items, dtype=np.int64)
        found[:, own] = np.asarray(self.own)[np.ix_(inputs, codes[own])]
        for place in np.flatnonzero(~own):
            found[:, place] = self.column(int(codes[place]))[inputs]
        return found


def sharpen(scores: Floats, rows: sp.csr_array, weights: WeightMatrix, extra: Floats) -> None:
    """Add up anew, in place, the scores whose terms all but cancel.

    A matrix product loses digits where a score is tiny beside its terms. Those few are
    replaced by the correctly rounded sum of the terms (`math.fsum`).

    Parameters
    ----------
    scores
        Rows × all items, as `WeightMatrix.scores` plus ``extra`` gives them.
    rows
        The inputs.
    weights
        The weights.
    extra
        What is added to every row, per item.
    """
    used = np.unique(rows.indices)
    inner = abs(sp.csr_array(rows[:, used]))
    sizes = WeightMatrix(np.abs(weights.own[used]), np.abs(weights.lent[used]), abs(weights.tagged))
    weak = np.abs(scores) < _WEAK * (sizes.scores(inner) + np.abs(extra))
    for item in np.flatnonzero(weak.any(axis=0)):
        column = weights.column(int(item))
        for row in np.flatnonzero(weak[:, item]):
            part = slice(rows.indptr[row], rows.indptr[row + 1])
            terms = rows.data[part] * column[rows.indices[part]]
            scores[row, item] = math.fsum([*terms.tolist(), float(extra[item])])


def finish(
    weights: Floats,
    tags: sp.csr_array,
    counts: Codes,
    *,
    shrink: float,
    discount: float,
    newcomers: float,
) -> WeightMatrix:
    """Turn solved weights into those that score: discount what is popular, then `lend`.

    Parameters
    ----------
    weights, tags, counts, shrink, newcomers
        As for `lend`.
    discount
        Each item's weights are divided by (its events)^discount.
    """
    factors = discounts(counts, discount).astype(weights.dtype)
    return lend(weights * factors, tags, counts, shrink, newcomers)


def discounts(counts: Codes, discount: float) -> Floats:
    """Return the factor of each item: (its events)^−discount, 1 for items without any."""
    return np.asarray(np.maximum(counts, 1).astype(np.float64) ** -discount)


def lend(
    weights: Floats, tags: sp.csr_array, counts: Codes, shrink: float, newcomers: float = 1.0
) -> WeightMatrix:
    """Give items with few or no events the weights that their tags predict.

    W_j ← V G_j + s_j (W_j − V G_j), s_j = n_j / (n_j + shrink); V is the ridge regression
    of W on the tags (and a constant) over the items that have events.

    Parameters
    ----------
    weights
        Inputs × items with events, as solved.
    tags
        All items × tags.
    counts
        Events of each item that ``weights`` has a column for.
    shrink
        Number of events at which own and predicted weights count the same.
    newcomers
        Items without any event get this share of what their tags predict: nobody chose
        them yet, because they are new or because nobody wants them.
    """
    n_own = weights.shape[1]
    kind, whole = weights.dtype, with_constant(tags)
    tagged = whole.astype(kind)
    trained = counts > 0
    g = tagged[:n_own][trained]
    gram = (g.T @ g).toarray().astype(np.float64) + _TAG_RIDGE * np.eye(g.shape[1])
    predicted = np.asarray(sl.solve(gram, g.T @ weights[:, trained].T, assume_a="pos").T)
    if shrink or not trained.all():
        share = np.where(trained, counts / np.maximum(counts + shrink, 1.0), 0.0)
        share = share.astype(kind)
        lent = np.asarray(tagged[:n_own] @ predicted.T.astype(kind)).T
        few = kind.type(newcomers) * lent
        weights = np.where(trained, lent + share * (weights - lent), few)
    own = np.ascontiguousarray(weights)  # rows @ own would copy anything else, each time
    lent = np.ascontiguousarray(predicted * newcomers, dtype=np.float64)
    return WeightMatrix(own, lent, whole[n_own:])


def with_constant(tags: sp.csr_array) -> sp.csr_array:
    """Put a column of ones before the tags."""
    ones = sp.csr_array(np.ones((tags.shape[0], 1)))
    return sp.csr_array(sp.hstack([ones, tags], format="csr"))
