"""New lists for everybody from old lists and a low-rank change of the scores.

Of every user the best 64 items are at hand (`Prepared.best`), and no other item scores
above the last of them, the floor. A change that moves no item by more than m leaves
every item outside below floor + m: when the k-th of the 64 is above that, the list is
found among them. Everybody else, few, is scored anew. Nothing is approximated.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import scipy.linalg as sl

from openkitchen.models.audience import gather
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.prepared import BEST, Best
from openkitchen.models.ranking import grid, top_items
from openkitchen.models.refit import Refitted
from openkitchen.models.score_shift import ScoreShift, item_places, score_shift, scores_anew

__all__ = ["lists_of", "refitted_list", "refitted_lists", "shifted_lists"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_USERS_AT_ONCE = 512
_CELLS_AT_ONCE = 4_000_000


def refitted_lists(one: Refitted, k: int) -> Codes:
    """Return the list of every user of before, with the weights of a refit.

    Parameters
    ----------
    one
        The refit.
    k
        Length of the lists.

    Returns
    -------
    Users of before × k: places of items (`item_places`), −1 where a list is shorter.
    Who is gone gets the list of a stranger.
    """
    if one.method != "algebra" or not one.prepared.lists_follow(k):
        ids = one.prepared.fitted.known.users.array.to_pylist()
        return lists_of(GlassBox.of(one.fitted), ids, k, item_places(one))
    shift = score_shift(one)
    order = np.argsort(np.where(shift.rank >= 0, shift.rank, len(shift.rank)), kind="stable")

    def anew(users: Codes) -> Codes:
        lists = [np.zeros((0, k), np.int64)]
        step = max(1, _CELLS_AT_ONCE // max(len(order), 1))
        for start in range(0, len(users), step):
            scores = scores_anew(one, shift, users[start : start + step])[:, order]
            picked, _ = top_items(scores, k)
            lists.append(_filled(np.where(picked >= 0, order[picked], -1), k))
        return np.vstack(lists)

    return shifted_lists(one.prepared.best, shift, k, anew)


def refitted_list(one: Refitted, user: int, k: int) -> Codes:
    """Return one user's list, as `refitted_lists` does for everybody."""
    places = item_places(one)
    if one.method != "algebra" or not one.prepared.lists_follow(0):
        ids = [str(one.prepared.fitted.known.users.ids[user])]
        return np.asarray(lists_of(GlassBox.of(one.fitted), ids, k, places)[0])
    shift = score_shift(one, np.array([user]))
    order = np.argsort(np.where(shift.rank >= 0, shift.rank, len(shift.rank)), kind="stable")
    picked, _ = top_items(scores_anew(one, shift, np.array([user]))[:, order], k)
    return np.asarray(_filled(np.where(picked >= 0, order[picked], -1), k)[0])


def shifted_lists(best: Best, shift: ScoreShift, k: int, anew: Callable[[Codes], Codes]) -> Codes:
    """Return everybody's new list.

    Parameters
    ----------
    best
        The best items before.
    shift
        How scores move.
    k
        Length of the lists, at most a half of what is at hand.
    anew
        Scores some users anew: takes places of users, returns their lists, users × k, in
        the places of items that ``shift`` uses.

    Returns
    -------
    Users × k: places of items, −1 where a list is shorter.
    """
    bound = _bound(best, shift)
    lists = np.full((len(best.codes), k), -1, dtype=np.int64)
    undone = shift.anew.copy()
    width = min(k + 1, best.scores.shape[1])
    quiet = ~undone & _quiet(best, shift, bound, width)
    n = min(k, best.codes.shape[1])
    lists[quiet, :n] = best.codes[quiet, :n]
    busy = np.flatnonzero(~undone & ~quiet)
    for start in range(0, len(busy), _USERS_AT_ONCE):
        users = busy[start : start + _USERS_AT_ONCE]
        for width in (2 * k + 4, BEST):  # mostly, a few of them are enough
            found, sure = _among_best(best, shift, users, bound[users], k, width)
            lists[users] = found
            users = users[~sure]
            if not len(users):
                break
        undone[users] = True
    rest = np.flatnonzero(undone)
    if len(rest):
        lists[rest] = anew(rest)
    return lists


