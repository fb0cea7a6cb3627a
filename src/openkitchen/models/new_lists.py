"""New lists for everybody from old lists and a low-rank change of the scores.

Of every user the best 64 items are at hand (`Prepared.best`), and no other item scores
above the last of them, the floor. A change that moves no item by more than m leaves
every item outside below floor + m: when the k-th of the 64 is above that, the list is
found among them, and mostly among the first few of them. Everybody else, few, is scored
anew. Nothing is approximated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openkitchen.cores import each
from openkitchen.models.audience import gather
from openkitchen.models.best_items import Best, Pulls
from openkitchen.models.blocked import one_thread_each
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.largest_moves import LargestMoves, largest_moves
from openkitchen.models.prepared import BEST
from openkitchen.models.ranking import grid, top_items
from openkitchen.models.refit import Refitted
from openkitchen.models.score_shift import ScoreShift, item_places, score_shift, scores_anew

__all__ = ["lists_of", "refitted_list", "refitted_lists", "shifted_lists"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

Flags = npt.NDArray[np.bool_]

_USERS_AT_ONCE = 1024
_CELLS_AT_ONCE = 4_000_000
_RANK_BITS = 22
_MOST_STEPS = 1 << 40
_LAST = np.iinfo(np.int64).max


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

    return shifted_lists(one.prepared.best, one.prepared.pulls, shift, k, anew)


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


def shifted_lists(
    best: Best,
    pulls: Pulls | None,
    shift: ScoreShift,
    k: int,
    anew: Callable[[Codes], Codes],
) -> Codes:
    """Return everybody's new list.

    Parameters
    ----------
    best
        The best items before.
    pulls
        What the constraint has to do with their scores; ``None`` when no share changes.
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
    lists = np.full((len(best.codes), k), -1, dtype=np.int64)
    undone = shift.anew | (len(shift.rank) > 1 << _RANK_BITS)
    of_rank = np.append(np.argsort(shift.rank, kind="stable")[np.sum(shift.rank < 0) :], -1)
    known = np.delete(shift.right, shift.special, axis=1)
    largest = np.zeros(len(best.codes)) if pulls is None else pulls.largest
    change = _Change(
        best, pulls, shift, largest_moves(known, shift.pull), shift.right.T.copy(), of_rank
    )

    def make(users: Codes) -> None:
        left = shift.left(users)
        bound = change.moves.of(left, largest[users])
        quiet = change.quiet(users, bound, min(k + 1, best.scores.shape[1]))
        n = min(k, best.codes.shape[1])
        lists[users[quiet], :n] = best.codes[users[quiet], :n]
        users, left, bound = users[~quiet], left[~quiet], bound[~quiet]
        for width in (k + 2, 2 * k + 4, BEST):  # mostly, a few of them are enough
            if len(users):
                found, sure = change.among_best(users, left, bound, k, width)
                lists[users] = found
                users, left, bound = users[~sure], left[~sure], bound[~sure]
        undone[users] = True

    busy = np.flatnonzero(~undone)
    with one_thread_each():
        each(make, [busy[at : at + _USERS_AT_ONCE] for at in range(0, len(busy), _USERS_AT_ONCE)])
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


@dataclass(frozen=True)
class _Change:
    """Old lists and how scores move.

    Parameters
    ----------
    best, pulls, shift, moves
        The best items before, what the constraint has to do with their scores, how scores
        move, and by how much at most.
    right
        The right factor, items × rank.
    of_rank
        The item at each place of the order of ties; −1 after the last.
    """

    best: Best
    pulls: Pulls | None
    shift: ScoreShift
    moves: LargestMoves
    right: Floats
    of_rank: Codes

    def quiet(self, users: Codes, bound: Floats, width: int) -> Flags:
        """Return whose list is certain to stay as it is."""
        best, shift = self.best, self.shift
        top = best.scores[users, :width]
        if best.codes.shape[1] < width:
            return np.zeros(len(top), dtype=np.bool_)
        with np.errstate(invalid="ignore"):
            gaps = -np.diff(top, axis=1)
        gap = np.where(np.isnan(gaps), 0.0, gaps).min(axis=1, initial=np.inf)
        safe = gap > 2 * bound + 4 * grid(top[:, :1]).ravel()
        reserved = np.append(shift.special, np.flatnonzero(shift.rank < 0))
        if len(reserved):
            safe &= ~np.isin(best.codes[users, :width], reserved).any(axis=1)
        if len(shift.special):
            last = top[:, -2] if width > 1 else top[:, -1]
            safe &= shift.scores[users].max(axis=1) < last - bound
        return np.asarray(safe)

    def among_best(
        self, users: Codes, left: Floats, bound: Floats, k: int, width: int
    ) -> tuple[Codes, Flags]:
        """Return lists made of the first few of the best items, and whose are certain."""
        best, shift = self.best, self.shift
        codes, had = best.codes[users, :width], best.scores[users, :width]
        safe = np.maximum(codes, 0)
        moved = np.einsum("ur,umr->um", left, self.right[safe])
        if self.pulls is not None:
            moved -= self.pulls.own[users, :width] * shift.pull[safe]
        scores, rank = had + moved, shift.rank[safe]
        scores[(codes < 0) | (rank < 0)] = -np.inf
        if len(shift.special):
            scores[np.isin(codes, shift.special)] = -np.inf
            scores = np.hstack([scores, _unseen_special(best, shift, users)])
            special = np.broadcast_to(shift.rank[shift.special], (len(users), len(shift.special)))
            rank = np.hstack([rank, special])
        found, last, near = self._picked(scores, rank, k)
        floor = best.floor[users] if width >= best.codes.shape[1] else had[:, -1]
        margin = bound + 4 * grid(scores.max(axis=1, initial=-np.inf))
        return found, near & ((last > floor + margin) | np.isneginf(floor))

    def _picked(self, scores: Floats, rank: Codes, k: int) -> tuple[Codes, Floats, Flags]:
        """Return what `top_items` does, in one sort: lists, the k-th scores, whose hold.

        A score in steps of the grid takes 41 bits and its sign, a rank the others of a
        whole number. Scores that are farther below zero than the best is above it do not
        fit; whose list has one is told.
        """
        step = grid(scores.max(axis=1, keepdims=True, initial=-np.inf))
        steps = np.rint(np.maximum(scores / step, -_MOST_STEPS)).astype(np.int64)
        keys = np.where(np.isneginf(scores), _LAST, (-steps << _RANK_BITS) + rank)
        keys.sort(axis=1)
        keys = keys[:, :k]
        there = keys < _LAST
        place = np.where(there, keys & ((1 << _RANK_BITS) - 1), len(self.of_rank) - 1)
        held = -(keys >> _RANK_BITS)
        near = np.asarray(~(there & (held <= -_MOST_STEPS)).any(axis=1))
        last = np.full(len(keys), -np.inf)
        if keys.shape[1] == k and k > 0:
            last = np.where(there[:, -1], held[:, -1] * step.ravel(), -np.inf)
        return _filled(self.of_rank[place], k), last, near


def _unseen_special(best: Best, shift: ScoreShift, users: Codes) -> Floats:
    """Return the scores of the special items, −∞ where the user has the item already."""
    scores = shift.scores[users].copy()
    scores[:, shift.rank[shift.special] < 0] = -np.inf
    for place, item in enumerate(shift.special):
        if item < best.seen.shape[1]:
            had = best.seen.indices[best.seen.indptr[item] : best.seen.indptr[item + 1]]
            scores[np.isin(users, had), place] = -np.inf
    return scores
