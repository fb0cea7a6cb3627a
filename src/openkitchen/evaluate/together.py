"""Put the parts of an evaluation together: means, intervals, the catalogue's figures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import InputError
from openkitchen.evaluate.accuracy import ACCURACY
from openkitchen.evaluate.amazon import AMAZON_NAMES
from openkitchen.evaluate.bootstrap import intervals
from openkitchen.evaluate.catalogue import effective_coverage, gini
from openkitchen.evaluate.choices import refuse_nobody
from openkitchen.evaluate.exposure import Exposure, join_exposures
from openkitchen.evaluate.figures import Evaluation, Figure, Period, PerUser
from openkitchen.evaluate.item_facts import ItemFacts
from openkitchen.evaluate.list_values import popularity_lift
from openkitchen.evaluate.options import Options
from openkitchen.evaluate.part import HAD, SHOWN, Judged

__all__ = ["Together"]

Values = npt.NDArray[np.float64]

_EVENNESS = {"effective_coverage": effective_coverage, "gini": gini}
_OF_LISTS = ("novelty", "popularity_lift", "freshness", "diversity", "season_fit")
_ORDER = [*ACCURACY, *_OF_LISTS, "coverage", *_EVENNESS, *AMAZON_NAMES]


class Together:
    """Takes parts, and makes one evaluation of them.

    Parameters
    ----------
    facts
        What is known of the items; ``None`` without training data and catalogue.
    options
        How to evaluate; see `Options`.
    period
        The time that the truth covers.
    """

    def __init__(self, facts: ItemFacts | None, options: Options, period: Period | None) -> None:
        self._facts, self._options, self._period = facts, options, period
        self._parts: list[Judged] = []
        self._n_seen = 0
        self._graded = False

    def add(self, part: Judged, n_seen: int, *, graded: bool) -> None:
        """Take the values of a part."""
        self._parts.append(part)
        self._n_seen += n_seen
        self._graded |= graded

    def evaluation(self, eligible: int | None = None) -> Evaluation:
        """Make the evaluation.

        Parameters
        ----------
        eligible
            How many items could have been shown; counted when ``None``.

        Raises
        ------
        InputError
            When no user has truth, or more items are shown than are eligible.
        """
        values = _lifted(_joined([part.values for part in self._parts]))
        if not len(values.users):
            refuse_nobody()
        options = self._options
        rows = _means(values, options.bootstrap, options.seed)
        exposures = {
            k: join_exposures([part.exposures[k] for part in self._parts])
            for k in self._parts[0].exposures
        }
        eligible = self._eligible() if eligible is None else eligible
        rows += _catalogue(exposures, eligible, amazon=options.amazon)
        return Evaluation(
            rows=tuple(sorted(rows, key=_place)),
            n_users=len(values.users),
            n_without_list=sum(part.n_without_list for part in self._parts),
            n_without_truth=sum(part.n_without_truth for part in self._parts),
            n_seen=self._n_seen,
            eligible=eligible,
            period=self._period,
            draws=options.bootstrap,
            seed=options.seed,
            per_user=values,
            n_repeated=sum(part.n_repeated for part in self._parts),
            n_tied=sum(part.n_tied for part in self._parts),
            graded=self._graded,
            n_choices=sum(part.n_choices for part in self._parts),
        )

    def _eligible(self) -> int | None:
        if self._options.eligible is not None or self._facts is None:
            return self._options.eligible
        return len(self._facts.ids) + len(set().union(*(part.strange for part in self._parts)))


def _place(row: Figure) -> tuple[bool, int, int]:
    return row.metric in AMAZON_NAMES, row.k, _ORDER.index(row.metric)


def _joined(parts: list[PerUser]) -> PerUser:
    """Join the parts' rows, in the order of the users' ids."""
    if len(parts) == 1:
        return parts[0]
    users = pa.concat_arrays([part.users for part in parts])
    order = pc.sort_indices(users)
    values = np.concatenate([part.values for part in parts])[order.to_numpy()]
    return PerUser(users.take(order), parts[0].names, values)


def _lifted(values: PerUser) -> PerUser:
    """Turn the popularity of lists and histories into the popularity lift."""
    if f"{HAD}@0" not in values.names:
        return values
    at = {name: place for place, name in enumerate(values.names)}
    had = values.values[:, at[f"{HAD}@0"]]
    columns = {}
    for name, place in at.items():
        metric, _, k = name.rpartition("@")
        if metric == SHOWN:
            columns[f"popularity_lift@{k}"] = popularity_lift(values.values[:, place], had)
        elif metric != HAD:
            columns[name] = values.values[:, place]
    return PerUser(values.users, tuple(columns), np.column_stack(list(columns.values())))


def _means(columns: PerUser, draws: int, seed: int) -> list[Figure]:
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


def _catalogue(
    exposures: dict[int, Exposure], eligible: int | None, *, amazon: bool
) -> list[Figure]:
    if eligible is None:
        return []
    rows = []
    for k, exposure in exposures.items():
        shown = len(exposure.items)
        if shown > eligible:
            raise InputError(
                f"{shown:,} different items are shown, but only {eligible:,} are eligible",
                hint="Count the whole catalogue that the model may choose from.",
            )
        rows.append(Figure("coverage", k, *exposure.coverage(eligible), exposure.n_users))
        for name, measure in _EVENNESS.items():
            rows.append(Figure(name, k, *exposure.figure(measure, eligible), exposure.n_users))
    if amazon:
        k = max(exposures)
        told = exposures[k].coverage(eligible)
        rows.append(Figure("amazon_coverage", k, *told, exposures[k].n_users))
    return rows
