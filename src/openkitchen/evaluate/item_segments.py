"""Whether choices of every kind of item are found alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy

from openkitchen.evaluate.bootstrap import poisson_weights
from openkitchen.evaluate.choices import gather_choices
from openkitchen.evaluate.coding import code_pairs, distinct
from openkitchen.evaluate.labels import Labels
from openkitchen.evaluate.ranks import check_lists, list_up
from openkitchen.evaluate.segments import Segment, adjusted

__all__ = ["item_segments"]

Values = npt.NDArray[np.float64]

_DRAWS = 400
_CELLS = 4_000_000


def item_segments(
    recommendations: pa.Table,
    truth: pa.Table,
    labels: Labels,
    train: pa.Table | None = None,
    *,
    k: int = 10,
    least: int = 30,
    level: float = 0.05,
    keep_seen: bool = False,
) -> tuple[Segment, ...]:
    """Compare how many of the choices of each kind of item the lists hold.

    The figure is the share of all new choices of such items that stand among the first ``k``
    of the chooser's list (recall over choices). Users are the units of the intervals, since
    one user's choices hang together.

    Parameters
    ----------
    recommendations, truth, train, keep_seen
        As in `openkitchen.evaluate.evaluate_lists`.
    labels
        Kinds of items: the column ``user_id`` of the table holds item ids.
    k
        Length of the lists.
    least
        Users whose choices a kind needs for a verdict.
    level
        The false discovery rate of the verdicts.
    """
    check_lists(recommendations)
    coded = code_pairs(recommendations, truth, *([] if train is None else [train]))
    had = None if train is None or keep_seen else distinct(coded.tables[2], len(coded.items))
    choices = gather_choices(coded, truth, coded.tables[1], had)
    nobody = np.zeros(len(coded.items), dtype=np.int64)
    lists = list_up(coded.tables[0], recommendations, coded, nobody).items[:, :k]
    user, item = choices.keys // choices.n_items, choices.keys % choices.n_items
    found = np.zeros(len(user), dtype=np.bool_)
    block = max(1, _CELLS // max(k, 1))
    for start in range(0, len(user), block):
        stop = start + block
        found[start:stop] = (lists[user[start:stop]] == item[start:stop, None]).any(axis=1)
    _, row = np.unique(user, return_inverse=True)
    at = {name: n for n, name in enumerate(coded.items.to_pylist())}
    rows = []
    for attribute, value, members in labels.each():
        codes = [at[name] for name in members.to_pylist() if name in at]
        inside = np.isin(item, codes)
        if inside.any():
            rows.append(_compared(attribute, value, row, found, inside, least))
    return tuple(adjusted(rows, level))


def _compared(
    attribute: str,
    value: str,
    user: npt.NDArray[np.int64],
    found: npt.NDArray[np.bool_],
    inside: npt.NDArray[np.bool_],
    least: int,
) -> Segment:
    n = int(user.max()) + 1
    counted = [
        np.bincount(user, weight.astype(np.float64), minlength=n)
        for weight in (inside & found, inside, ~inside & found, ~inside)
    ]
    n_users, n_others = int((counted[1] > 0).sum()), int((counted[3] > 0).sum())
    mean = counted[0].sum() / counted[1].sum()
    others = counted[2].sum() / counted[3].sum() if n_others else None
    own, gap = _drawn(np.column_stack(counted))
    low, high = (float(end) for end in np.nanquantile(own, [0.025, 0.975]))
    if others is None or min(n_users, n_others) < least:
        return Segment(attribute, value, n_users, float(mean), low, high, None,
                       None if others is None else float(others),
                       None, None, None, None, None, "too few")  # fmt: skip
    difference, spread = float(mean - others), float(np.nanstd(gap))
    p = (
        float(2 * scipy.stats.norm.sf(abs(difference) / spread))
        if spread
        else float(difference == 0)
    )
    far = 1.96 * spread
    return Segment(attribute, value, n_users, float(mean), low, high, None, float(others),
                   difference, difference - far, difference + far, p, None, "level")  # fmt: skip


def _drawn(counted: Values) -> tuple[Values, Values]:
    """Return the share found inside, and its difference from outside, for users drawn anew."""
    weights = poisson_weights(np.arange(len(counted), dtype=np.uint64), _DRAWS)
    sums = weights.T.astype(np.float64) @ counted
    with np.errstate(invalid="ignore", divide="ignore"):
        own = sums[:, 0] / sums[:, 1]
        return own, own - sums[:, 2] / sums[:, 3]
