"""Every model against every other, user by user, with one share of false alarms for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy

from openkitchen.errors import InputError, UnknownName
from openkitchen.evaluate import Evaluation
from openkitchen.evaluate.bootstrap import intervals

__all__ = ["Pair", "compare_pairs"]

Values = npt.NDArray[np.float64]
Verdict = Literal["better", "worse", "alike", "not told apart"]

_DRAWS = 4000
_FEW = 20


@dataclass(frozen=True, slots=True)
class Pair:
    """How far one model is from another, for the same users.

    Parameters
    ----------
    first, second
        Names of the models.
    value, low, high
        Mean of the differences user by user, first less second; the interval is as wide as
        Holm's step asks for, so that all intervals of a table that leave zero out are right
        together in 95 of 100 studies.
    p
        Of the paired t-test, times Holm's factor.
    detectable
        The smallest difference that a study of this size shows in 80 of 100 cases.
    verdict
        ``better`` and ``worse``: the interval leaves zero out. ``alike``: it lies within
        the margin. Else ``not told apart``.
    n_users
        Users who stand in both evaluations.
    """

    first: str
    second: str
    value: float
    low: float
    high: float
    p: float
    detectable: float
    verdict: Verdict
    n_users: int


def compare_pairs(
    evaluations: Mapping[str, Evaluation],
    metric: str,
    k: int,
    margin: float,
    *,
    level: float = 0.05,
    seed: int = 0,
) -> tuple[Pair, ...]:
    """Compare all pairs (Holm 1979, step by step from the clearest pair on).

    Parameters
    ----------
    evaluations
        By the model's name, against the same truth.
    metric, k
        What is compared.
    margin
        A difference no larger than this does not matter.
    level
        How often one of the verdicts ``better`` and ``worse`` may be wrong.
    seed
        Of the bootstrap.

    Raises
    ------
    InputError
        When two of them have no user in common.
    """
    gaps = {
        (one, other): _gap(evaluations[one], evaluations[other], f"{metric}@{k}")
        for one, other in combinations(evaluations, 2)
    }
    chances = {pair: _chance(gap) for pair, gap in gaps.items()}
    found: dict[tuple[str, str], Pair] = {}
    left, adjusted, stopped = len(gaps), 0.0, False
    for pair in sorted(gaps, key=lambda pair: chances[pair]):
        adjusted = max(adjusted, min(chances[pair] * left, 1.0))
        low, high = _interval(gaps[pair], 1.0 - level / left, seed)
        clear = not stopped and adjusted <= level and (low > 0.0 or high < 0.0)
        stopped = not clear
        found[pair] = _pair(pair, gaps[pair], low, high, adjusted, margin, clear=clear)
        left -= clear
    return tuple(found[pair] for pair in gaps)


def _pair(
    names: tuple[str, str],
    gap: Values,
    low: float,
    high: float,
    p: float,
    margin: float,
    *,
    clear: bool,
) -> Pair:
    value = float(gap.mean())
    spread = float(gap.std(ddof=1) / np.sqrt(len(gap))) if len(gap) > 1 else 0.0
    verdict: Verdict = "not told apart"
    if clear:
        verdict = "better" if value > 0 else "worse"
    elif len(gap) >= _FEW and -margin <= low and high <= margin:
        verdict = "alike"
    detectable = float(scipy.stats.norm.ppf(0.975) + scipy.stats.norm.ppf(0.8)) * spread
    return Pair(*names, value, low, high, p, detectable, verdict, len(gap))


def _interval(gap: Values, level: float, seed: int) -> tuple[float, float]:
    """Return an interval; of few users Student's, for resampling them says too little."""
    if len(gap) < _FEW:
        if len(gap) < 2:
            return -1.0, 1.0
        spread = float(gap.std(ddof=1) / np.sqrt(len(gap)))
        reach = float(scipy.stats.t.ppf(0.5 + level / 2, len(gap) - 1)) * spread
        return float(gap.mean()) - reach, float(gap.mean()) + reach
    low, high = intervals(gap[:, None], _DRAWS, seed, level=level)
    return float(low[0]), float(high[0])


def _chance(gap: Values) -> float:
    if len(gap) < 2 or not gap.any():
        return 1.0
    spread = gap.std(ddof=1) / np.sqrt(len(gap))
    if spread == 0.0:
        return 0.0
    return float(2 * scipy.stats.t.sf(abs(gap.mean()) / spread, len(gap) - 1))


def _gap(one: Evaluation, other: Evaluation, name: str) -> Values:
    if name not in one.per_user.names:
        raise UnknownName("figure of each user", name, one.per_user.names)
    place = pc.index_in(one.per_user.users, value_set=other.per_user.users)
    both = pc.is_valid(place).to_numpy(zero_copy_only=False)
    if not both.any():
        raise InputError("the models have no user in common", hint="Ask them about the same users.")
    rows = pc.fill_null(place, pa.scalar(0, place.type)).to_numpy(zero_copy_only=False)[both]
    mine = one.per_user.values[both, one.per_user.names.index(name)]
    theirs = other.per_user.values[rows, other.per_user.names.index(name)]
    gap: Values = mine - theirs
    gap = gap[~np.isnan(gap)]
    if not len(gap):
        raise InputError(
            "no user can be judged by both models", hint="Ask them about users with truth."
        )
    return gap
