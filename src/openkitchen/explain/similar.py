"""Items that the model treats alike, with the inputs that make them so."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy.sparse as sp

from openkitchen.errors import SettingsError
from openkitchen.explain.blocks import the_glass_box, typical_users
from openkitchen.explain.scored import Scored
from openkitchen.explain.term import Term
from openkitchen.models import GlassBox
from openkitchen.models.audience import gather
from openkitchen.models.ranking import top_items
from openkitchen.models.repeats import repeats
from openkitchen.models.weights import WeightMatrix
from openkitchen.schema import Tabular

__all__ = ["Similar", "SimilarItem", "similar_items"]

Floats = npt.NDArray[np.float64]

_MOST_USERS = 2000
_ROWS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class SimilarItem:
    """An item that is like another.

    Parameters
    ----------
    item_id
        The item.
    similarity
        From −1 to 1.
    terms
        The largest addends of the similarity: ``value`` is the other item's weight,
        ``weight`` this one's, both in the spread of the input and the length of all.
    n_others, others
        How many addends are not listed, and what they come to.
    """

    item_id: str
    similarity: float
    terms: tuple[Term, ...]
    n_others: int
    others: float


@dataclass(frozen=True, slots=True)
class Similar(Tabular):
    """The items that are most like one.

    Parameters
    ----------
    item_id
        The item that was asked about.
    items
        The most similar first.
    """

    item_id: str
    items: tuple[SimilarItem, ...]

    def sentences(self) -> list[str]:
        """Say it in words."""
        from openkitchen.explain.sentences import similar_sentences

        return similar_sentences(self)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return asdict(self) | {"sentences": self.sentences()}

    def to_table(self) -> pa.Table:
        """Return one row per item."""
        rows = [{"item_id": one.item_id, "similarity": one.similarity} for one in self.items]
        return pa.Table.from_pylist(rows)


def similar_items(model: Scored, item: str, k: int = 10, terms: int = 5) -> Similar:
    """Return the items with the most similar weights.

    The similarity is the cosine of two items' weights, each weight times the spread (root
    mean square over users) of its input, the bias and what an item's own presence adds
    (`repeats`) left out: Σ_p σ_p² w_pi w_pj over both lengths. Items are alike if the same
    inputs raise and lower both.

    Parameters
    ----------
    model
        A fitted glass box.
    item
        The item.
    k
        How many items to return.
    terms
        How many addends to list for each.

    Raises
    ------
    UnknownName
        When the item is unknown.
    ModelError
        When the model is no glass box.
    """
    if k < 1:
        raise SettingsError(f"{k} similar items", hint="Ask for 1 or more.")
    box = the_glass_box(model)
    code = box.known.items.code(item)
    spread = _spread(box)
    learned = _Learned.of(box)
    own = learned.column(code) * spread
    length = np.sqrt(learned.squares(spread))
    products = learned.scores(own * spread)
    scale = length * length[code]
    cosine = np.divide(products, scale, out=np.full(len(scale), -np.inf), where=scale > 0)
    cosine[code] = -np.inf
    codes, found = top_items(cosine[None, :], k)
    unit = own / max(length[code], 1e-300)
    listed = [
        SimilarItem(
            str(box.items[other]),
            float(value),
            *_addends(box, unit, learned.column(int(other)) * spread, terms),
        )
        for other, value in zip(codes[0], found[0], strict=True)
        if other >= 0
    ]
    return Similar(item, tuple(listed))


@dataclass(frozen=True)
class _Learned:
    """The weights of a model, less what an item's own presence adds (`repeats`)."""

    weights: WeightMatrix
    added: sp.csr_array

    @classmethod
    def of(cls, model: GlassBox) -> _Learned:
        fitted = model.fitted
        return cls(fitted.weights, repeats(fitted.design, fitted.settings))

    def column(self, item: int) -> Floats:
        """Return the weights of one item."""
        column = self.weights.column(item)
        if item >= self.weights.n_own:
            return column
        return np.asarray(column - self.added[:, [item]].toarray().ravel())

    def scores(self, row: Floats) -> Floats:
        """Return what a row of inputs adds up to for each item."""
        one = sp.csr_array(row[None, :])
        scores: Floats = self.weights.scores(one)[0]
        scores[: self.weights.n_own] -= (one @ self.added).toarray()[0]
        return scores

    def squares(self, spread: Floats) -> Floats:
        """Return the squared length of each item's weights, times the spread of their inputs."""
        weights = self.weights
        own = np.zeros(weights.n_own)
        for start in range(0, len(spread), _ROWS_AT_ONCE):
            part = slice(start, start + _ROWS_AT_ONCE)
            some = np.asarray(weights.own[part]) - self.added[part].toarray()
            own += ((some * spread[part, None]) ** 2).sum(axis=0)
        if not weights.tagged.shape[0]:
            return own
        scaled = np.asarray(weights.lent) * spread[:, None]
        inner = scaled.T @ scaled
        lent = np.asarray((weights.tagged @ inner * weights.tagged.toarray()).sum(axis=1)).ravel()
        return np.concatenate([own, np.maximum(lent, 0.0)])


def _addends(
    model: GlassBox, own: Floats, theirs: Floats, terms: int
) -> tuple[tuple[Term, ...], int, float]:
    """Return the largest addends of a similarity, how many others there are, and their sum."""
    theirs = theirs / max(float(np.linalg.norm(theirs)), 1e-300)
    parts = own * theirs
    order = np.argsort(-np.abs(parts), kind="stable")[:terms]
    features = model.fitted.design.features
    listed = tuple(
        Term(
            features[p].block,
            features[p].name,
            float(theirs[p]),
            float(own[p]),
            float(parts[p]),
        )
        for p in order.tolist()
        if parts[p] != 0.0
    )
    rest = float(parts.sum()) - sum(term.contribution for term in listed)
    return listed, int(np.count_nonzero(parts)) - len(listed), rest


def _spread(model: GlassBox) -> Floats:
    """Return the root mean square of each input over users; 0 for the bias."""
    design = model.fitted.design
    users = typical_users(model, _MOST_USERS)
    rows = design.rows(gather(model.known, users))
    squares = np.asarray((rows * rows).sum(axis=0)).ravel() / max(len(users), 1)
    squares[[feature.block == "bias" for feature in design.features]] = 0.0
    return np.asarray(np.sqrt(squares))
