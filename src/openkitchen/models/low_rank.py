"""Ridge regression when a few of its inputs are touched: the Woodbury identity, and bordering.

The solved system is A W = T with A = ZᵀZ + Λ and P = A⁻¹. When rows come and go that are
zero outside of a few inputs I, then A' = A + I S Iᵀ and T' = T + I R, and

    W' = W + P_I V,   (1 + S P_II) V = R − S W_I .

An input that is dropped is one whose weights must be zero: its equation is P_II V = −W_I.
Inputs that are added stand at the border of A' and are eliminated from there:

    E = A'⁻¹ B,   W_b = (C − Bᵀ E)⁻¹ (T_b − Bᵀ W'),   W'' = W' − E W_b .

Sources: Woodbury 1950; Hager 1989 (bordering).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Border", "Touch", "Update", "update"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Touch:
    """What changes among the inputs that were there.

    Parameters
    ----------
    inputs
        Places of the inputs that are touched, c of them.
    dropped
        Which of these go.
    gram
        S: what is added to ZᵀZ among them (c × c).
    target
        R: what is added to ZᵀY (c × items).
    """

    inputs: Codes
    dropped: Flags
    gram: Floats
    target: Floats


@dataclass(frozen=True)
class Border:
    """Inputs that are added, p of them; all sums are those of the new data.

    Parameters
    ----------
    cross
        B: their products with the inputs that were there (inputs × p), zero where
        those are dropped.
    solved
        P B (inputs × p).
    gram
        C: their products with each other and their penalties (p × p).
    target
        Their products with the items (p × items).
    fitted
        Bᵀ W, W being the weights before (p × items).
    """

    cross: Floats
    solved: Floats
    gram: Floats
    target: Floats
    fitted: Floats


@dataclass(frozen=True)
class Update:
    """The new weights, W + left · right, and those of the added inputs.

    Parameters
    ----------
    left
        Inputs × rank.
    right
        Rank × items.
    added
        Weights of the added inputs (p × items).
    middle
        (C − BᵀE)⁻¹ (p × p), for variances.
    spread
        E (inputs × p).
    bordering
        E = P B + P_I · bordering (c × p).
    change
        N in A'⁻¹ = P − P_I N P_Iᵀ (c × c), before the border.
    """

    left: Floats
    right: Floats
    added: Floats
    middle: Floats
    spread: Floats
    bordering: Floats
    change: Floats


def update(inverse: Floats, weights: Floats, touch: Touch, border: Border) -> Update:
    """Solve the changed regression.

    Parameters
    ----------
    inverse
        P (inputs × inputs).
    weights
        W at the touched inputs (c × items).
    touch, border
        What changes, and what is added.
    """
    columns = np.asarray(inverse[touch.inputs].T)  # P is symmetric, its rows lie together
    inner = columns[touch.inputs]
    system = _system(touch, inner)
    p = border.gram.shape[0]
    right_sides = [
        _right_side(touch, weights, touch.target),
        _right_side(touch, border.solved[touch.inputs], np.zeros((len(inner), p))),
        np.where(touch.dropped[:, None], np.eye(len(inner)), touch.gram),
    ]
    widths = np.cumsum([side.shape[1] for side in right_sides])[:-1]
    solved = np.linalg.solve(system, np.hstack(right_sides)) if len(inner) else None
    v, v_border, change = np.split(solved, widths, axis=1) if solved is not None else right_sides
    spread = border.solved + columns @ v_border
    middle = np.linalg.inv(border.gram - border.cross.T @ spread) if p else np.zeros((0, 0))
    middle = (middle + middle.T) / 2
    rest = border.target - border.fitted - (border.cross.T @ columns) @ v
    added = middle @ rest
    left = np.hstack([columns, border.solved])
    right = np.vstack([v - v_border @ added, -added])
    return Update(left, right, added, middle, spread, v_border, change)


def _system(touch: Touch, inner: Floats) -> Floats:
    kept = np.eye(len(inner)) + touch.gram @ inner
    return np.where(touch.dropped[:, None], inner, kept)


def _right_side(touch: Touch, weights: Floats, target: Floats) -> Floats:
    return np.where(touch.dropped[:, None], -weights, target - touch.gram @ weights)
