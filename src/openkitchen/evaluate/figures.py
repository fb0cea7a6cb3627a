"""Figures: what an evaluation says, each with its n, period and interval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.errors import UnknownName, plural
from openkitchen.evaluate.amazon import AMAZON_NAMES
from openkitchen.schema import Tabular

__all__ = ["Evaluation", "Figure", "PerUser", "Period"]


@dataclass(frozen=True, slots=True)
class Period:
    """The time that the truth covers, first and last moment included (naive UTC)."""

    first: datetime
    last: datetime

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d} to {self.last:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric at one list length.

    Parameters
    ----------
    metric, k
        Which metric, over the first ``k`` positions.
    value
        The mean over users, or the catalogue's figure.
    low, high
        A 95% bootstrap interval over users; ``None`` where none was asked for.
    n_users
        How many users the figure rests on.
    """

    metric: str
    k: int
    value: float
    low: float | None
    high: float | None
    n_users: int

    @property
    def name(self) -> str:
        """The usual short name, such as ``ndcg@10``; Amazon's metrics keep their own."""
        return self.metric if self.metric in AMAZON_NAMES else f"{self.metric}@{self.k}"


@dataclass(frozen=True)
class PerUser:
    """The values that the means are taken of, for paired comparisons.

    Parameters
    ----------
    users
        Ids, ascending.
    names
        One ``metric@k`` per column.
    values
        Users × names.
    """

    users: pa.Array
    names: tuple[str, ...]
    values: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Evaluation(Tabular):
    """How good a set of lists is.

    Parameters
    ----------
    rows
        The figures, by list length and metric.
    n_users
        Users with truth: the ones that count.
    n_without_list
        Users with truth who got no list; they count with 0.
    n_without_truth
        Users who got a list but chose nothing (new) in the period; left out of the
        accuracy figures, for which they say nothing.
    n_seen
        Pairs taken out of the truth because the user had the item in training.
    eligible
        How many items could have been shown; ``None`` if that is not known, and then
        there is no coverage.
    period
        The time that the truth covers; ``None`` for truth without times.
    draws, seed
        Of the bootstrap.
    n_repeated
        Slots that show an item of the same list again; they count as slots without a hit.
    n_tied
        Rows whose rank another row of the same list shares; see `ranks` for their order.
    graded
        Whether the truth has grades, which nDCG weighs.
    n_choices
        New choices of all users together.
    """

    rows: tuple[Figure, ...]
    n_users: int
    n_without_list: int
    n_without_truth: int
    n_seen: int
    eligible: int | None
    period: Period | None
    draws: int
    seed: int
    per_user: PerUser = field(repr=False, compare=False)
    n_repeated: int = 0
    n_tied: int = 0
    graded: bool = False
    n_choices: int = 0

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.rows)

    def figure(self, metric: str, k: int) -> Figure:
        """Return one figure.

        Raises
        ------
        UnknownName
            When the metric was not computed at this ``k``; names those that were.
        """
        row = self.find(metric, k)
        if row is None:
            raise UnknownName("figure", f"{metric}@{k}", [row.name for row in self.rows])
        return row

    def find(self, metric: str, k: int) -> Figure | None:
        """Return one figure, ``None`` when it was not computed."""
        found = (row for row in self.rows if row.metric == metric and row.k == k)
        return next(found, None)

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the per-user values, ready for JSON."""
        return {
            "figures": [asdict(row) for row in self.rows],
            "n_users": self.n_users,
            "n_without_list": self.n_without_list,
            "n_without_truth": self.n_without_truth,
            "n_seen": self.n_seen,
            "eligible": self.eligible,
            "period": None
            if self.period is None
            else {
                "first": self.period.first.isoformat(),
                "last": self.period.last.isoformat(),
            },
            "draws": self.draws,
            "seed": self.seed,
            "n_repeated": self.n_repeated,
            "n_tied": self.n_tied,
            "graded": self.graded,
            "n_choices": self.n_choices,
        }

    def amazon(self) -> dict[str, float]:
        """Return Amazon's metrics by Amazon's names, where they were asked for."""
        return {
            row.metric.removeprefix("amazon_"): row.value
            for row in self.rows
            if row.metric in AMAZON_NAMES
        }

    def notes(self) -> list[str]:
        """Say who counts how, and what was odd about the lists."""
        told = []
        if self.n_without_list or self.n_seen:
            lists = "user" if self.n_without_list == 1 else "users"
            count = "counts" if self.n_without_list == 1 else "count"
            seen = "choice" if self.n_seen == 1 else "choices"
            are = "is" if self.n_seen == 1 else "are"
            told.append(
                f"{self.n_without_list:,} {lists} without a list {count} as 0; {self.n_seen:,} "
                f"{seen} that the user had made before {are} left out."
            )
        if self.n_without_list == self.n_users:
            told.append(
                "None of the users of the truth has a list. Are user ids written alike in both?"
            )
        if self.n_without_truth:
            told.append(
                f"{plural(self.n_without_truth, 'user')} got a list and chose nothing new: they "
                "are left out of all but the catalogue's figures."
            )
        if self.n_repeated:
            told.append(
                f"{plural(self.n_repeated, 'slot repeats', 'slots repeat')} an item of their "
                "list: no hits."
            )
        if self.n_tied:
            told.append(
                f"{plural(self.n_tied, 'row shares its', 'rows share their')} place with "
                "another one: the higher score, then "
                "the more popular item, then the smaller id is first."
            )
        return told

    def to_table(self) -> pa.Table:
        """Return the figures as a table, one per row."""
        schema = pa.schema(
            [
                ("metric", pa.string()),
                ("k", pa.int64()),
                ("value", pa.float64()),
                ("low", pa.float64()),
                ("high", pa.float64()),
                ("n_users", pa.int64()),
            ]
        )
        return pa.Table.from_pylist([asdict(row) for row in self.rows], schema=schema)
