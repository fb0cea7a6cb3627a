"""Compare two sets of lists for the same users."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import InputError
from openkitchen.evaluate.bootstrap import intervals
from openkitchen.evaluate.figures import Evaluation

Values = npt.NDArray[np.float64]

__all__ = ["Comparison", "Difference", "compare"]


@dataclass(frozen=True, slots=True)
class Difference:
    """How far the first lists are from the second in one metric.

    Parameters
    ----------
    metric, k
        Which metric, over the first ``k`` positions.
    first, second
        The means over the users that both evaluations have.
    value, low, high
        Mean of the per-user differences, first minus second, with a 95% interval.
    n_better, n_worse, n_same
        Users for whom the first is higher, lower or level.
    n_users
        Their sum.
    """

    metric: str
    k: int
    first: float
    second: float
    value: float
    low: float
    high: float
    n_better: int
    n_worse: int
    n_same: int
    n_users: int

    @property
    def name(self) -> str:
        """The usual short name, such as ``ndcg@10``."""
        return f"{self.metric}@{self.k}"

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Paired differences between two evaluations.

    Parameters
    ----------
    rows
        One difference per metric and list length that both have.
    n_unpaired
        Users that only one of the two has; left out.
    """

    rows: tuple[Difference, ...]
    n_unpaired: int

    def __iter__(self) -> Iterator[Difference]:
        return iter(self.rows)

    def difference(self, metric: str, k: int) -> Difference | None:
        """Return one difference, ``None`` if the evaluations do not both have the metric."""
        for row in self.rows:
            if row.metric == metric and row.k == k:
                return row
        return None

    def to_dict(self) -> dict[str, Any]:
        """Return the differences, ready for JSON."""
        return {
            "differences": [asdict(row) | {"clear": row.clear} for row in self.rows],
            "n_unpaired": self.n_unpaired,
        }


def compare(
    first: Evaluation,
    second: Evaluation,
    bootstrap: int = 1000,
    seed: int = 0,
    *,
    level: float = 0.95,
) -> Comparison:
    """Compare two evaluations user by user.

    Pairing takes away what differs between users, which is most of the noise: two
    intervals that overlap may still differ clearly. The catalogue's figures are no means
    over users and are not compared.

    Parameters
    ----------
    first, second
        Evaluations against the same truth.
    bootstrap, seed
        Number of draws for the intervals and their seed.
    level
        Share of the draws that an interval holds.

    Raises
    ------
    InputError
        When the two have no user, or no metric, in common.
    """
    mine, theirs = first.per_user, second.per_user
    place = pc.index_in(mine.users, value_set=theirs.users)
    both = pc.is_valid(place).to_numpy(zero_copy_only=False)
    names = [name for name in mine.names if name in theirs.names]
    if not both.any() or not names:
        raise InputError(
            "nothing to compare: no user or no metric in common",
            hint="Evaluate both against the same truth and with the same k.",
        )
    rows = pc.fill_null(place, 0).to_numpy(zero_copy_only=False)[both]
    a = mine.values[both][:, [mine.names.index(name) for name in names]]
    b = theirs.values[rows][:, [theirs.names.index(name) for name in names]]
    gap = a - b
    low, high = intervals(gap, bootstrap, seed, level=level)
    return Comparison(
        tuple(
            _difference(name, a[:, at], b[:, at], float(low[at]), float(high[at]))
            for at, name in enumerate(names)
            if not np.isnan(gap[:, at]).all()
        ),
        n_unpaired=_n_unpaired(mine.users, theirs.users, int(both.sum())),
    )


def _difference(
    name: str,
    a: Values,
    b: Values,
    low: float,
    high: float,
) -> Difference:
    metric, _, k = name.rpartition("@")
    known = ~(np.isnan(a) | np.isnan(b))
    a, b = a[known], b[known]
    return Difference(
        metric=metric,
        k=int(k),
        first=float(a.mean()),
        second=float(b.mean()),
        value=float((a - b).mean()),
        low=low,
        high=high,
        n_better=int((a > b).sum()),
        n_worse=int((a < b).sum()),
        n_same=int((a == b).sum()),
        n_users=len(a),
    )


def _n_unpaired(mine: pa.Array, theirs: pa.Array, both: int) -> int:
    return len(mine) + len(theirs) - 2 * both
