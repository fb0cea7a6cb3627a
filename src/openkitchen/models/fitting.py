"""The fit itself: inputs, sums over the training rows, the solve, and the weights that serve.

    W = (ZᵀZ + Λ)⁻¹ ZᵀY

with a penalty of its own for each block of inputs, and, where whole histories are rows,
with what an item says about itself held at zero.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.audience import Known, know
from openkitchen.models.blocked import one_thread_each
from openkitchen.models.design import Design, make_design
from openkitchen.models.events import Events
from openkitchen.models.fitted import Fitted
from openkitchen.models.left_out import left_out_sums
from openkitchen.models.next_rows import next_sums
from openkitchen.models.recency import recent_popularity, row_weights
from openkitchen.models.repeats import add_repeats
from openkitchen.models.settings import GlassBoxSettings
from openkitchen.models.solve import Solution, plan_memory, ridge_solve
from openkitchen.models.sums import Sums
from openkitchen.models.weights import WeightMatrix, discounts, finish
from openkitchen.schema import Tables

__all__ = [
    "constraint",
    "finish_weights",
    "fit_known",
    "fit_sums",
    "fit_weights",
    "fit_with",
    "row_sums",
    "solve_sums",
    "trend_of",
]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


def fit_with(tables: Tables, settings: GlassBoxSettings) -> Fitted:
    """Fit with complete settings."""
    return fit_known(know(tables), tables, settings)


def fit_known(known: Known, tables: Tables, settings: GlassBoxSettings) -> Fitted:
    """Fit on what is known already; of ``tables`` the attributes alone are read."""
    design = make_design(tables, known, settings)
    plan_memory(design.size, design.n_own, precision=design.precision)
    with one_thread_each():
        sums = row_sums(known.events, design, settings)
    return fit_sums(sums, known, design, tables, settings)


def fit_sums(
    sums: Sums, known: Known, design: Design, tables: Tables, settings: GlassBoxSettings
) -> Fitted:
    """Fit on sums over the training rows."""
    with one_thread_each():
        solution = solve_sums(sums, design, settings, dated=known.events.dated)
        variance = solution.variance()
        return fit_weights(solution.weights, variance, sums, known, design, tables, settings)


def fit_weights(
    solved: Floats,
    variance: Floats,
    sums: Sums,
    known: Known,
    design: Design,
    tables: Tables,
    settings: GlassBoxSettings,
) -> Fitted:
    """Make a fit of solved weights; of ``sums`` all but the gram is read."""
    counts = np.bincount(known.events.item, minlength=design.n_own)
    weights = finish_weights(solved, design, counts, settings)
    residual = _residual(sums, solved, design.ridge(settings))
    residual = residual * discounts(counts, settings.discount or 0.0)
    trend = trend_of(known, settings)
    return Fitted(settings, known, design, weights, trend, variance, residual, tables)


def trend_of(known: Known, settings: GlassBoxSettings) -> Floats:
    """Return what recent popularity adds to each item's score at the end of the data."""
    half_life = settings.trend_half_life or 0.0
    return (settings.trend or 0.0) * recent_popularity(known.events, len(known.items), half_life)


def solve_sums(sums: Sums, design: Design, settings: GlassBoxSettings, *, dated: bool) -> Solution:
    """Solve for the weights; where whole histories are rows, no item foretells itself."""
    own = constraint(design, settings, dated=dated)
    return ridge_solve(sums.gram, sums.target, design.ridge(settings), own)


def constraint(design: Design, settings: GlassBoxSettings, *, dated: bool) -> sp.csc_array | None:
    """Return what each item's weights must be orthogonal to, where whole histories are rows."""
    return design.own() if settings.left_out or not dated else None


def finish_weights(
    solved: Floats, design: Design, counts: Codes, settings: GlassBoxSettings
) -> WeightMatrix:
    """Turn solved weights into those that score; ``counts`` are the events of each item."""
    weights = finish(
        solved,
        design.tags,
        counts,
        shrink=settings.shrink or 0.0,
        discount=settings.discount or 0.0,
        newcomers=settings.newcomers or 0.0,
    )
    add_repeats(weights, design, settings)
    return weights


def row_sums(events: Events, design: Design, settings: GlassBoxSettings) -> Sums:
    """Sum over all training rows: next and left-out rows, weighted by recency."""
    n_items, typical = design.n_own, settings.typical or 1.0
    events = design.event_weights.weigh(events)
    weight = row_weights(events, settings.row_half_life or 0.0)
    if not events.dated:
        return left_out_sums(events, design.inputs, weight, n_items, typical, cold=True)
    sums = next_sums(events, design.inputs, weight, n_items)
    if settings.left_out:
        rest = left_out_sums(events, design.inputs, weight, n_items, typical, cold=False)
        sums = sums.plus(rest, settings.left_out)
    return sums


def _residual(sums: Sums, weights: Floats, ridge: Floats) -> Floats:
    """Return the root of Σ w (y − z W)² / Σ w per item.

    From (ZᵀZ + Λ) W_j = t_j − γ_j φ_j and φ_jᵀ W_j = 0: W_jᵀ ZᵀZ W_j = W_jᵀ (t_j − Λ W_j).
    """
    fitted = np.einsum("ij,ij->j", weights, sums.target)
    penalised = np.einsum("i,ij,ij->j", ridge, weights, weights)
    squared = np.maximum(sums.squared - fitted - penalised, 0.0)
    return np.sqrt(squared / max(float(sums.rows[0]), 1e-300))
