from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pytest

Build = Callable[[Mapping[str, Sequence[str]]], pa.Table]


@pytest.fixture(scope="session")
def as_lists() -> Build:
    """Turn lists, best first, into a table with falling scores."""

    def build(lists: Mapping[str, Sequence[str]]) -> pa.Table:
        rows = [(u, i, r) for u, items in lists.items() for r, i in enumerate(items, 1)]
        return pa.table(
            {
                "user_id": pa.array([row[0] for row in rows], pa.string()),
                "item_id": pa.array([row[1] for row in rows], pa.string()),
                "rank": pa.array([row[2] for row in rows], pa.int64()),
                "score": pa.array([1.0 / row[2] for row in rows], pa.float64()),
            }
        )

    return build


@pytest.fixture(scope="session")
def as_pairs() -> Build:
    """Turn choices into a table."""

    def build(pairs: Mapping[str, Sequence[str]]) -> pa.Table:
        rows = [(u, i) for u, items in pairs.items() for i in items]
        return pa.table(
            {
                "user_id": pa.array([row[0] for row in rows], pa.string()),
                "item_id": pa.array([row[1] for row in rows], pa.string()),
            }
        )

    return build