def lists_of(model: GlassBox, users: list[str], k: int, places: Codes) -> Codes:
    """Score users and return their lists in other places of items than the model's."""
    audience = gather(model.known, users)
    n_items, choose = len(model.known.items), model.gate.choose() or top_items
    lists = [np.zeros((0, k), np.int64)]
    for part in audience.blocks(max(1, _CELLS_AT_ONCE // max(n_items, 1))):
        scores = model.score_audience(part)
        model.gate.hide(scores, part)
        codes, _ = choose(scores, k)
        lists.append(_filled(np.where(codes >= 0, places[codes], -1), k))
    return np.vstack(lists)


def _filled(codes: Codes, k: int) -> Codes:
    whole = np.full((len(codes), k), -1, dtype=np.int64)
    whole[:, : codes.shape[1]] = codes
    return whole


def _bound(best: Best, shift: ScoreShift) -> Floats:
    """Return by how much each user's score of any item but the special ones moves at most."""
    right = np.delete(shift.right, shift.special, axis=1)
    triangle, orthogonal = sl.rq(right, mode="economic")
    largest = np.sqrt((orthogonal**2).sum(axis=0).max(initial=0.0))
    moves = np.sqrt(((shift.left @ triangle) ** 2).sum(axis=1)) * largest
    pulled = best.pull * np.abs(shift.pull).max(initial=0.0)
    return np.asarray((moves + pulled) * (1 + 1e-9))


def _quiet(best: Best, shift: ScoreShift, bound: Floats, width: int) -> npt.NDArray[np.bool_]:
    """Return whose list is certain to stay as it is."""
    top = best.scores[:, :width]
    if best.codes.shape[1] < width:
        return np.zeros(len(top), dtype=np.bool_)
    with np.errstate(invalid="ignore"):
        gaps = -np.diff(top, axis=1)
    gap = np.where(np.isnan(gaps), 0.0, gaps).min(axis=1, initial=np.inf)
    safe = gap > 2 * bound + 4 * grid(top[:, :1]).ravel()
    reserved = np.append(shift.special, np.flatnonzero(shift.rank < 0))
    safe &= ~np.isin(best.codes[:, :width], reserved).any(axis=1)
    if len(shift.special):
        last = top[:, -2] if width > 1 else top[:, -1]
        safe &= shift.scores.max(axis=1) < last - bound
    return safe


def _among_best(
    best: Best, shift: ScoreShift, users: Codes, bound: Floats, k: int, width: int
) -> tuple[Codes, npt.NDArray[np.bool_]]:
    codes, had = best.codes[users, :width], best.scores[users, :width]
    safe = np.maximum(codes, 0)
    moved = np.einsum("ur,umr->um", shift.left[users], shift.right.T[safe])
    moved -= best.own[users, :width] * shift.pull[safe]
    scores = np.where(codes >= 0, had + moved, -np.inf)
    hidden = np.isin(codes, shift.special) | (shift.rank[safe] < 0)
    scores[hidden] = -np.inf
    special, given = _unseen_special(best, shift, users)
    places = np.hstack([codes, np.broadcast_to(special, (len(users), len(special)))])
    scores = np.hstack([scores, given])
    order = np.argsort(np.where(places >= 0, shift.rank[np.maximum(places, 0)], 2**62), axis=1)
    scores = np.take_along_axis(scores, order, axis=1)
    places = np.take_along_axis(places, order, axis=1)
    picked, values = top_items(scores, k)
    found = np.where(picked >= 0, np.take_along_axis(places, np.maximum(picked, 0), axis=1), -1)
    last = values[:, -1] if values.shape[1] == k else np.full(len(users), -np.inf)
    floor = best.floor[users] if width >= best.codes.shape[1] else had[:, -1]
    sure = (last > floor + bound + 4 * grid(values[:, :1]).ravel()) | np.isneginf(floor)
    return _filled(found, k), sure


def _unseen_special(best: Best, shift: ScoreShift, users: Codes) -> tuple[Codes, Floats]:
    """Return the special items with their scores, −∞ where the user has the item already."""
    if not len(shift.special):
        return shift.special, np.zeros((len(users), 0))
    scores = shift.scores[users].copy()
    scores[:, shift.rank[shift.special] < 0] = -np.inf
    seen = best.seen[users]
    for place, item in enumerate(shift.special):
        if item < seen.shape[1]:
            scores[seen[:, [item]].toarray().ravel() > 0, place] = -np.inf
    return shift.special, scores
