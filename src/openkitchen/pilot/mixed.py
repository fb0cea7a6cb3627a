"""A mixed model beside the plain analysis: it weighs people by how much they said.

``rating ~ arm + week``, with a level and a difference between the arms for each person, and,
where both arms stand in one list, a mood for each person's week (statsmodels' MixedLM, REML).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from openkitchen.pilot.ratings import Ratings

__all__ = ["MixedEffect", "mixed_effect"]

Values = npt.NDArray[np.float64]

_LEVEL = 0.95
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class MixedEffect:
    """The arms' difference by the mixed model.

    Parameters
    ----------
    value, low, high
        First less second, with a 95% interval (Student's, people less one degrees of freedom).
    between_people
        Standard deviation of people's own differences; 0 where each sees one arm.
    per_week
        How ratings of all change from week to week.
    people, ratings
        What it rests on.
    converged
        Whether the fit came to an end.
    """

    value: float
    low: float
    high: float
    between_people: float
    per_week: float
    people: int
    ratings: int
    converged: bool


def mixed_effect(ratings: Ratings, design: str) -> MixedEffect | None:
    """Fit the model; ``None`` where there is too little, or it cannot be fitted.

    Parameters
    ----------
    ratings
        What people said.
    design
        See `openkitchen.pilot.settings.Design`.
    """
    people = len(ratings.people)
    if people < _FEWEST or len(np.unique(ratings.arm)) < 2:
        return None
    import statsmodels.regression.mixed_linear_model  # noqa: F401 - it sets filters of its own

    cells = _cells(ratings)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it warns of is told by ``converged``
        try:
            fit = _fit(cells, design)
        except (np.linalg.LinAlgError, ValueError):
            return None
    value, error = float(fit.fe_params[1]), float(fit.bse_fe[1])
    if not np.isfinite([value, error]).all():
        return None
    reach = float(scipy.stats.t.ppf(0.5 + _LEVEL / 2, people - 1)) * error
    own = float(np.sqrt(max(fit.cov_re[1, 1], 0.0))) if design != "split" else 0.0
    trend = float(fit.fe_params[2]) if len(fit.fe_params) > 2 else 0.0
    return MixedEffect(
        value, value - reach, value + reach, own, trend, people, len(ratings), bool(fit.converged)
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Cells:
    """Means of each person's arm and week."""

    person: npt.NDArray[np.int64]
    week: npt.NDArray[np.int64]
    arm: npt.NDArray[np.int64]
    mean: Values


def _cells(ratings: Ratings) -> _Cells:
    keys = np.stack([ratings.person, ratings.week, ratings.arm])
    cells, at = np.unique(keys, axis=1, return_inverse=True)
    sums = np.bincount(at.ravel(), weights=ratings.value)
    person, week, arm = cells
    return _Cells(person, week, arm, sums / np.bincount(at.ravel()))


def _fit(cells: _Cells, design: str) -> Any:
    from statsmodels.regression.mixed_linear_model import MixedLM, VCSpec

    arm = np.where(cells.arm == 0, 0.5, -0.5)
    fixed = [np.ones_like(arm), arm]
    if len(np.unique(cells.week)) > 1:
        fixed.append(cells.week - cells.week.mean())
    own = np.ones((len(arm), 1)) if design == "split" else np.column_stack([np.ones_like(arm), arm])
    moods = None
    if design == "interleaved":
        people = np.unique(cells.person)
        weeks = [np.unique(cells.week[cells.person == one]) for one in people]
        held = [
            (cells.week[cells.person == one][:, None] == own_weeks).astype(np.float64)
            for one, own_weeks in zip(people, weeks, strict=True)
        ]
        moods = VCSpec(["week"], [[[str(w) for w in one] for one in weeks]], [held])
    model = MixedLM(
        cells.mean, np.column_stack(fixed), groups=cells.person, exog_re=own, exog_vc=moods
    )
    return model.fit(reml=True, method=["lbfgs"])
