"""A replay per month: what a model that knew everything before would have recommended in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from openkitchen.errors import InputError
from openkitchen.evaluate import Options, evaluate_beside
from openkitchen.evaluate.calendar_tags import MONTHS
from openkitchen.evaluate.months import month_of_each
from openkitchen.models import Model, Progress
from openkitchen.schema import Tables
from openkitchen.schema.columns import TIME, USER

__all__ = ["Replay", "replay_months"]

Fit = Callable[[Tables], Model]
State = Literal["replayed", "nothing before it", "not estimable"]

_FEWEST = 100


@dataclass(frozen=True, slots=True)
class Replay:
    """One calendar month of one year, or a month of which there are no data.

    Parameters
    ----------
    year, month
        Which; no year for a month without data.
    state
        ``nothing before it``: the first month has no past to learn from.
    n_users
        Users with new choices in it.
    value, low, high
        The metric's mean over them, with a 95% interval.
    popularity
        The same of the most popular items of the time before.
    """

    year: int | None
    month: str
    state: State
    n_users: int = 0
    value: float | None = None
    low: float | None = None
    high: float | None = None
    popularity: float | None = None


def replay_months(
    tables: Tables,
    fit: Fit,
    *,
    metric: str = "ndcg",
    k: int = 10,
    most: int = 12,
    progress: Progress | None = None,
) -> tuple[Replay, ...]:
    """Cut at the beginning of each month, fit on what came before, and judge the month.

    Parameters
    ----------
    tables
        Dated interactions, items and users.
    fit
        Fits a model, with settings that are given.
    metric, k
        What to measure.
    most
        The last so many months are replayed.
    progress
        Told of each month.

    Returns
    -------
    Months in order; then those of the twelve of which there are no data at all.
    """
    times = tables.interactions[TIME]
    years, months = month_of_each(times)
    keys = np.unique(years * 12 + months - 1)
    keys = keys[keys >= 12]
    missing = sorted(set(range(12)) - {int(key) % 12 for key in keys})
    rows = []
    for done, key in enumerate(keys.tolist()):
        if progress:
            progress("months", done, len(keys))
        if len(keys) - done > most:
            continue
        rows.append(_replay(tables, int(key), years * 12 + months - 1, fit, metric, k))
    if progress:
        progress("months", len(keys), len(keys))
    return (*rows, *(Replay(None, MONTHS[month], "not estimable") for month in missing))


def _replay(
    tables: Tables, key: int, keys: npt.NDArray[np.int64], fit: Fit, metric: str, k: int
) -> Replay:
    year, month = divmod(key, 12)
    before, within = pa.array(keys < key), pa.array(keys == key)
    past, truth = tables.interactions.filter(before), tables.interactions.filter(within)
    if past.num_rows < _FEWEST:
        return Replay(year, MONTHS[month], "nothing before it")
    model = fit(tables.with_interactions(past))
    users = sorted(set(truth[USER].to_pylist()))
    lists = model.recommend(users, k, datetime(year, month + 1, 1)).table
    try:
        own, beside = evaluate_beside(lists, truth, past, None, Options(k))
    except InputError:  # nobody chose anything new
        return Replay(year, MONTHS[month], "not estimable")
    row = own.figure(metric, k)
    popular = None if beside is None else beside.figure(metric, k).value
    return Replay(
        year, MONTHS[month], "replayed", row.n_users, row.value, row.low, row.high, popular
    )
