"""Mock users from item segments, for the time before there is a map of visitors and customers.

They are not people. Their ids begin with ``mock:``, their status is ``mock``, and the version
of a map with them begins with ``mock-``, which every interaction made with it carries.
"""

from __future__ import annotations

import hashlib
from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import InputError, SettingsError
from openkitchen.identity.tastes import tastes_of
from openkitchen.schema.columns import CUSTOMER, ITEM, STATUS, USER, VISITOR

__all__ = ["mock_users", "segments_of"]

_MOST_SEGMENTS = 24
_ROUNDS = 30


def mock_users(events: pa.Table, n: int, segments: pa.Table | None = None) -> pa.Table:
    """Make an identity map with mock users.

    Visitors belong to the segment that most of the items that they look at are of; each
    segment gets mock users by its share of visitors, at least one, and its visitors are
    spread over them by a hash of their id, so that the same visitor always falls to the
    same mock user of the same map.

    Parameters
    ----------
    events
        ``visitor_id`` and ``item_id``.
    n
        How many mock users to make.
    segments
        ``item_id`` and ``segment``; without it, segments are found in what is looked at
        together.

    Returns
    -------
    An identity map as `openkitchen.identity.resolve` returns it; all rows are ``mock``.

    Raises
    ------
    SettingsError
        ``n`` is less than 1, or more than there are visitors.
    InputError
        There are no events with a visitor and an item.
    """
    known = events.select([VISITOR, ITEM]).drop_null()
    if not known.num_rows:
        raise InputError("there are no events with a visitor id and an item id")
    visitors = pc.count_distinct(known[VISITOR]).as_py()
    if not 1 <= n <= visitors:
        raise SettingsError(
            f"{n:,} mock users for {visitors:,} visitors",
            hint=f"Give a number between 1 and {visitors:,}.",
        )
    named = segments if segments is not None else segments_of(known)
    joined = known.join(named.select([ITEM, "segment"]), ITEM, join_type="left outer")
    counted = joined.group_by([VISITOR, "segment"]).aggregate([([], "count_all")])
    ordered = counted.sort_by(
        [(VISITOR, "ascending"), ("count_all", "descending"), ("segment", "ascending")]
    )
    ids = ordered[VISITOR].to_pylist()
    names = [name or "other" for name in ordered["segment"].to_pylist()]
    main: dict[str, str] = {}
    for visitor, segment in zip(ids, names, strict=True):
        main.setdefault(visitor, segment)
    main = _at_most(main, n)
    seats = _seats(main, n)
    rows = [(visitor, _seat(visitor, segment, seats[segment])) for visitor, segment in main.items()]
    return pa.table(
        {
            VISITOR: pa.array([visitor for visitor, _ in rows], pa.string()),
            USER: pa.array([user for _, user in rows], pa.string()),
            CUSTOMER: pa.nulls(len(rows), pa.string()),
            STATUS: pa.array(["mock"] * len(rows), pa.string()),
        }
    )


def segments_of(events: pa.Table, most: int = _MOST_SEGMENTS) -> pa.Table:
    """Find groups of items that the same visitors look at.

    Returns
    -------
    ``item_id``, ``segment``: the first item of the group, after ``like ``.
    """
    turned = events.select([VISITOR, ITEM]).rename_columns(["was", "now"])
    turned = pa.table({VISITOR: turned["now"], ITEM: turned["was"]})
    tastes = tastes_of(turned)
    items = sorted(pc.unique(events[ITEM].drop_null()).to_pylist())
    if not tastes.places:
        return pa.table({ITEM: items, "segment": ["all"] * len(items)})
    rows = np.array([tastes.places.get(item, -1) for item in items])
    vectors = np.where(rows[:, None] >= 0, tastes.vectors[np.maximum(rows, 0)], 0.0)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.maximum(lengths, 1e-12)
    group = _spherical(unit, min(most, max(2, len(items) // 20)))
    first = {int(g): items[int(np.flatnonzero(group == g)[0])] for g in np.unique(group)}
    return pa.table({ITEM: items, "segment": [f"like {first[int(g)]}" for g in group]})


def _spherical(unit: np.ndarray, k: int) -> np.ndarray:
    """Group directions by k-means with the cosine; the start is chosen far apart."""
    centres = [unit.sum(axis=0)]
    nearest = np.full(len(unit), -np.inf)
    for _ in range(k):
        length = max(float(np.linalg.norm(centres[-1])), 1e-12)
        nearest = np.maximum(nearest, unit @ (centres[-1] / length))
        centres.append(unit[int(np.argmin(nearest))])
    middle = np.stack(centres[1:])
    group = np.zeros(len(unit), dtype=np.int64)
    for _ in range(_ROUNDS):
        group = np.argmax(unit @ middle.T, axis=1)
        sums = np.zeros_like(middle)
        np.add.at(sums, group, unit)
        middle = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return group


def _at_most(main: dict[str, str], n: int) -> dict[str, str]:
    """Put the smallest segments together, so that there are no more than mock users."""
    sizes = Counter(main.values())
    if len(sizes) <= n:
        return main
    kept = {name for name, _ in sorted(sizes.items(), key=lambda it: (-it[1], it[0]))[: n - 1]}
    return {visitor: name if name in kept else "other" for visitor, name in main.items()}


def _seats(main: dict[str, str], n: int) -> dict[str, int]:
    """Share out n mock users among segments by their visitors, at least one and at most all."""
    sizes = Counter(main.values())
    seats = dict.fromkeys(sorted(sizes), 1)
    for _ in range(n - len(seats)):
        free = [name for name in seats if seats[name] < sizes[name]]
        seats[max(free, key=lambda name: (sizes[name] / seats[name], name))] += 1
    return seats


def _seat(visitor: str, segment: str, seats: int) -> str:
    number = int(hashlib.sha256(visitor.encode()).hexdigest()[:12], 16) % seats + 1
    return f"mock:{segment}:{number}"
