"""The one linear solve: W = (ZᵀZ + Λ)⁻¹ ZᵀY."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.errors import ModelError, NotEnoughMemory
from openkitchen.memory import available_memory
from openkitchen.models import blocked

__all__ = ["Solution", "plan_memory", "ridge_solve"]

Floats = npt.NDArray[np.float64]

_COLUMNS = 2048


@dataclass(frozen=True)
class Solution:
    """A solved ridge regression, with what further questions to it need.

    Parameters
    ----------
    weights
        W, inputs × items.
    factor
        The lower Cholesky factor L of the penalised gram, d × d; what stands above the
        diagonal is of no meaning.
    inverses
        The inverses of its diagonal blocks, see `openkitchen.models.blocked`.
    """

    weights: Floats
    factor: Floats
    inverses: list[Floats]

    def solve(self, right: Floats) -> Floats:
        """Return (ZᵀZ + Λ)⁻¹ ``right`` for a right-hand side of d × m."""
        solved = np.array(right, dtype=np.float64)
        blocked.solve_lower(self.factor, self.inverses, solved)
        blocked.solve_upper(self.factor, self.inverses, solved)
        return solved

    def variance(self) -> Floats:
        """Return the diagonal of (ZᵀZ + Λ)⁻¹."""
        return blocked.inverse_squares(self.factor, self.inverses)


def ridge_solve(
    gram: Floats, target: Floats, ridge: Floats, own: sp.csc_array | None = None
) -> Solution:
    """Solve the ridge regression by Cholesky factorisation.

    With ``own`` = [φ_1 … φ_n], every column of the weights is kept orthogonal to its own
    φ_j, so that an item never foretells itself: with P = (ZᵀZ + Λ)⁻¹ and the target's
    column t_j, W_j = P (t_j − γ_j φ_j) and γ_j = φ_jᵀ P t_j / φ_jᵀ P φ_j (Lagrange; EASE
    is the case of φ_j = e_j).

    Parameters
    ----------
    gram
        Σ w z zᵀ (d × d).
    target
        Σ w z yᵀ (d × n).
    ridge
        The penalty on each input (d), all positive.
    own
        d × n, sparse: what each item's own presence puts into a row; ``None`` for no
        constraint. An empty column constrains nothing.

    Raises
    ------
    ModelError
        When the penalised gram is not positive definite.
    """
    factor = gram.copy()
    factor[np.diag_indices_from(factor)] += ridge
    try:
        inverses = blocked.factorise(factor)
    except np.linalg.LinAlgError as error:
        raise ModelError(
            "the inputs are linearly dependent and the ridge too small to part them",
            hint="Raise the ridge settings; the smallest is "
            f"{ridge.min():g} against a largest diagonal of {gram.diagonal().max():g}.",
        ) from error
    weights = target.copy()
    blocked.solve_lower(factor, inverses, weights)
    if own is not None:
        _part(weights, factor, inverses, own)
    blocked.solve_upper(factor, inverses, weights)
    return Solution(weights, factor, inverses)


def _part(half: Floats, factor: Floats, inverses: list[Floats], own: sp.csc_array) -> None:
    """Take γ_j L⁻¹ φ_j off each column of L⁻¹ T, in place, some columns at a time."""
    for start in range(0, own.shape[1], _COLUMNS):
        here = slice(start, min(start + _COLUMNS, own.shape[1]))
        phi = own[:, here].toarray().astype(half.dtype)
        blocked.solve_lower(factor, inverses, phi)
        size = np.einsum("ij,ij->j", phi, phi)
        along = np.einsum("ij,ij->j", phi, half[:, here])
        half[:, here] -= phi * np.where(size > 0, along / np.where(size > 0, size, 1.0), 0.0)


def plan_memory(inputs: int, items: int, what: str = "the fit", precision: int = 64) -> int:
    """Return the bytes that a fit of this size takes, or refuse before taking them.

    Raises
    ------
    NotEnoughMemory
        When less memory is available; the message gives both figures and a way out.
    """
    # four of each and a little, as measured
    needed = 34 * precision // 64 * (inputs**2 + inputs * items)
    at_hand = available_memory()
    if needed > at_hand:
        raise NotEnoughMemory(
            f"{what} with {inputs:,} inputs and {items:,} items needs about "
            f"{needed / 1e9:.1f} GB and {at_hand / 1e9:.1f} GB are available",
            hint="Lower max_items (fewer items serve as inputs) or use fewer scales"
            + (", or set precision=32, which takes half of it." if precision > 32 else "."),
        )
    return needed
