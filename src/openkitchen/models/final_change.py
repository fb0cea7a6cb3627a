"""How the weights that serve change with a refit: after discounts, and lending by tags.

With a_j = s_j c_j (s: how much of its own weights an item keeps, c: its discount) and b_j
(how much it is lent), item j serves with a_j W_j + b_j V g_j, where V is what tags are
worth (see `finish`), and what its own presence adds (see `repeats`). Where a_j and g_j stay,
the change is as low-rank as that of W.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.linalg as sl
import scipy.sparse as sp

from openkitchen.models.design import Design
from openkitchen.models.held import Held
from openkitchen.models.refit import Refitted
from openkitchen.models.repeats import repeats
from openkitchen.models.settings import GlassBoxSettings
from openkitchen.models.weights import discounts, with_constant

__all__ = ["FinalChange", "final_change"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class FinalChange:
    """The change of the weights that serve, over places of items.

    Parameters
    ----------
    left, right
        The change is left · right (inputs of before × rank, rank × items) …
    pull
        … less pull_j P φ_j for each item.
    added
        The weights of added inputs (p × items).
    special
        Items to which this does not apply.
    columns
        Their new weights (inputs of before × special).
    """

    left: Floats
    right: Floats
    pull: Floats
    added: Floats
    special: Codes
    columns: Floats


@dataclass(frozen=True)
class _Keeping:
    """What items keep of their own weights and what they are lent, over places."""

    kept: Floats
    lent: Floats
    discount: Floats
    tags: sp.csr_array
    own: Codes


def final_change(one: Refitted, places: Codes, n_places: int) -> FinalChange:
    """Return how the weights that serve change.

    Parameters
    ----------
    one
        A refit by algebra.
    places
        The place of each new item.
    n_places
        Number of places: the items of before, then those that were not there.
    """
    assert one.update is not None  # noqa: S101 - by algebra
    assert one.pieces is not None  # noqa: S101
    prepared, settings = one.prepared, one.prepared.fitted.settings
    n_old = len(prepared.fitted.known.items)
    base = prepared.fitted.design
    counts = np.bincount(one.known.events.item, minlength=len(places))
    now = _keeping(one.design, counts, settings, places, n_places)
    then = _keeping(base, prepared.counts, settings, np.arange(n_old), n_places)
    right, added, share, moved = _own_part(one, now.own, n_places)
    special = (now.kept != then.kept) | (now.lent != then.lent) | moved
    special[n_old:] = True
    n_before = prepared.solved.shape[1]
    pull = now.kept.copy()
    pull[:n_before] *= share[:n_before] - prepared.own_share
    pull[n_before:] = 0.0
    here = np.flatnonzero(special)
    pull[here] = 0.0
    left, final, final_added = one.update.left, right * now.kept, added * now.kept
    columns = _own_columns(one, here, share, places) * now.kept[here]
    if now.lent.any() or then.lent.any():
        worth = _solved(now, _learned(one, now, then, share))
        own = sp.csr_array(sp.diags_array(now.discount) @ now.tags)
        by_tag = sp.csr_array(sp.diags_array(now.lent) @ now.tags)
        final = final + (by_tag @ _solved(now, (own.T @ right.T).T).T).T
        final_added = final_added + (by_tag @ _solved(now, (own.T @ added.T).T).T).T
        columns = columns + (by_tag[here] @ worth.T).T
        apart = [worth, -prepared.worth]
        old_by_tag = sp.csr_array(sp.diags_array(then.lent) @ then.tags)
        rights = [final, by_tag.T.toarray(), old_by_tag.T.toarray()]
        columns = columns + left @ final[:, here]
        left, final = np.hstack([left, *apart]), np.vstack(rights)
    else:
        columns = columns + left @ final[:, here]
    known, new = _own_presence(one, places, n_places)
    columns = columns + known[:, here].toarray()
    return FinalChange(left, final, pull, final_added + new.toarray(), here, columns)


def _own_presence(one: Refitted, places: Codes, n_places: int) -> tuple[sp.csc_array, sp.csr_array]:
    """Return what `repeats` adds at inputs of before and at added ones, over places."""
    found, settings = one.matching, one.prepared.fitted.settings
    n_own, before = one.design.n_own, one.prepared.fitted.design.size
    place = (np.ones(n_own), (np.arange(n_own), places[:n_own]))
    added = repeats(one.design, settings) @ sp.csr_array(place, shape=(n_own, n_places))
    there = (np.ones(len(found.shared)), (found.inputs[found.shared], found.shared))
    shared = sp.csr_array(there, shape=(before, added.shape[0])) @ added
    return sp.csc_array(shared), sp.csr_array(added[found.added])


def _own_part(
    one: Refitted, own: Codes, n_places: int
) -> tuple[Floats, Floats, Floats, npt.NDArray[np.bool_]]:
    """Return right and added of the solved weights, γ, and whose φ moved, over places."""
    assert one.update is not None  # noqa: S101 - by algebra
    assert one.pieces is not None  # noqa: S101
    columns = one.pieces.columns
    solved_right, solved_added = one.update.right, one.update.added
    share, moved = np.zeros(n_places), np.zeros(n_places, dtype=np.bool_)
    held: Held | None = one.held
    if held is not None:
        solved_right = solved_right - held.right * held.share
        solved_added = solved_added - held.added * held.share
        share[own] = held.share[columns]
        moved[own] = held.moved[columns]
    right = np.zeros((solved_right.shape[0], n_places))
    added = np.zeros((solved_added.shape[0], n_places))
    right[:, own], added[:, own] = solved_right[:, columns], solved_added[:, columns]
    return right, added, share, moved


def _own_columns(one: Refitted, special: Codes, share: Floats, places: Codes) -> Floats:
    """Return U_j − γ_j P φ_j of the special items, the weights that were before the change."""
    assert one.pieces is not None  # noqa: S101 - by algebra
    prepared, n_before = one.prepared, one.prepared.solved.shape[1]
    columns = np.zeros((prepared.solved.shape[0], len(special)))
    old = special < n_before
    columns[:, old] = prepared.solved[:, special[old]]
    if one.held is not None:
        target = np.full(max(int(places.max(initial=0)), int(special.max(initial=0))) + 1, -1)
        target[places[: one.design.n_own]] = one.pieces.columns
        there = np.flatnonzero(target[special] >= 0)
        own = one.held.own[:, target[special[there]]] @ sp.diags_array(share[special[there]])
        columns[:, there] -= (own.T @ prepared.inverse).T
    return columns


def _keeping(
    design: Design,
    counts: Codes,
    settings: GlassBoxSettings,
    places: Codes,
    n_places: int,
) -> _Keeping:
    shrink, newcomers = settings.shrink or 0.0, settings.newcomers or 0.0
    traded = counts > 0
    kept = np.where(traded, counts / np.maximum(counts + shrink, 1.0), 0.0)
    factor = discounts(counts, settings.discount or 0.0)
    move = sp.csr_array(
        (np.ones(len(places)), (places, np.arange(len(places)))), shape=(n_places, len(places))
    )
    return _Keeping(
        np.asarray(move @ (kept * factor)),
        np.asarray(move @ np.where(traded, 1 - kept, newcomers)),
        np.asarray(move @ (factor * traded)),
        sp.csr_array(move @ with_constant(design.tags)),
        places[: design.n_own],
    )


def _solved(now: _Keeping, learned: Floats) -> Floats:
    """Divide by GᵀG + 1, G being the tags of the items that have events."""
    own = now.tags[now.own]
    gram = (own.T @ own).toarray() + np.eye(own.shape[1])
    return np.asarray(sl.solve(gram, learned.T, assume_a="pos").T)


def _learned(one: Refitted, now: _Keeping, then: _Keeping, share: Floats) -> Floats:
    """Return Σ c_j (U_j − γ_j P φ_j) g_jᵀ over the items that have events now."""
    assert one.pieces is not None  # noqa: S101 - by algebra
    prepared = one.prepared
    n_before = prepared.solved.shape[1]
    tags = sp.csr_array(sp.diags_array(now.discount) @ now.tags)
    learned = _by_tag(one, tags, sp.csr_array(sp.diags_array(then.discount) @ then.tags), n_before)
    if one.held is not None:
        targets = sp.csr_array(
            (np.ones(len(now.own)), (one.pieces.columns, now.own)),
            shape=(one.held.own.shape[1], tags.shape[0]),
        )
        taken = (one.held.own @ targets) @ (sp.diags_array(share) @ tags)
        learned = learned - prepared.inverse @ taken.toarray()
    return learned


def _by_tag(one: Refitted, now: sp.csr_array, then: sp.csr_array, n_before: int) -> Floats:
    """Return Σ c_j U_j g_jᵀ; only what differs from before is added up."""
    prepared = one.prepared
    names = [c.name for c in prepared.fitted.design.item_encoder.columns]
    if names == [c.name for c in one.design.item_encoder.columns]:
        apart = sp.csr_array(now[:n_before] - then[:n_before])
        apart.eliminate_zeros()
        items = np.flatnonzero(np.diff(apart.indptr))
        if len(items) <= n_before // 4:
            return prepared.learned + np.asarray((apart[items].T @ prepared.solved[:, items].T).T)
    return np.asarray((now[:n_before].T @ prepared.solved.T).T)
