"""Items that the model treats alike, with the inputs that make them so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

__all__ = ["Likeness", "Similar", "SimilarItem", "similar_items"]

Flags = npt.NDArray[np.bool_]
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

    def sentences(self, name: Callable[[str], str] = str) -> list[str]:
        """Say it in words; ``name`` is what people call an item, by its id."""
        from openkitchen.explain.sentences import similar_sentences

        return similar_sentences(self, name)

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
    return Likeness.of(model).most_like(item, k, terms)


@dataclass(frozen=True)
class Likeness:
    """What the weights of a model say about which items are alike; made once, asked often.

    Parameters
    ----------
    model
        The glass box.
    learned
        Its weights.
    spread
        Of each input.
    length
        Of each item's weights.
    """

    model: GlassBox
    learned: _Learned
    spread: Floats
    length: Floats

    @classmethod
    def of(cls, model: Scored) -> Likeness:
        """Look at the weights of a model.

        Raises
        ------
        ModelError
            When it is no glass box.
        """
        box = the_glass_box(model)
        spread, learned = _spread(box), _Learned.of(box)
        return cls(box, learned, spread, np.sqrt(learned.squares(spread)))

    def most_like(
        self, item: str, k: int = 10, terms: int = 5, allowed: Flags | None = None
    ) -> Similar:
        """Return the items that are most like one; see `similar_items`.

        ``allowed`` says which items may be among them, by their codes; ``None``: all.
        """
        if k < 1:
            raise SettingsError(f"{k} similar items", hint="Ask for 1 or more.")
        code = self.model.known.items.code(item)
        cosine = self._cosine(code)
        cosine[code] = -np.inf
        if allowed is not None:
            cosine[~allowed] = -np.inf
        codes, found = top_items(cosine[None, :], k)
        pairs = zip(codes[0].tolist(), found[0].tolist(), strict=True)
        listed = [(other, value) for other, value in pairs if other >= 0]
        return Similar(item, self._told(code, listed, terms))

    def of_items(self, item: str, others: Sequence[str], terms: int = 5) -> Similar:
        """Say how some items are like one, in the order in which they are given.

        Raises
        ------
        UnknownName
            When an item is unknown.
        """
        index = self.model.known.items
        code, codes = index.code(item), [index.code(other) for other in others]
        cosine = self._cosine(code)
        listed = [(other, float(cosine[other])) for other in codes]
        return Similar(item, self._told(code, listed, terms))

    def _cosine(self, code: int) -> Floats:
        own = self.learned.column(code) * self.spread
        products = self.learned.scores(own * self.spread)
        scale = self.length * self.length[code]
        return np.divide(products, scale, out=np.full(len(scale), -np.inf), where=scale > 0)

    def _told(
        self, code: int, listed: Sequence[tuple[int, float]], terms: int
    ) -> tuple[SimilarItem, ...]:
        unit = self.learned.column(code) * self.spread / max(float(self.length[code]), 1e-300)
        return tuple(
            SimilarItem(
                str(self.model.items[other]),
                value,
                *_addends(self.model, unit, self.learned.column(other) * self.spread, terms),
            )
            for other, value in listed
        )


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
