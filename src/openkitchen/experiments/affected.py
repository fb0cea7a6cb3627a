"""Who is affected: groups of users whose lists become better or worse, judged together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy

from openkitchen.experiments.segment_means import SegmentMeans

__all__ = ["Affected", "affected"]

Floats = npt.NDArray[np.float64]
Direction = Literal["gains", "loses", "not shown"]

_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Affected:
    """One group of users.

    Parameters
    ----------
    attribute, value
        Which.
    n_users
        How many of them were compared.
    first, second
        The typical place (geometric mean) of what they chose, with the change and without.
    higher
        By which share of its place it stands nearer to the top with the change.
    p, q
        The chance of so large a difference by accident, and the same among all groups
        (Benjamini and Hochberg).
    direction
        Whether the group gains or loses, with q up to the level.
    """

    attribute: str
    value: str
    n_users: int
    first: float
    second: float
    higher: float
    p: float
    q: float
    direction: Direction


def affected(
    groups: SegmentMeans,
    first: Floats,
    second: Floats,
    twins: Floats | None = None,
    level: float = 0.05,
) -> tuple[Affected, ...]:
    """Judge each group of users.

    Two things can make a difference by accident: which users were asked, and, for a column,
    what a column of noise would have done to the same users. A group must pass both tests:
    a paired t-test over its users, and the real mean against the spread of the twins'
    (a prediction interval with n − 1 degrees of freedom).

    Parameters
    ----------
    groups
        The groups.
    first, second
        The height of each user's choices (see `Ranked`), with the change and without it.
    twins
        Twins × groups: mean heights with a shuffled column in the place of the first;
        ``None`` where the change is no column.
    level
        The rate of false discoveries among the groups that are told.
    """
    from statsmodels.stats.multitest import multipletests

    if not len(groups):
        return ()
    with_it, without = groups.of(first), groups.of(second)
    p = np.array([_paired((first - second)[groups.users(n)]) for n in range(len(groups))])
    gap = with_it - without
    if twins is not None:
        p = np.maximum(p, _beside_twins(with_it, twins))
    q = multipletests(p, alpha=level, method="fdr_bh")[1]
    rows = []
    for n, (attribute, value) in enumerate(groups.names):
        direction: Direction = "not shown"
        if q[n] <= level and gap[n]:
            direction = "gains" if gap[n] > 0 else "loses"
        rows.append(
            Affected(
                attribute,
                value,
                int(groups.sizes[n]),
                float(np.exp(-with_it[n])),
                float(np.exp(-without[n])),
                float(-np.expm1(-gap[n])),
                float(p[n]),
                float(q[n]),
                direction,
            )
        )
    return tuple(rows)


def _paired(gap: Floats) -> float:
    if len(gap) < 2 or not gap.any():
        return 1.0
    spread = gap.std(ddof=1) / np.sqrt(len(gap))
    return float(2 * scipy.stats.t.sf(abs(gap.mean()) / spread, len(gap) - 1)) if spread else 1.0


def _beside_twins(real: Floats, twins: Floats) -> Floats:
    n = len(twins)
    spread = twins.std(axis=0, ddof=1) * np.sqrt(1 + 1 / n)
    apart = np.abs(real - twins.mean(axis=0))
    far = np.divide(apart, spread, out=np.zeros(len(real)), where=spread > _SAME)
    p = 2 * scipy.stats.t.sf(far, n - 1)
    return np.where(spread > _SAME, p, np.where(apart > _SAME, 1 / (1 + n), 1.0))
