"""How all scores of all known users move with a refit, without scoring anybody anew.

With W' = W + left · right, a user's new score of item j is the old one plus
(z · left) · right_j, less (z P φ_j) · pull_j where no item foretells itself (`held`). The
items that are no longer what they were (events, tags) have columns of their own.
`openkitchen.models.new_lists` makes lists of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.audience import gather
from openkitchen.models.final_change import final_change
from openkitchen.models.fitting import trend_of
from openkitchen.models.pieces import tags_of_items
from openkitchen.models.refit import Refitted

__all__ = ["ScoreShift", "item_places", "score_shift", "scores_anew"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_SAME = 1e-12


@dataclass(frozen=True)
class ScoreShift:
    """New scores, told from the old ones.

    Items stand in the order of before, then those that were not there.

    Parameters
    ----------
    rows
        The inputs of before of the users of before.
    weights
        The change of the weights; times ``rows``, the first columns of the left factor …
    extra
        … and the others: users of before × (added inputs, and one for the trend).
    right
        Rank × items.
    pull
        Per item: by how much of z P φ each score is lower; zero without a constraint.
    special
        Items whose new scores are given outright.
    scores
        Users of before × special items.
    rank
        Per item: its place in the new order of ties; −1 for an item that is gone.
    anew
        Users who must be scored anew: their inputs are not what they were.
    columns
        The new weights of the special items (inputs of before × special).
    """

    rows: sp.csr_array
    weights: Floats
    extra: Floats
    right: Floats
    pull: Floats
    special: Codes
    scores: Floats
    rank: Codes
    anew: Flags
    columns: Floats

    def left(self, users: Codes) -> Floats:
        """Return the left factor for some users: users × rank."""
        return np.hstack([self.rows[users] @ self.weights, self.extra[users]])


def item_places(one: Refitted) -> Codes:
    """Return the place of each new item: its code before, or one after all of those."""
    places = one.matching.items.copy()
    new = places < 0
    places[new] = len(one.prepared.fitted.known.items) + np.arange(int(new.sum()))
    return places


def score_shift(one: Refitted, users: Codes | None = None) -> ScoreShift:
    """Return how scores move with a refit by algebra, as of the end of the data.

    Parameters
    ----------
    one
        The refit.
    users
        Codes of the users of before that matter; all when ``None``.
    """
    assert one.update is not None  # noqa: S101 - by algebra
    assert one.pieces is not None  # noqa: S101
    before = one.prepared.fitted
    places = item_places(one)
    n_places = max(len(before.known.items), int(places.max(initial=-1)) + 1)
    final = final_change(one, places, n_places)
    rows, added, anew = _rows(one, users)
    trend = np.zeros(n_places)
    new_trend = trend_of(one.known, before.settings)
    trend[places] = new_trend
    trend[: len(before.known.items)] -= before.trend
    shown = np.zeros(n_places)
    shown[places] = new_trend
    rank = np.full(n_places, -1, dtype=np.int64)
    rank[places] = np.arange(len(places))
    return ScoreShift(
        rows,
        final.left,
        np.hstack([added, np.ones((rows.shape[0], 1))]),
        np.vstack([final.right, final.added, trend[None, :]]),
        final.pull,
        final.special,
        rows @ final.columns + added @ final.added[:, final.special] + shown[final.special],
        rank,
        anew,
        final.columns,
    )


def scores_anew(one: Refitted, shift: ScoreShift, users: Codes) -> Floats:
    """Score some users of before with the new weights, −∞ where they have the item.

    Parameters
    ----------
    one, shift
        The refit and how scores move with it.
    users
        Their codes before.

    Returns
    -------
    Users × places of items.
    """
    before, places = one.prepared.fitted, item_places(one)
    audience = gather(one.known, before.known.users.take(users).to_pylist())
    rows, added = _split(one, one.design.rows(audience))
    n_old = len(before.known.items)
    scores = np.zeros((len(users), len(shift.rank)))
    scores[:, :n_old] = before.weights.scores(rows) + before.trend
    if one.prepared.own is not None:
        pulls = (rows @ one.prepared.inverse) @ one.prepared.own
        scores[:, : pulls.shape[1]] -= pulls * shift.pull[: pulls.shape[1]]
    whole = np.hstack([rows @ shift.weights, added, np.ones((len(users), 1))])
    scores += whole @ shift.right
    n_added, special = added.shape[1], shift.special
    last = shift.right.shape[0] - 1
    trend = np.append(before.trend, np.zeros(len(shift.rank) - n_old)) + shift.right[last]
    scores[:, special] = rows @ shift.columns + trend[special]
    scores[:, special] += added @ shift.right[last - n_added : last, special]
    scores[:, shift.rank < 0] = -np.inf
    scores[audience.events.user, places[audience.events.item]] = -np.inf
    return scores


def _rows(one: Refitted, users: Codes | None) -> tuple[sp.csr_array, Floats, Flags]:
    """Return old inputs, added inputs, and whose other inputs are not what they were."""
    found, before, index = one.matching, one.prepared.rows, one.prepared.fitted.known.users
    if users is not None:
        before = before[users]
    anew = np.ones(len(index), dtype=np.bool_)
    anew[found.users[found.same]] = False
    anew = anew if users is None else anew[users]
    if _inputs_stay(one):
        return before, _added(one, before, users), anew
    ids = (index.array if users is None else index.take(users)).to_pylist()
    now, added = _split(one, one.design.rows(gather(one.known, ids)))
    kept = np.zeros(before.shape[1])
    kept[found.inputs[found.shared]] = 1.0
    apart = sp.csr_array(now - before @ sp.diags_array(kept))
    far = np.abs(apart.data) > _SAME
    anew[np.repeat(np.arange(apart.shape[0]), np.diff(apart.indptr))[far]] = True
    return before, added, anew


def _inputs_stay(one: Refitted) -> bool:
    """Whether who has the history of before has the inputs of before, as far as they are shared.

    Inputs of other kinds than these may follow from other things than a history.
    """
    added = {one.design.features[n].block.partition(":")[0] for n in one.matching.added}
    timeless = all(scale.unit != "hours" for scale in one.design.scales)
    same_end = one.known.events.end == one.prepared.fitted.known.events.end
    plain = not len(one.design.context) and added <= {"tags", "user"}
    alike = one.design.event_weights == one.prepared.fitted.design.event_weights
    if one.known.events is one.prepared.fitted.known.events:
        return alike and added <= {"tags", "user"}
    return plain and alike and (timeless or same_end)


def _added(one: Refitted, before: sp.csr_array, users: Codes | None) -> Floats:
    """Return the added inputs of those who have the history of before."""
    found, design = one.matching, one.design
    blocks = np.array([design.features[n].block.partition(":")[0] for n in found.added], object)
    added = np.zeros((before.shape[0], len(blocks)))
    people, tags = np.flatnonzero(blocks == "user"), np.flatnonzero(blocks == "tags")
    if len(people):
        now = np.full(len(one.prepared.fitted.known.users), -1, dtype=np.int64)
        now[found.users[found.same]] = np.flatnonzero(found.same)
        now = now if users is None else now[users]
        columns = found.added[people] - design.people.start
        added[np.ix_(now >= 0, people)] = design.users[np.ix_(now[now >= 0], columns)]
    if len(tags):
        added[:, tags] = (before @ tags_of_items(one.prepared, design, found, tags)).toarray()
    return added


def _split(one: Refitted, rows: sp.csr_array) -> tuple[sp.csr_array, Floats]:
    """Put rows of new inputs in the order of before, the added inputs apart."""
    shared = one.matching.shared
    places = (shared, one.matching.inputs[shared])
    shape = (len(one.matching.inputs), one.prepared.fitted.design.size)
    move = sp.csr_array((np.ones(len(shared)), places), shape=shape)
    return sp.csr_array(rows @ move), rows.tocsc()[:, one.matching.added].toarray()
