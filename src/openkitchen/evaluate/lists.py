"""Evaluate any ranked lists against what people really chose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import InputError, SettingsError
from openkitchen.evaluate.accuracy import ACCURACY
from openkitchen.evaluate.bootstrap import intervals
from openkitchen.evaluate.catalogue import coverage, effective_coverage, gini, novelty
from openkitchen.evaluate.coding import Coded, code_pairs, distinct, require_columns
from openkitchen.evaluate.figures import Evaluation, Figure, Period, PerUser
from openkitchen.evaluate.ranks import check_lists, positions
from openkitchen.schema.columns import ITEM, TIME, USER

__all__ = ["evaluate_lists"]

Codes = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]


def evaluate_lists(
    recommendations: pa.Table,
    truth: pa.Table,
    k: int | Sequence[int] = 10,
    train: pa.Table | None = None,
    *,
    eligible: int | None = None,
    bootstrap: int = 1000,
    seed: int = 0,
    file: str | None = None,
) -> Evaluation:
    """Score ranked lists.

    Parameters
    ----------
    recommendations
        Columns ``user_id``, ``item_id``, ``rank`` (from 1) and, if wanted, ``score``.
    truth
        What was chosen in the test period: ``user_id``, ``item_id`` and, if known,
        ``timestamp``, which gives the period. Repeated pairs count once.
    k
        One list length or several.
    train
        What was chosen before. A truth pair that stands here is not new and does not
        count. Needed for novelty.
    eligible
        How many items could have been shown; without it, the number of distinct items
        in ``train`` or in the lists, or no coverage if there is no ``train`` either.
    bootstrap, seed
        Number of draws for the intervals (0: none) and their seed.
    file
        Name of the file that the recommendations came from, for messages.

    Returns
    -------
    Means over the users with truth, with intervals, and the catalogue's figures over all
    lists.

    Raises
    ------
    InputError
        When the lists are malformed or no user has truth.
    """
    lengths = _lengths(k)
    ranks = check_lists(recommendations, file=file)
    for table in (truth, train):
        if table is not None:
            require_columns(table, USER, ITEM)
    coded = code_pairs(recommendations, truth, *([] if train is None else [train]))
    lists = positions(coded.tables[0], ranks, recommendations, len(coded.users), file=file)
    lists = lists[:, : max(lengths)]
    had = None if train is None else distinct(coded.tables[2], len(coded.items))
    chosen = distinct(coded.tables[1], len(coded.items))
    new = chosen if had is None else np.setdiff1d(chosen, had, assume_unique=True)
    people = _people(coded, new)
    columns = _per_user(lists, new, people, coded, lengths)
    if had is not None:
        columns = _with_novelty(
            columns, lists[people], _information(had, len(coded.items)), lengths
        )
    listed = lists[:, 0] >= 0 if lists.shape[1] else np.zeros(len(lists), dtype=np.bool_)
    rows = _mean_figures(columns, bootstrap, seed)
    rows += _catalogue_figures(lists, lengths, _eligible(eligible, coded, train), int(listed.sum()))
    return Evaluation(
        rows=tuple(sorted(rows, key=lambda row: (row.k, _ORDER.index(row.metric)))),
        n_users=len(people),
        n_without_list=int((~listed[people]).sum()),
        n_without_truth=int(listed.sum() - listed[people].sum()),
        n_seen=len(chosen) - len(new),
        eligible=_eligible(eligible, coded, train),
        period=_period(truth),
        draws=bootstrap,
        seed=seed,
        per_user=columns,
    )


_ORDER = [*ACCURACY, "novelty", "coverage", "effective_coverage", "gini"]


def _lengths(k: int | Sequence[int]) -> tuple[int, ...]:
    lengths = (k,) if isinstance(k, int) else tuple(sorted(set(k)))
    if not lengths or min(lengths) < 1:
        raise SettingsError(f"k = {k!r}", hint="Give one or more list lengths from 1.")
    return lengths


def _people(coded: Coded, new: Codes) -> Codes:
    """Return the codes of users with truth, in the order of their ids."""
    people = np.unique(new // len(coded.items)) if len(new) else np.array([], dtype=np.int64)
    if len(people) == 0:
        raise InputError(
            "no user has truth to compare with",
            expected="at least one new choice in the truth",
            hint="Do truth and train cover the same rows? Then nothing in the truth is new.",
        )
    order = pc.sort_indices(coded.users.take(pa.array(people))).to_numpy()
    ordered: Codes = people[order]
    return ordered


def _per_user(
    lists: Codes, new: Codes, people: Codes, coded: Coded, lengths: tuple[int, ...]
) -> PerUser:
    n_items = len(coded.items)
    relevant = np.bincount(new // n_items, minlength=len(coded.users))[people]
    own = lists[people]
    keys = np.where(own >= 0, people[:, None] * n_items + own, -1)
    found = pc.is_in(pa.array(keys.ravel()), value_set=pa.array(new))
    hits = found.to_numpy(zero_copy_only=False).reshape(keys.shape)
    values = [metric(hits, relevant, k) for k in lengths for metric in ACCURACY.values()]
    names = tuple(f"{name}@{k}" for k in lengths for name in ACCURACY)
    return PerUser(coded.users.take(pa.array(people)), names, np.column_stack(values))


def _with_novelty(
    columns: PerUser, own: Codes, information: Values, lengths: tuple[int, ...]
) -> PerUser:
    more = [novelty(information[own], own >= 0, k) for k in lengths]
    names = (*columns.names, *(f"novelty@{k}" for k in lengths))
    return PerUser(columns.users, names, np.column_stack([columns.values, *more]))


def _information(had: Codes, n_items: int) -> Values:
    """Return −log2 of the share of training users who had each item, at least one user."""
    users = max(len(np.unique(had // n_items)), 1)
    counts = np.maximum(np.bincount(had % n_items, minlength=n_items), 1)
    return -np.log2(counts / users)


def _mean_figures(columns: PerUser, draws: int, seed: int) -> list[Figure]:
    known = ~np.isnan(columns.values)
    counts = known.sum(axis=0)
    sums = np.where(known, columns.values, 0.0).sum(axis=0)
    low = high = None
    if draws:
        low, high = intervals(columns.values, draws, seed)
    rows = []
    for place, name in enumerate(columns.names):
        if counts[place] == 0:
            continue
        metric, _, k = name.rpartition("@")
        rows.append(
            Figure(
                metric,
                int(k),
                float(sums[place] / counts[place]),
                None if low is None else float(low[place]),
                None if high is None else float(high[place]),
                int(counts[place]),
            )
        )
    return rows


def _eligible(eligible: int | None, coded: Coded, train: pa.Table | None) -> int | None:
    if eligible is not None or train is None:
        return eligible
    return len(np.union1d(coded.tables[0].item, coded.tables[2].item))


def _catalogue_figures(
    lists: Codes, lengths: tuple[int, ...], eligible: int | None, n_users: int
) -> list[Figure]:
    if eligible is None:
        return []
    rows = []
    for k in lengths:
        shown = lists[:, :k]
        exposure = np.bincount(shown[shown >= 0])
        distinct_shown = int(np.count_nonzero(exposure))
        if distinct_shown > eligible:
            raise InputError(
                f"{distinct_shown:,} different items are shown, but only {eligible:,} are eligible",
                hint="Count the whole catalogue that the model may choose from.",
            )
        for name, measure in _CATALOGUE.items():
            rows.append(Figure(name, k, measure(exposure, eligible), None, None, n_users))
    return rows


_CATALOGUE = {"coverage": coverage, "effective_coverage": effective_coverage, "gini": gini}


def _period(truth: pa.Table) -> Period | None:
    if TIME not in truth.column_names or truth.num_rows == 0:
        return None
    times = pc.min_max(truth[TIME])
    first, last = times["min"].as_py(), times["max"].as_py()
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        return None
    return Period(first, last)
