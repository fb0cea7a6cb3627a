"""No item foretells itself: the constraint φ_jᵀ W_j = 0, after a low-rank update.

Without the constraint the new weights are U' (`low_rank`), and with it W'_j = U'_j − γ_j H_j,
H_j = A'⁻¹ φ_j and γ_j = φ_jᵀ U'_j / φ_jᵀ H_j. Since A'⁻¹ is P but for a low rank,
H_j = P φ_j + left · right_j with the same left factor as U' has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.low_rank import Touch, Update
from openkitchen.models.prepared import Prepared, along_columns, own_sizes

__all__ = ["Held", "hold"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Held:
    """What the constraint takes out of the new weights, target by target.

    Parameters
    ----------
    share
        γ.
    own
        φ of before, or that of now where it moved, over the inputs of before (inputs ×
        targets).
    right, added
        H_j = P own_j + left · right_j; its rows for added inputs are ``added``.
    moved
        Targets whose φ differs from that of before beyond the touched inputs.
    """

    share: Floats
    own: sp.csc_array
    right: Floats
    added: Floats
    moved: npt.NDArray[np.bool_]


def hold(
    prepared: Prepared,
    touch: Touch,
    changed: Update,
    own: sp.csc_array,
    own_added: Floats,
) -> Held:
    """Return what the constraint takes out.

    Parameters
    ----------
    prepared
        The fit before.
    touch, changed
        The low-rank change and the weights that it leads to without the constraint.
    own, own_added
        φ of the new data over the inputs of before, and over those that are added
        (p × targets).
    """
    inside = touch.inputs
    base, moved, apart = _base(prepared, own, inside)
    middle = changed.middle @ (own_added - (own.T @ changed.spread).T)
    beside_touched = np.asarray(prepared.inverse[inside].T)  # symmetric: its rows lie together
    at_touched = (own.T @ beside_touched).T
    beside = -changed.change @ at_touched - changed.bordering @ middle
    right = np.vstack([beside + apart, -middle])
    by_left = own.T @ changed.left
    sizes = _sizes(prepared, base, moved) + (own_added * middle).sum(axis=0)
    sizes += ((base.T @ beside_touched).T * apart).sum(axis=0)
    sizes += np.einsum("ij,ji->i", by_left, right)
    n_before = prepared.solved.shape[1]
    along = np.zeros(own.shape[1])
    along[:n_before] = along_columns(sp.csc_array(own[:, :n_before]), prepared.solved)
    along += np.einsum("ij,ji->i", by_left, changed.right)
    along += (own_added * changed.added).sum(axis=0)
    some = np.asarray(abs(own).sum(axis=0)).ravel() + np.abs(own_added).sum(axis=0) > 0
    share = np.where(some, along / np.where(some, sizes, 1.0), 0.0)
    return Held(share, base, right, middle, moved)


def _base(
    prepared: Prepared, own: sp.csc_array, inside: Codes
) -> tuple[sp.csc_array, npt.NDArray[np.bool_], Floats]:
    """Tell φ from that of before: what it was, where that will not do, the difference.

    A difference among the touched inputs alone is one of low rank, P_I times it; an item
    with any other is moved, and its own φ stands in the place of that of before.
    """
    before = prepared.own
    assert before is not None  # noqa: S101 - held before, held now
    wider = sp.csc_array(
        (
            before.data,
            before.indices,
            np.append(before.indptr, [before.indptr[-1]] * (own.shape[1] - before.shape[1])),
        ),
        shape=own.shape,
    )
    apart = sp.csr_array(own - wider)
    outside = np.ones(own.shape[0])
    outside[inside] = 0.0
    moved = (abs(apart).T @ outside) > 0
    moved[before.shape[1] :] = True
    keep = sp.diags_array((~moved).astype(np.float64))
    base = sp.csc_array(wider @ keep + own @ sp.diags_array(moved.astype(np.float64)))
    return base, moved, (apart[inside] @ keep).toarray()


def _sizes(prepared: Prepared, base: sp.csc_array, moved: npt.NDArray[np.bool_]) -> Floats:
    """Return φᵀ P φ, φ being that of before, or that of now where it moved."""
    sizes = np.zeros(base.shape[1])
    sizes[: prepared.solved.shape[1]] = prepared.own_size
    where = np.flatnonzero(moved)
    sizes[where] = own_sizes(prepared.inverse, sp.csc_array(base[:, where]), len(where))
    return sizes
