"""A validation cut: what the model should have foreseen, and how well it did."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.audience import Audience
from openkitchen.models.events import Events
from openkitchen.models.ranking import hide, top_items

__all__ = ["Cut", "Questions", "cut_events", "cut_last", "cuts_of", "ndcg"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_LENGTH = 10
_SHARE = 0.1
_FEW = (0, 0, 1, 3, 5)
_MOST_CUTS = 2
_ENOUGH = 2500
_NOTHING = 0.01
_RETURNING = 0.1
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
    name
        What kind of questions they are, see `Cut`.
    seen
        Whether what a user had before may be listed, and counts.
    """

    audience: Audience
    truth: sp.csr_array
    name: str
    seen: bool = False


@dataclass(frozen=True)
class Cut:
    """Training events and the questions put to what is learned from them.

    Parameters
    ----------
    train
        The events before the cut.
    questions
        Dated data, cut at a moment: one set asks for all that came later, as a list that is
        made once does (``after``). Dated data, each user's last event cut off: for that
        event (``last``), as a next-item test does. Undated data: a tenth of each user's
        events, picked at random (``random``). Beside the first and the third a last set
        (``few``) asks the same of users whose histories were cut down to their latest 0 to
        5 events.
    """

    train: Events
    questions: tuple[Questions, ...]

    @property
    def asks(self) -> int:
        """Number of questions of the largest set."""
        return max(len(questions.audience) for questions in self.questions)


def cuts_of(events: Events, n_items: int) -> tuple[Cut, ...]:
    """Make the cuts that settings are chosen on.

    Dated data are cut at one moment and, where that asks few questions, at an
    earlier one too; and once before each user's last event. Undated data are cut at random,
    up to twice. Cuts that ask next to nothing beside the others are left out: where every
    user comes once, hardly anybody is there before a moment and after it.
    """
    cuts: list[Cut] = []
    rest, asked = events, 0
    for number in range(_MOST_CUTS):
        cut = cut_events(rest if events.dated else events, n_items, number)
        if not cut.asks:
            break
        cuts.append(cut)
        rest, asked = cut.train, asked + cut.asks
        if asked >= _ENOUGH:
            break
    if events.dated:
        cuts.append(cut_last(events, n_items, few=asked < _ENOUGH))
    most = max((cut.asks for cut in cuts), default=0)
    return tuple(cut for cut in cuts if cut.asks > _NOTHING * most)


def cut_events(events: Events, n_items: int, seed: int = 0) -> Cut:
    """Cut off the last tenth of the events (by time; at random when undated)."""
    if not events.dated:
        late = np.random.default_rng(_SEED + seed).random(len(events)) < _SHARE
        told = _ask(events, ~late, late, n_items, None, "random")
        return Cut(events.select(~late), (told, _few(told)))
    moment = np.quantile(events.time, 1 - _SHARE, method="higher")
    late = events.time >= moment
    after = _ask(events, ~late, late, n_items, float(moment), "after")
    asked: tuple[Questions, ...] = (after, _few(after))
    again = _ask(events, ~late, late, n_items, float(moment), "again", seen=True)
    if again.truth.nnz and _returning(again) >= _RETURNING:
        asked = (*asked, again)
    return Cut(events.select(~late), asked)


def _returning(questions: Questions) -> float:
    """Return the share of what came after that the users had before."""
    seen = questions.audience.seen(questions.truth.shape[1])
    return float(questions.truth.multiply(seen > 0).nnz / questions.truth.nnz)


def cut_last(events: Events, n_items: int, few: bool = False) -> Cut:
    """Cut off the last event of every user who has two or more; ask of short histories too."""
    last = np.zeros(len(events), bool)
    last[events.start[1:][events.counts > 1] - 1] = True
    told = _ask(events, ~last, last, n_items, events.end, "last")
    return Cut(events.select(~last), (told, _few(told)) if few else (told,))


def _few(questions: Questions) -> Questions:
    """Ask the same of users whose histories are cut down to their latest few events."""
    events, audience = questions.audience.events, questions.audience
    kept = np.random.default_rng(_SEED).choice(_FEW, len(audience))
    late = events.counts[events.user] - events.position <= kept[events.user]
    fewer = replace(audience, events=events.select(late))
    return Questions(fewer, questions.truth, "few")


def ndcg(questions: Questions, scores: Floats) -> Floats:
    """Return nDCG@10 per user; seen items are left out of the lists unless they count.

    Järvelin and Kekäläinen (2002), binary gains, logarithm to base 2.
    """
    if not questions.seen:
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
    name: str,
    *,
    seen: bool = False,
) -> Questions:
    """Ask for some events, given others: at one moment, or right before each was made."""
    past, future = events.select(given), events.select(asked)
    later = _matrix(future, n_items)
    truth = later if seen else sp.csr_array(later - later.multiply(_matrix(past, n_items)))
    truth.eliminate_zeros()
    users = np.flatnonzero(np.diff(truth.indptr))
    warm = users[past.counts[users] > 0]
    if len(warm) > _MOST_USERS:
        warm = np.sort(np.random.default_rng(_SEED).choice(warm, _MOST_USERS, replace=False))
    asked_at = future.time[np.minimum(future.start[warm], len(future) - 1)]
    names, history = [str(u) for u in warm], past.of_users(warm)
    if moment is None:
        device = future.device[np.minimum(future.start[warm], len(future) - 1)]
        audience = Audience(names, warm, history, asked_at, told=True, device=device)
    else:
        audience = Audience(names, warm, history, np.full(len(warm), moment))
    return Questions(audience, sp.csr_array(truth[warm]), name, seen)


def _matrix(events: Events, n_items: int) -> sp.csr_array:
    matrix = sp.csr_array(
        (np.ones(len(events)), (events.user, events.item)), shape=(events.n_users, n_items)
    )
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix
