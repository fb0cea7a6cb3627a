"""What is different between two lists for the same user, and between everybody's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["PERSISTENCE", "ListChange", "changed_rows", "list_change", "overlaps", "rank_biased"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

PERSISTENCE = 0.9
"""The chance, in rank-biased overlap, that somebody looks at the next item of a list."""


@dataclass(frozen=True, slots=True)
class ListChange:
    """One user's list before and after.

    Parameters
    ----------
    user_id
        Whose list.
    before, after
        The items, best first.
    entered, left
        Items that are new in the list, and that are gone from it.
    moved
        Items at another rank: (item, rank before, rank after), ranks from 1.
    overlap
        Share of the longer list's length that both have.
    rbo
        Extrapolated rank-biased overlap (Webber, Moffat and Zobel 2010, p = 0.9): 1 for
        equal lists, 0 for lists without a common item; the top counts most.
    """

    user_id: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    entered: tuple[str, ...]
    left: tuple[str, ...]
    moved: tuple[tuple[str, int, int], ...]
    overlap: float
    rbo: float


def list_change(user: str, before: list[str], after: list[str]) -> ListChange:
    """Say what is different between two lists of one user."""
    was = {item: rank for rank, item in enumerate(before, 1)}
    now = {item: rank for rank, item in enumerate(after, 1)}
    moved = [(i, was[i], now[i]) for i in after if i in was and was[i] != now[i]]
    names = np.array(sorted({*before, *after}))
    codes = [np.searchsorted(names, x)[None, :].astype(np.int64) for x in (before, after)]
    return ListChange(
        user,
        tuple(before),
        tuple(after),
        tuple(item for item in after if item not in was),
        tuple(item for item in before if item not in now),
        tuple(moved),
        float(overlaps(*_level(*codes))[0]),
        float(rank_biased(*_level(*codes))[0]),
    )


def changed_rows(before: Codes, after: Codes) -> npt.NDArray[np.bool_]:
    """Return whose list is not the same, place by place."""
    return np.asarray((before != after).any(axis=1))


def overlaps(before: Codes, after: Codes) -> Floats:
    """Return the share of items that both lists of each user have.

    Parameters
    ----------
    before, after
        Users × k codes of items; −1 where a list is shorter.
    """
    both = ((before[:, :, None] == after[:, None, :]) & (before >= 0)[:, :, None]).sum(axis=(1, 2))
    longer = np.maximum((before >= 0).sum(axis=1), (after >= 0).sum(axis=1))
    return np.where(longer > 0, both / np.maximum(longer, 1), 1.0)


def rank_biased(before: Codes, after: Codes, persistence: float = PERSISTENCE) -> Floats:
    """Return the extrapolated rank-biased overlap of each user's two lists.

    RBO_ext = (X_k / k) pᵏ + (1 − p)/p Σ_d (X_d / d) pᵈ for lists of k items, X_d being the
    number of items that the first d of both have in common; for lists of two lengths,
    equation 32 of Webber, Moffat and Zobel (2010).
    """
    p, n = persistence, before.shape[1]
    lengths = [(x >= 0).sum(axis=1) for x in (before, after)]
    short, long = np.minimum(*lengths), np.maximum(*lengths)
    same = (before[:, :, None] == after[:, None, :]) & (before >= 0)[:, :, None]
    depth = np.maximum(np.arange(n)[:, None], np.arange(n)[None, :])
    common = np.stack([(same & (depth <= d)).sum(axis=(1, 2)) for d in range(n)], axis=1)
    d = np.arange(1, n + 1)
    inside = d[None, :] <= long[:, None]
    agreement = common / d
    at_short = np.take_along_axis(common, np.maximum(short - 1, 0)[:, None], axis=1).ravel()
    at_short = np.where(short > 0, at_short, 0)
    at_long = np.take_along_axis(common, np.maximum(long - 1, 0)[:, None], axis=1).ravel()
    beyond = inside & (d[None, :] > short[:, None])
    ratio = (
        at_short[:, None]
        * (d[None, :] - short[:, None])
        / np.maximum(short[:, None] * d[None, :], 1)
    )
    series = np.where(inside, agreement, 0.0) + np.where(beyond, ratio, 0.0)
    tail = (at_long - at_short) / np.maximum(long, 1) + at_short / np.maximum(short, 1)
    value = (1 - p) / p * (series * p**d).sum(axis=1) + tail * p ** long.astype(np.float64)
    return np.where(long == 0, 1.0, np.where(short == 0, 0.0, np.clip(value, 0.0, 1.0)))


def _level(before: Codes, after: Codes) -> tuple[Codes, Codes]:
    """Fill the shorter list up with −1."""
    n = max(before.shape[1], after.shape[1])
    filled = []
    for codes in (before, after):
        whole = np.full((1, n), -1, dtype=np.int64)
        whole[:, : codes.shape[1]] = codes
        filled.append(whole)
    return filled[0], filled[1]
