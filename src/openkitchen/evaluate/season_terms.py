"""What goes with the time of the year: item × month terms, shrunk towards none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy

from openkitchen.evaluate.calendar_tags import MONTHS
from openkitchen.evaluate.labels import user_labels
from openkitchen.evaluate.months import CoveredMonth, month_of_each
from openkitchen.schema.columns import ITEM, TIME

__all__ = ["SeasonTerm", "season_terms"]

Values = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_FEWEST = 60
_MOST_ITEMS = 2000
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class SeasonTerm:
    """How one kind of item, or one item, goes with the months.

    Parameters
    ----------
    attribute, value
        The kind of item; ``item_id`` and an id for a single one.
    events
        Interactions with it in the months that are estimable.
    month, ratio, low, high
        The month of its height, and how many times its usual share of all interactions it
        has then, shrunk towards 1, with a 95% interval.
    lowest_month, lowest_ratio
        The same of its lowest month.
    ratios
        (month, ratio) of every estimable month.
    p, q
        Chance of such differences between months if there were none, and the same after
        Benjamini and Hochberg over all terms.
    seasonal
        Whether q is at most the level.
    """

    attribute: str
    value: str
    events: int
    month: str
    ratio: float
    low: float
    high: float
    lowest_month: str
    lowest_ratio: float
    ratios: tuple[tuple[str, float], ...]
    p: float
    q: float
    seasonal: bool


def season_terms(
    interactions: pa.Table,
    items: pa.Table | None,
    months: Sequence[CoveredMonth],
    level: float = 0.05,
) -> tuple[SeasonTerm, ...]:
    """Find what is taken more in some months than in others, year after year.

    Only months that two years cover count. For each kind of item f and each covered month b
    of each year, y = log((events of f in b + ½) / (expected + ½)), expected being its share
    of all events times the events of b. A month's term is the mean of its years' y, weighted
    by what was expected; the years of one month differing among themselves is the noise that
    the months' differences are held against (a one-way analysis of variance, never assuming
    less noise than Poisson counts have). So a fashion that comes and goes once is no
    season. Terms are shrunk by s²/(s² + τ²), with τ² the variance between months
    beyond noise: where the months tell nothing, all ratios are 1.

    Parameters
    ----------
    interactions
        ``item_id`` and ``timestamp``.
    items
        ``item_id`` and attributes; ``None`` for single items alone.
    months
        See `cover_months`.
    level
        The false discovery rate.

    Returns
    -------
    One term per attribute value and per item with at least 60 events, the most surely
    seasonal first; none when fewer than two months are estimable.
    """
    bins = [(y, m.month) for m in months if m.status == "estimable" for y in m.years]
    if len({month for _, month in bins}) < 2:
        return ()
    years, month = month_of_each(interactions[TIME])
    key = years * 12 + month - 1
    order = sorted(y * 12 + m - 1 for y, m in bins)
    place = np.searchsorted(order, key)
    inside = (place < len(order)) & (np.array([*order, -1])[place] == key)
    names = interactions[ITEM].cast(pa.string())
    coded = pc.dictionary_encode(names.combine_chunks())
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    code = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    counts = np.zeros((len(coded.dictionary), len(order)))
    np.add.at(counts, (code[inside], place[inside]), 1.0)
    told = [
        _term(attribute, value, row, counts.sum(axis=0), np.array(order) % 12)
        for attribute, value, row in _features(counts, coded.dictionary, items)
        if row.sum() >= _FEWEST and row.sum() < counts.sum()
    ]
    return _judged(told, level)


def _features(
    counts: Values, ids: pa.Array, items: pa.Table | None
) -> list[tuple[str, str, Values]]:
    found = []
    at = {name: n for n, name in enumerate(ids.to_pylist())}
    if items is not None:
        for attribute, value, members in user_labels(items, id_column=ITEM).each():
            rows = [at[name] for name in members.to_pylist() if name in at]
            if rows:
                found.append((attribute, value, counts[rows].sum(axis=0)))
    often = np.argsort(-counts.sum(axis=1), kind="stable")[:_MOST_ITEMS]
    return found + [(ITEM, ids[int(n)].as_py(), counts[n]) for n in often]


def _term(attribute: str, value: str, own: Values, total: Values, month: Codes) -> SeasonTerm:
    expected = own.sum() / total.sum() * total
    y, weight = np.log((own + _HALF) / (expected + _HALF)), expected + _HALF
    which = np.unique(month)
    each = np.searchsorted(which, month)
    weights = np.bincount(each, weight)
    means = np.bincount(each, weight * y) / weights
    middle = float((weight * y).sum() / weight.sum())
    free = len(month) - len(which)
    noise = max(float((weight * (y - means[each]) ** 2).sum()) / free, 1.0)
    between = float((weights * (means - middle) ** 2).sum())
    p = float(scipy.stats.f.sf(between / (len(which) - 1) / noise, len(which) - 1, free))
    variance = noise / weights
    tau = max(float(np.average((means - middle) ** 2 - variance, weights=weights)), 0.0)
    keep = tau / (tau + variance)
    effect, spread = (means - middle) * keep, np.sqrt(variance * keep)
    top, bottom = int(effect.argmax()), int(effect.argmin())
    ratios = np.exp(effect)
    far = scipy.stats.t.ppf(0.975, free) * spread[top]
    return SeasonTerm(
        attribute, value, int(own.sum()), MONTHS[which[top]], float(ratios[top]),
        float(np.exp(effect[top] - far)), float(np.exp(effect[top] + far)),
        MONTHS[which[bottom]], float(ratios[bottom]),
        tuple((MONTHS[m], float(r)) for m, r in zip(which, ratios, strict=True)), p, p, False,
    )  # fmt: skip


def _judged(terms: list[SeasonTerm], level: float) -> tuple[SeasonTerm, ...]:
    from statsmodels.stats.multitest import multipletests

    if not terms:
        return ()
    qs = multipletests([term.p for term in terms], alpha=level, method="fdr_bh")[1].tolist()
    told = [replace(t, q=q, seasonal=q <= level) for t, q in zip(terms, qs, strict=True)]
    return tuple(sorted(told, key=lambda term: (term.q, -term.events, term.attribute, term.value)))
