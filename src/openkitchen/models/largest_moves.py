"""By how much a low-rank change can move each user's scores at most.

A score of item j moves by left_u · right_j. By Cauchy and Schwarz no item moves by more than
the size of left_u times that of right_j, in whatever coordinates both are told. Few items
move far: for these the products are made, and the bound is left to all the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["LargestMoves", "largest_moves"]

Floats = npt.NDArray[np.float64]

_LOUD = 256
_SMALL = 1e-12
_MARGIN = 1 + 1e-9
_UNIT = 2.0**-52


@dataclass(frozen=True)
class LargestMoves:
    """What bounds the moves of any user's scores.

    Parameters
    ----------
    loud
        Right factors of the items that move farthest (rank × items).
    spread
        left · spread are a user's coordinates …
    rest
        … whose size, times this, no other item's move is above.
    pull
        The largest change of an item's share γ; see `ScoreShift.pull`.
    rounding
        Times the size of left: the rounding of a product.
    """

    loud: Floats
    spread: Floats
    rest: float
    pull: float
    rounding: float

    def of(self, left: Floats, pull: Floats) -> Floats:
        """Return by how much any score of some users moves at most.

        Parameters
        ----------
        left
            Users × rank.
        pull
            Per user: the largest z P φ by size.
        """
        products = left @ self.loud
        loud = np.abs(products, out=products).max(axis=1, initial=0.0)
        others = _sizes(left @ self.spread) * self.rest
        rounded = self.rounding * _sizes(left)
        return np.asarray((np.maximum(loud, others) + pull * self.pull) * _MARGIN + rounded)


def largest_moves(right: Floats, pull: Floats, loud: int = _LOUD) -> LargestMoves:
    """Make ready what bounds the moves of scores.

    Parameters
    ----------
    right
        Rank × items.
    pull
        Change of each item's share γ.
    loud
        For how many items the products are made.
    """
    squares, turn = np.linalg.eigh(right @ right.T)
    scale = np.sqrt(np.maximum(squares, _SMALL * squares.max(initial=0.0)))
    scale[scale == 0] = 1.0
    sizes = _sizes((right.T @ turn) / scale)
    order = np.argsort(-sizes, kind="stable")
    rest = sizes[order[loud]] if len(order) > loud else 0.0
    return LargestMoves(
        np.ascontiguousarray(right[:, order[:loud]]),
        turn * scale,
        float(rest),
        float(np.abs(pull).max(initial=0.0)),
        4 * _UNIT * (len(right) + 2) * float(_sizes(right.T).max(initial=0.0)),
    )


def _sizes(rows: Floats) -> Floats:
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", rows, rows)))
