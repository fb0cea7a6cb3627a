"""Re-ranking for variety: an item loses points for resembling one that is shown above it.

J. Carbonell and J. Goldstein, *The Use of MMR, Diversity-Based Reranking for Reordering
Documents and Producing Summaries*, SIGIR 1998. The list is built greedily: the next item
is the one with the largest

    score(i) − strength · range · max over the items above of similarity(i, above)

where *range* is the difference between the user's best and hundredth score, so that the
strength means the same for everybody: at 1, a perfect double of an item above falls to
the end of the hundred. Equal values go to the more popular item, then to the lower id.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.errors import SettingsError
from openkitchen.models.audience import Known
from openkitchen.models.encode import fit_encoder
from openkitchen.models.ranking import top_items
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM

__all__ = ["POOL", "Likeness", "Varied", "choose_varied", "likeness_of"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

POOL = 100
"""So many of a user's best items are re-ranked; what comes after them never enters."""

_USERS_AT_ONCE = 256
_WHOLE = 3000


@dataclass(frozen=True)
class Likeness:
    """How alike items are: the cosine of their profiles, from 0 to 1.

    Parameters
    ----------
    profiles
        Items × features, each row of length 1 (or 0).
    source
        ``attributes``, or ``histories`` where items have none.
    """

    profiles: sp.csr_array
    source: str

    def among(self, items: Codes) -> Floats:
        """Return the similarity of each of these items to each."""
        if self.profiles.shape[0] <= _WHOLE:
            return self._whole[np.ix_(items, items)]
        return self._between(items)

    @cached_property
    def _whole(self) -> Floats:
        return self._between(np.arange(self.profiles.shape[0]))

    def _between(self, items: Codes) -> Floats:
        part = sp.csr_array(self.profiles[items])
        return np.minimum((part @ part.T).toarray(), 1.0)


@dataclass(frozen=True, slots=True)
class Varied:
    """Varied lists: users × places, best first.

    Parameters
    ----------
    items
        Codes; −1 where a list ends early.
    scores
        The scores that the lists show: the model's less what resemblance costs.
    likeness
        How much each item resembles the one above it that it resembles most; 0 for none.
    above
        The code of that item; −1 for none.
    cost
        Users × 1: what full resemblance would cost, strength × range.
    """

    items: Codes
    scores: Floats
    likeness: Floats
    above: Codes
    cost: Floats


def likeness_of(known: Known, tables: Tables | None) -> Likeness:
    """Measure likeness by the items' categories and sets; by who had them, without any.

    Parameters
    ----------
    known
        Items, and the histories in which they stand together.
    tables
        The attribute tables.
    """
    if tables is not None and tables.items is not None:
        kept = [one for one in tables.item_attributes if one.kind in ("category", "set")]
        encoder = fit_encoder(tables.items, kept)
        if len(encoder):
            tags = encoder.indicate(tables.items, ITEM, known.items)
            return Likeness(_unit(tags), "attributes")
    events = known.events
    shape = (len(known.items), len(known.users))
    having = sp.csr_array((np.ones(len(events)), (events.item, events.user)), shape=shape)
    having.sum_duplicates()
    having.data[:] = 1.0
    return Likeness(_unit(having), "histories")


def choose_varied(scores: Floats, k: int, likeness: Likeness, strength: float) -> Varied:
    """Return the ``k`` items of each varied list, best first.

    Parameters
    ----------
    scores
        Users × items; −∞ where an item must not be shown.
    k
        Length of the lists, at most `POOL`.
    likeness
        How alike items are.
    strength
        From 0 to 1.

    Raises
    ------
    SettingsError
        When ``k`` is above `POOL`.
    """
    if k > POOL:
        raise SettingsError(
            f"varied lists of {k}", hint=f"The {POOL} best are re-ranked: ask for {POOL} at most."
        )
    k = min(k, scores.shape[1])
    starts = range(0, len(scores), _USERS_AT_ONCE) or range(1)
    parts = [_greedy(scores[n : n + _USERS_AT_ONCE], k, likeness, strength) for n in starts]
    if len(parts) == 1:
        return parts[0]
    return Varied(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Varied)))


def _greedy(scores: Floats, k: int, likeness: Likeness, strength: float) -> Varied:
    pool = np.sort(_last_if_none(top_items(scores, POOL)[0]), axis=1)  # ties go to lower codes
    there = pool < scores.shape[1]
    items, at = np.unique(pool[there], return_inverse=True)
    matrix = likeness.among(items)
    where = np.zeros(pool.shape, np.int64)
    where[there] = at
    own = np.full(pool.shape, -np.inf)
    own[there] = scores[np.nonzero(there)[0], pool[there]]
    cost = _cost(own, strength)
    alike, above = np.zeros(pool.shape), np.full(pool.shape, -1)
    rows, shape = np.arange(len(scores)), (len(scores), k)
    lists = Varied(
        np.full(shape, -1), np.full(shape, -np.inf), np.zeros(shape), np.full(shape, -1), cost
    )
    for place in range(min(k, pool.shape[1])) if len(items) else ():
        value = own - cost * alike
        pick = np.argmax(value, axis=1)
        lists.scores[:, place] = value[rows, pick]
        some = np.isfinite(value[rows, pick])
        lists.items[some, place] = pool[rows, pick][some]
        lists.likeness[some, place] = alike[rows, pick][some]
        lists.above[some, place] = above[rows, pick][some]
        own[rows, pick] = -np.inf
        nearer = matrix[where[rows, pick][:, None], where]
        closer = nearer > alike
        alike[closer] = nearer[closer]
        above = np.where(closer, pool[rows, pick][:, None], above)
    return lists


def _last_if_none(codes: Codes) -> Codes:
    return np.where(codes < 0, np.iinfo(np.int64).max, codes)


def _cost(scores: Floats, strength: float) -> Floats:
    """Return strength × (best − worst) of the scores that are there, one per user."""
    finite = np.isfinite(scores)
    best = np.max(scores, axis=1, initial=-np.inf)
    worst = np.min(np.where(finite, scores, np.inf), axis=1, initial=np.inf)
    spread = np.where(finite.any(axis=1), best - worst, 0.0)
    return np.asarray(strength * spread)[:, None]


def _unit(rows: sp.csr_array) -> sp.csr_array:
    length = np.sqrt(np.asarray((rows * rows).sum(axis=1)).ravel())
    inverse = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
    return sp.csr_array(sp.diags_array(inverse) @ rows)
