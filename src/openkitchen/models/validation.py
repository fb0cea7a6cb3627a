"""A validation cut: what the model should have foreseen, and how well it did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.audience import Audience
from openkitchen.models.events import Events
from openkitchen.models.ranking import hide, top_items

__all__ = ["Cut", "Questions", "cut_events", "ndcg"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_LENGTH = 10
_SHARE = 0.1
_SHARE_AFTER = 2 / 3
_MOST_USERS = 4000
_SEED = 20


@dataclass(frozen=True)
class Questions:
    """Histories, and what came after them.

    Parameters
    ----------
    audience
        Users with the history that was known.
    truth
        Users × items: the items that came after and had not been seen.
    share
        How much these questions count beside others.
    """

    audience: Audience
    truth: sp.csr_array
    share: float


@dataclass(frozen=True)
class Cut:
    """Training events and the questions put to what is learned from them.

    Parameters
    ----------
    train
        The events before the cut.
    questions
        Dated data: one set asks, at the cut, for all that came later, as a list that is
        made once does; it counts two thirds. A second asks for each user's last event,
        everything before it known, as a list that is made live does. Undated data: a tenth of
        each user's events, picked at random.
    """

    train: Events
    questions: tuple[Questions, ...]


def cut_events(events: Events, n_items: int) -> Cut:
    """Cut off the last tenth of the events (by time; at random when undated)."""
    if not events.dated:
        late = np.random.default_rng(_SEED).random(len(events)) < _SHARE
        return Cut(events.select(~late), (_ask(events, ~late, late, n_items, None, 1.0),))
    moment = np.quantile(events.time, 1 - _SHARE, method="higher")
    late = events.time >= moment
    last = np.zeros(len(events), bool)
    last[events.start[1:][events.counts > 0] - 1] = True
    after = _ask(events, ~late, late, n_items, float(moment), _SHARE_AFTER)
    final = _ask(events, ~last, last & late, n_items, None, 1 - _SHARE_AFTER)
    return Cut(events.select(~late), (after, final))


def ndcg(questions: Questions, scores: Floats) -> Floats:
    """Return nDCG@10 per user, seen items left out of the lists.

    Järvelin and Kekäläinen (2002), binary gains, logarithm to base 2.
    """
    hide(scores, questions.audience.seen(scores.shape[1]))
    codes, _ = top_items(scores, _LENGTH)
    truth = questions.truth.toarray() > 0
    hits = np.take_along_axis(truth, np.maximum(codes, 0), axis=1) & (codes >= 0)
    discount = 1 / np.log2(np.arange(2, codes.shape[1] + 2))
    ideal = np.cumsum(discount)[np.minimum(truth.sum(axis=1), codes.shape[1]) - 1]
    return np.asarray((hits * discount).sum(axis=1) / ideal)


def _ask(
    events: Events,
    given: npt.NDArray[np.bool_],
    asked: npt.NDArray[np.bool_],
    n_items: int,
    moment: float | None,
    share: float,
) -> Questions:
    """Ask for some events, given others: at one moment, or right before each was made."""
    past, future = events.select(given), events.select(asked)
    seen = _matrix(past, n_items)
    later = _matrix(future, n_items)
    truth = sp.csr_array(later - later.multiply(seen))
    truth.eliminate_zeros()
    users = np.flatnonzero(np.diff(truth.indptr))
    warm = users[past.counts[users] > 0]
    if len(warm) > _MOST_USERS:
        warm = np.sort(np.random.default_rng(_SEED).choice(warm, _MOST_USERS, replace=False))
    asked_at = future.time[np.minimum(future.start[warm], len(future) - 1)]
    now = asked_at if moment is None else np.full(len(warm), moment)
    audience = Audience([str(u) for u in warm], warm, past.of_users(warm), now)
    return Questions(audience, sp.csr_array(truth[warm]), share)


def _matrix(events: Events, n_items: int) -> sp.csr_array:
    matrix = sp.csr_array(
        (np.ones(len(events)), (events.user, events.item)), shape=(events.n_users, n_items)
    )
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix
