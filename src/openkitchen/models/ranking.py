"""From scores to lists: leave out what must not be shown, take the best, break ties alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy.sparse as sp

from openkitchen.errors import SettingsError
from openkitchen.models.audience import Audience
from openkitchen.models.contract import Recommendations
from openkitchen.models.index import Index
from openkitchen.schema.columns import ITEM, RANK, SCORE, USER

__all__ = [
    "as_table",
    "check_length",
    "no_lists",
    "rank_audience",
    "rank_of",
    "ranks_of",
    "top_items",
]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

KeepOut = Callable[[Floats, Audience], None]
Choose = Callable[[Floats, int], tuple[Codes, Floats]]

_CELLS_AT_ONCE = 4_000_000


def rank_audience(
    audience: Audience,
    items: Index,
    score: Callable[[Audience], Floats],
    k: int,
    *,
    include_seen: bool = False,
    keep_out: KeepOut | None = None,
    choose: Choose | None = None,
) -> Recommendations:
    """Score an audience block by block and keep the ``k`` best items of each user.

    Parameters
    ----------
    audience
        Whom to recommend to.
    items
        All items, by falling popularity, then id.
    score
        Gives users × items for a block of the audience.
    k
        Length of the lists; shorter where fewer items are left.
    include_seen
        Also recommend items of the user's own history; only asked without ``keep_out``.
    keep_out
        Sets the scores of what must not be shown to −∞, in place; by default, of what
        each user has seen.
    choose
        Chooses from the scores of a block; `top_items` by default.

    Raises
    ------
    SettingsError
        When ``k`` is not positive.
    """
    check_length(k)
    lists = []
    block = max(1, _CELLS_AT_ONCE // max(len(items), 1))
    for part in audience.blocks(block):
        scores = score(part)
        if keep_out is not None:
            keep_out(scores, part)
        elif not include_seen:
            hide(scores, part.seen(len(items)))
        codes, best = (choose or top_items)(scores, k)
        lists.append(as_table(part, items, codes, best))
    return Recommendations(pa.concat_tables(lists) if lists else no_lists())


def check_length(k: int) -> None:
    """Refuse lists of no length.

    Raises
    ------
    SettingsError
        When ``k`` is not positive.
    """
    if k < 1:
        raise SettingsError(f"lists of {k} items", hint="k must be 1 or more.")


def hide(scores: Floats, matrix: sp.csr_array) -> None:
    """Set the scores of these (user, item) pairs to −∞, in place."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    scores[rows, matrix.indices] = -np.inf


def top_items(scores: Floats, k: int) -> tuple[Codes, Floats]:
    """Return codes and scores of the ``k`` best items per row, best first.

    Equal scores are ordered by code, that is by popularity, then id; equal are those that
    differ by rounding alone, see `grid`. Cells of −∞ never appear: where fewer than ``k``
    are left, code −1 fills the row.
    """
    k = min(k, scores.shape[1])
    if k == 0:
        return np.zeros((len(scores), 0), np.int64), np.zeros((len(scores), 0))
    kth = -np.partition(-scores, k - 1, axis=1)[:, k - 1 : k]
    step = grid(scores.max(axis=1, keepdims=True))
    candidate = scores >= np.where(np.isneginf(kth), kth, kth - step)
    width = int(candidate.sum(axis=1).max(initial=0))
    # candidates of each row, moved to the front in the order of their codes
    places = np.argsort(~candidate, axis=1, kind="stable")[:, :width] if width > k else None
    if places is None:
        places = np.nonzero(candidate)[1].reshape(len(scores), k)
    values = np.take_along_axis(scores, places, axis=1)
    values[~np.take_along_axis(candidate, places, axis=1)] = -np.inf
    order = np.argsort(-np.rint(values / step), axis=1, kind="stable")[:, :k]
    codes = np.take_along_axis(places, order, axis=1)
    best = np.take_along_axis(values, order, axis=1)
    return np.where(np.isneginf(best), -1, codes), best


def grid(best: Floats) -> Floats:
    """Return the step of the grid to which scores are rounded before they are compared.

    It is 2⁻⁴⁰, about 10⁻¹², of the best score's size: far below any difference that means
    something, far above the rounding by which equal scores come out different with
    another order of addition. Without it, ties would be broken by the number of threads.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        exponent = np.ceil(np.log2(np.abs(best)))
    return np.asarray(np.exp2(np.where(np.isfinite(exponent), exponent, 0.0) - 40))


def rank_of(scores: Floats, item: int) -> int:
    """Return the rank (from 1) of one item in one row of scores; ties as in the lists."""
    return ranks_of(scores, [item])[0]


def ranks_of(scores: Floats, items: Sequence[int]) -> list[int]:
    """Return the ranks (from 1) of some items in one row of scores; ties as in the lists."""
    scores = np.rint(scores / grid(scores.max(keepdims=True)))
    return [
        int(np.count_nonzero(scores > scores[item]))
        + int(np.count_nonzero(scores[:item] == scores[item]))
        + 1
        for item in items
    ]


def as_table(part: Audience, items: Index, codes: Codes, best: Floats) -> pa.Table:
    """Return lists, users × k, as rows of a table; code −1 is no item."""
    rows, columns = np.nonzero(codes >= 0)
    users = pa.array(part.ids, type=pa.string()).take(pa.array(rows))
    return pa.table(
        {
            USER: users,
            ITEM: items.take(codes[rows, columns]),
            RANK: pa.array(columns + 1, type=pa.int64()),
            SCORE: pa.array(best[rows, columns], type=pa.float64()),
        }
    )


def no_lists() -> pa.Table:
    """Return a table of lists without a row."""
    schema = [(USER, pa.string()), (ITEM, pa.string()), (RANK, pa.int64()), (SCORE, pa.float64())]
    return pa.schema(schema).empty_table()
