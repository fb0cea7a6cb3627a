"""How fast a model ages: aged models, replayed on later weeks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import InputError, plural
from openkitchen.evaluate import evaluate_lists
from openkitchen.evaluate.bootstrap import intervals
from openkitchen.models import Model, Progress
from openkitchen.schema import Tables
from openkitchen.schema.columns import TIME, USER

__all__ = ["Aged", "Staleness", "replay_ages"]

Fit = Callable[[Tables], Model]
Floats = npt.NDArray[np.float64]

_WEEK = timedelta(days=7)
_FEWEST_EVENTS = 100
_FEWEST_PEOPLE = 20
_DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Aged:
    """Models of one age.

    Parameters
    ----------
    weeks
        Their age.
    value
        Their figure, over the people of the weeks that were replayed.
    fresh
        That of models without age, for the same people and weeks.
    loss, low, high
        Fresh less aged, person by person, with the interval that holds for all ages together.
    n_users, n_weeks
        People and weeks that it rests on.
    out
        Whether the loss leaves the noise, and is worth a word.
    """

    weeks: int
    value: float
    fresh: float
    loss: float
    low: float
    high: float
    n_users: int
    n_weeks: int
    out: bool


@dataclass(frozen=True, slots=True)
class Staleness:
    """The curve of ages.

    Parameters
    ----------
    rows
        By age.
    metric, k
        What was measured.
    first, last
        Of the weeks that were replayed.
    least
        The smallest share of the fresh figure that counts as a loss.
    """

    rows: tuple[Aged, ...]
    metric: str
    k: int
    first: datetime
    last: datetime
    least: float

    @property
    def stale_from(self) -> int | None:
        """The age in weeks from which on the loss is out of the noise; ``None`` if it never is."""
        return next((one.weeks for one in self.rows if one.out), None)

    def at(self, age: float) -> Aged | None:
        """Return the oldest age looked at that a model of some weeks has reached."""
        reached = [one for one in self.rows if one.weeks <= age]
        return reached[-1] if reached else None

    def sentences(self) -> list[str]:
        """Say the curve in words."""
        name = f"{self.metric}@{self.k}"
        said = [
            f"A model {_weeks(one.weeks)} old: {name} {one.value:.3f} against {one.fresh:.3f} "
            f"fresh, a loss of {one.loss:+.3f} ({one.low:+.3f} to {one.high:+.3f}; "
            f"{plural(one.n_users, 'person', 'people')}, {_weeks(one.n_weeks)})."
            for one in self.rows
        ]
        when = "never within these ages" if self.stale_from is None else _weeks(self.stale_from)
        return [*said, f"The loss leaves the noise after: {when}."]

    def to_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return {
            "metric": self.metric,
            "k": self.k,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "stale_from_weeks": self.stale_from,
            "ages": [asdict(one) for one in self.rows],
        }


def replay_ages(
    tables: Tables,
    fit: Fit,
    *,
    ages: Sequence[int] = (1, 2, 3, 4, 6, 8),
    weeks: int = 4,
    metric: str = "ndcg",
    k: int = 10,
    level: float = 0.95,
    least: float = 0.05,
    seed: int = 0,
    progress: Progress | None = None,
) -> Staleness:
    """Judge models of several ages on the last weeks, beside models that are fresh.

    A model of age a knows everything up to a weeks before the week that it is judged on, a
    fresh one everything up to that week. Both are asked for the people who chose something new
    in the week, on its first day.

    Parameters
    ----------
    tables
        Dated interactions, items and users.
    fit
        Fits a model with settings that are given.
    ages
        In weeks; those that the data do not reach back to are left out.
    weeks
        How many of the last whole weeks are replayed.
    metric, k
        What to measure.
    level
        Of the intervals, for all ages together (Bonferroni).
    least
        The smallest share of the fresh figure that counts as a loss.
    seed
        Of the bootstrap.
    progress
        Told of each fit.

    Raises
    ------
    InputError
        When the data have no times, or do not reach back a week before the weeks to judge.
    """
    if not tables.dated:
        raise InputError("the interactions have no times", hint="Age needs dated interactions.")
    starts = _starts(tables.interactions, weeks)
    replay = _Replay(tables, fit, metric, k, progress, len(starts) + len(ages))
    first = pc.min(tables.interactions[TIME]).as_py()
    rows = []
    reachable = [age for age in sorted(ages) if replay.knows(starts[-1] - age * _WEEK)]
    for age in reachable:
        told = [s for s in starts if replay.knows(s - age * _WEEK)]
        pairs = [replay.pair(start, age) for start in told]
        row = _aged(age, [p for p in pairs if p[0].size], 1 - (1 - level) / len(reachable), seed)
        if row is not None:
            rows.append(_judged(row, least))
    if not rows:
        raise InputError(
            f"the data begin on {first:%Y-%m-%d}, too late (or with too few people) to replay "
            f"models of an earlier week on the week from {starts[-1]:%Y-%m-%d}",
            hint=f"It needs {_FEWEST_EVENTS} events before, and {_FEWEST_PEOPLE} people within.",
        )
    return Staleness(tuple(rows), metric, k, starts[0], starts[-1] + _WEEK, least)


def _starts(interactions: pa.Table, weeks: int) -> list[datetime]:
    """Return when the last whole weeks begin; days are whole."""
    last = pc.max(interactions[TIME].cast(pa.timestamp("us"))).as_py()
    end = datetime(last.year, last.month, last.day)
    if last - end > timedelta(hours=20):
        end += timedelta(days=1)
    return [end - n * _WEEK for n in range(weeks, 0, -1)]


@dataclass(slots=True)
class _Replay:
    """Fits a model once for each moment at which one is cut."""

    tables: Tables
    fit: Fit
    metric: str
    k: int
    progress: Progress | None
    expected: int
    models: dict[datetime, Model] = field(default_factory=dict)
    values: dict[tuple[datetime, datetime], Mapping[str, float]] = field(default_factory=dict)

    def knows(self, moment: datetime) -> bool:
        return self._before(moment).num_rows >= _FEWEST_EVENTS

    def pair(self, start: datetime, age: int) -> tuple[Floats, Floats, list[str]]:
        """Return fresh and aged figures of the same people in a week."""
        fresh = self._judge(start, start)
        aged = self._judge(start, start - age * _WEEK)
        users = [user for user in fresh if user in aged]
        return (
            np.array([fresh[user] for user in users]),
            np.array([aged[user] for user in users]),
            users,
        )

    def _judge(self, start: datetime, cut: datetime) -> Mapping[str, float]:
        if (start, cut) not in self.values:
            self.values[start, cut] = self._figures(start, cut)
        return self.values[start, cut]

    def _figures(self, start: datetime, cut: datetime) -> Mapping[str, float]:
        rows = self.tables.interactions
        time = rows[TIME].cast(pa.timestamp("us"))
        within = pc.and_(
            pc.greater_equal(time, pa.scalar(start, pa.timestamp("us"))),
            pc.less(time, pa.scalar(start + _WEEK, pa.timestamp("us"))),
        )
        truth, past = rows.filter(within), self._before(start)
        people = sorted(set(truth[USER].to_pylist()))
        if not people:
            return {}
        lists = self._model(cut).recommend(people, self.k, start).table
        try:
            told = evaluate_lists(lists, truth, self.k, past, bootstrap=0).per_user
        except InputError:  # nobody chose anything new
            return {}
        column = told.values[:, told.names.index(f"{self.metric}@{self.k}")]
        return dict(zip(told.users.to_pylist(), column.tolist(), strict=True))

    def _model(self, cut: datetime) -> Model:
        if cut not in self.models:
            if self.progress:
                self.progress("replaying ages", len(self.models), self.expected)
            self.models[cut] = self.fit(self.tables.with_interactions(self._before(cut)))
        return self.models[cut]

    def _before(self, moment: datetime) -> pa.Table:
        rows = self.tables.interactions
        time = rows[TIME].cast(pa.timestamp("us"))
        return rows.filter(pc.less(time, pa.scalar(moment, pa.timestamp("us"))))


def _aged(
    age: int, pairs: Sequence[tuple[Floats, Floats, list[str]]], level: float, seed: int
) -> Aged | None:
    """Average over the weeks of each person, then over people."""
    sums: dict[str, list[tuple[float, float]]] = {}
    for fresh, aged, users in pairs:
        for user, a, b in zip(users, fresh.tolist(), aged.tolist(), strict=True):
            sums.setdefault(user, []).append((a, b))
    if len(sums) < _FEWEST_PEOPLE:
        return None
    means = np.array([np.mean(told, axis=0) for told in sums.values()])
    gap = (means[:, 0] - means[:, 1])[:, None]
    low, high = intervals(gap, _DRAWS, seed, level=level)
    fresh, value = means.mean(axis=0).tolist()
    return Aged(
        age, value, fresh, float(gap.mean()), float(low[0]), float(high[0]), len(sums), len(pairs),
        out=False,
    )  # fmt: skip


def _judged(row: Aged, least: float) -> Aged:
    return replace(row, out=row.low > 0 and row.loss >= least * row.fresh)


def _weeks(n: int) -> str:
    return plural(n, "week")
