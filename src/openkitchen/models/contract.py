"""What every model is: fit, score, recommend — and the lists that come out.

A model of another library joins by having these members; nothing needs to be inherited.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.schema import Tables, Tabular

__all__ = ["Model", "Moment", "Progress", "Recommendations"]

Progress = Callable[[str, int, int], None]
"""Called with (what is done, how much of it, of how much)."""

Moment = datetime | float | None
"""A time: a naive UTC datetime, epoch seconds, or ``None`` for the end of the data."""

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recommendations(Tabular):
    """Ranked lists.

    Parameters
    ----------
    table
        Columns ``user_id``, ``item_id`` (string), ``rank`` (int64, from 1) and ``score``
        (double), ordered by user as asked, then rank.
    """

    table: pa.Table

    def to_table(self) -> pa.Table:
        """Return the lists as an Arrow table."""
        return self.table

    def to_dict(self) -> list[dict[str, Any]]:
        """Return one dictionary per row, ready for JSON."""
        rows: list[dict[str, Any]] = self.table.to_pylist()
        return rows


@runtime_checkable
class Model(Protocol):
    """Fit, score and recommend.

    ``items`` is ordered by falling popularity, then id: that order breaks all ties.
    """

    @property
    def name(self) -> str:
        """Short name of the kind of model, as stored in bundles."""
        ...

    @property
    def items(self) -> npt.NDArray[np.str_]:
        """Ids of the items that can be recommended."""
        ...

    @property
    def users(self) -> npt.NDArray[np.str_]:
        """Ids of the known users."""
        ...

    def fit(self, tables: Tables, progress: Progress | None = None) -> Self:
        """Learn from the tables and return the model itself."""
        ...

    def score(
        self,
        users: Sequence[str],
        items: Sequence[str] | None = None,
        at: Moment = None,
    ) -> Scores:
        """Score ``items`` (all, if none are given) for each user: users × items."""
        ...

    def recommend(
        self,
        users: Sequence[str] | None = None,
        k: int = 10,
        at: Moment = None,
        *,
        include_seen: bool = False,
        history: pa.Table | None = None,
    ) -> Recommendations:
        """Return the ``k`` best items for each user (all known users, if none are given)."""
        ...
