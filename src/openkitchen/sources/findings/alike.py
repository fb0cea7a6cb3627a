"""How alike two columns are by their values, whatever their names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from openkitchen.sources.findings.profile import Hashes, Profile

__all__ = ["alike", "found_in"]

_FEW = 50
_SEVERAL = 10


def alike(old: Sequence[Profile], new: Sequence[Profile]) -> float:
    """Return between 0 (nothing in common) and 1 (the same values equally often).

    Few values: the mean of one minus the total variation distance of their shares, and of the
    share of values that both have (one busy visitor moves the former alone). Numbers: one minus
    the Kolmogorov–Smirnov distance of their centiles. Ids: the share of new values that were
    among the old ones, over the share that is usual from one delivery to the next; ids that
    never return (numbers of events): the overlap of their shapes. From ten values on they may be
    few, or ids of a small site: the better of the two counts.
    """
    old, new = [p for p in old if p.filled], [p for p in new if p.filled]
    if not old or not new:
        return 0.0
    if old[-1].main_class != new[0].main_class:
        return 0.0
    if max(p.distinct for p in (*old, *new)) <= _FEW:
        shares = _shares_alike(old, new)
        several = min(old[-1].distinct, new[0].distinct) >= _SEVERAL
        return max(shares, _returning(old, new)) if several else shares
    if old[-1].grid is not None and new[0].grid is not None:
        return _numbers_alike(old[-1], new[0])
    return _returning(old, new)


def _returning(old: Sequence[Profile], new: Sequence[Profile]) -> float:
    usual = found_in(old[-1].hashes, [p.hashes for p in old[:-1]]) if len(old) > 1 else 1.0
    seen = found_in(new[0].hashes, [p.hashes for p in old])
    if usual < 0.05:
        return _shapes_alike(old[-1], new[0])
    return min(seen / usual, 1.0)


def found_in(values: Hashes, others: Sequence[Hashes]) -> float:
    """Return the share of values that are among the others."""
    if not len(values) or not others:
        return 0.0
    return float(np.isin(values, np.unique(np.concatenate(others))).mean())


def _shares_alike(old: Sequence[Profile], new: Sequence[Profile]) -> float:
    shares = []
    for side in (old, new):
        total = sum(p.filled for p in side)
        names = {name for p in side for name in p.common}
        shares.append({n: sum(p.common.get(n, 0) for p in side) / total for n in names})
    overlap = sum(min(share, shares[1].get(name, 0.0)) for name, share in shares[0].items())
    both, either = shares[0].keys() & shares[1].keys(), shares[0].keys() | shares[1].keys()
    return (overlap + len(both) / len(either)) / 2


def _numbers_alike(old: Profile, new: Profile) -> float:
    assert old.grid is not None  # noqa: S101 - the caller looked
    assert new.grid is not None  # noqa: S101
    at = np.sort(np.concatenate([old.grid, new.grid]))
    below = [np.searchsorted(grid, at, side="right") / len(grid) for grid in (old.grid, new.grid)]
    return 1 - float(np.max(np.abs(below[0] - below[1])))


def _shapes_alike(old: Profile, new: Profile) -> float:
    return sum(
        min(n / old.distinct, new.shapes.get(shape, 0) / new.distinct)
        for shape, n in old.shapes.items()
    )
