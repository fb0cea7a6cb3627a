"""Whether mock users resembled the users of a map."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.schema.columns import ITEM, USER

__all__ = ["Resemblance", "resemblance"]


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Mock users beside mapped ones.

    Parameters
    ----------
    mock_users, mapped_users
        How many there are.
    mock_events_each, mapped_events_each
        Median number of events of a user.
    mock_items_each, mapped_items_each
        Median number of different items of a user.
    popularity_distance
        Jensen–Shannon distance (base 2) between how often items are looked at: 0 is equal,
        1 has nothing in common.
    """

    mock_users: int
    mapped_users: int
    mock_events_each: float
    mapped_events_each: float
    mock_items_each: float
    mapped_items_each: float
    popularity_distance: float

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return asdict(self)

    def sentences(self) -> list[str]:
        """Say it in words."""
        return [
            f"{self.mock_users:,} mock users stood for {self.mapped_users:,} mapped ones; a mock "
            f"user has {self.mock_events_each:,.0f} events on {self.mock_items_each:,.0f} items "
            f"(median), a mapped one {self.mapped_events_each:,.0f} on "
            f"{self.mapped_items_each:,.0f}.",
            f"The distance between what both look at is {self.popularity_distance:.3f} "
            "(0: the same, 1: nothing in common).",
        ]


def resemblance(mock: pa.Table, mapped: pa.Table) -> Resemblance:
    """Compare the interactions of mock users with those of mapped ones.

    Parameters
    ----------
    mock, mapped
        ``user_id`` and ``item_id``.
    """
    figures = []
    for table in (mock, mapped):
        events = np.asarray(pc.value_counts(table[USER]).field("counts").to_numpy())
        items = table.group_by(USER).aggregate([(ITEM, "count_distinct")])
        each = np.asarray(items[f"{ITEM}_count_distinct"].to_numpy())
        figures.append((len(events), float(np.median(events)), float(np.median(each))))
    return Resemblance(
        figures[0][0],
        figures[1][0],
        figures[0][1],
        figures[1][1],
        figures[0][2],
        figures[1][2],
        _distance(mock[ITEM], mapped[ITEM]),
    )


def _distance(one: pa.ChunkedArray, other: pa.ChunkedArray) -> float:
    counts = [
        {row["values"]: row["counts"] for row in pc.value_counts(column).to_pylist()}
        for column in (one, other)
    ]
    names = sorted({*counts[0], *counts[1]}, key=str)
    p, q = (np.array([c.get(name, 0) for name in names], float) for c in counts)
    p, q = p / p.sum(), q / q.sum()
    middle = (p + q) / 2
    parts = [float((x[x > 0] * np.log2(x[x > 0] / middle[x > 0])).sum()) / 2 for x in (p, q)]
    return float(np.sqrt(max(sum(parts), 0.0)))
