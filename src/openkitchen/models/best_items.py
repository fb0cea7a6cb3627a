"""The best items of every known user, at hand: most lists change within these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.audience import gather
from openkitchen.models.fitted import Fitted
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.ranking import top_items

__all__ = ["Best", "Pulls", "best_items", "pulls_on"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Best:
    """The best items of every known user that he does not have yet, best first.

    Parameters
    ----------
    codes
        Users × so many; −1 where there are fewer.
    scores
        Their scores; −∞ there.
    floor
        No other item scores higher: the last score that is kept, per user; −∞ where
        every item is.
    seen
        Users × items: what each has already.
    """

    codes: Codes
    scores: Floats
    floor: Floats
    seen: sp.csc_array


@dataclass(frozen=True)
class Pulls:
    """What a change of an item's share γ does to each user's score of it.

    Parameters
    ----------
    own
        z P φ of each of the best items for each user; zero without a constraint.
    largest
        The largest of these by size over all items that the user does not have.
    """

    own: Floats
    largest: Floats


def best_items(fitted: Fitted, rows: sp.csr_array, most: int) -> Best:
    """Find the best items of every known user.

    Parameters
    ----------
    fitted
        The fit.
    rows
        The inputs of all known users.
    most
        How many items of each.
    """
    n_items, model = len(fitted.known.items), GlassBox.of(fitted)
    seen = gather(fitted.known, None).seen(n_items)
    codes, scores, floor = [], [], []
    for part in _blocks(rows.shape[0], n_items):
        block = model.score_rows(rows[part])
        _hide(block, seen[part], -np.inf)
        best, values = top_items(block, most)
        full = values.shape[1] == most and n_items > most
        codes.append(best)
        scores.append(values)
        floor.append(values[:, -1] if full else np.full(len(best), -np.inf))
    width = min(most, n_items)
    return Best(
        np.vstack([np.zeros((0, width), np.int64), *codes]),
        np.vstack([np.zeros((0, width)), *scores]),
        np.concatenate([np.zeros(0), *floor]),
        sp.csc_array(seen),
    )


def pulls_on(best: Best, rows: sp.csr_array, inverse: Floats, own: sp.csc_array | None) -> Pulls:
    """Return z P φ of the best items.

    Parameters
    ----------
    best
        The best items.
    rows
        The inputs of all known users.
    inverse
        P.
    own
        φ of each item with events; ``None`` without a constraint.
    """
    pulls, largest = np.zeros(best.codes.shape), np.zeros(len(best.codes))
    if own is None:
        return Pulls(pulls, largest)
    seen = sp.csr_array(best.seen)
    for part in _blocks(*best.seen.shape):
        block = (rows[part] @ inverse) @ own
        _hide(block, sp.csr_array(seen[part]), 0.0)
        codes = best.codes[part]
        inside = (codes >= 0) & (codes < block.shape[1])
        told = np.take_along_axis(block, np.where(inside, codes, 0), axis=1)
        pulls[part] = np.where(inside, told, 0.0)
        largest[part] = np.abs(block).max(axis=1, initial=0.0)
    return Pulls(pulls, largest)


def _blocks(n_users: int, n_items: int) -> Iterator[slice]:
    step = max(1, _CELLS_AT_ONCE // max(n_items, 1))
    for start in range(0, n_users, step):
        yield slice(start, min(start + step, n_users))


def _hide(block: Floats, seen: sp.csr_array, value: float) -> None:
    had = np.repeat(np.arange(seen.shape[0]), np.diff(seen.indptr))
    block[had, seen.indices] = value
