"""Baselines with a fair chance: each has its setting chosen on the same validation cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.models.audience import Known, know
from openkitchen.models.contract import Model, Progress
from openkitchen.models.ease import Ease, EaseSettings
from openkitchen.models.popularity import Popularity, RecentPopularity
from openkitchen.models.validation import Cut, cut_events, ndcg
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, TIME

__all__ = [
    "Trial",
    "ease_candidates",
    "fit_baselines",
    "prepare_trial",
    "recent_candidates",
    "tune",
]

Tunable = Popularity | Ease
Fittable = TypeVar("Fittable", bound=Model)

RIDGES = (50.0, 100.0, 200.0, 400.0, 800.0, 1600.0)
SHARES_OF_TIME = (0.003, 0.01, 0.03, 0.1, 0.3)


def fit_baselines(tables: Tables, progress: Progress | None = None) -> list[Tunable]:
    """Fit popularity, recent popularity and EASE.

    Recent popularity's half-life and EASE's penalty are chosen by nDCG@10 on the cut
    that the glass box's settings are chosen on.

    Parameters
    ----------
    tables
        What to learn from.
    progress
        Told of each trial.

    Returns
    -------
    The fitted models; recent popularity only for dated data.
    """
    models: list[Tunable] = [Popularity().fit(tables)]
    if tables.dated:
        models.append(tune(recent_candidates(tables), tables, progress))
    models.append(tune(ease_candidates(), tables, progress))
    return models


def recent_candidates(tables: Tables) -> list[Callable[[], Tunable]]:
    """Return makers of recent popularity, with half-lives from 0.3% to 30% of the data's time."""
    return [_recent(days) for days in _half_lives(tables)]


def ease_candidates() -> list[Callable[[], Tunable]]:
    """Return makers of EASE, with weak to strong penalties."""
    return [_ease(ridge) for ridge in RIDGES]


def tune(
    candidates: Sequence[Callable[[], Fittable]],
    tables: Tables,
    progress: Progress | None = None,
) -> Fittable:
    """Fit the candidate that foretells the validation cut best; the first one of equals.

    Parameters
    ----------
    candidates
        Functions that make an unfitted model each.
    tables
        What to learn from: first all before the cut, then everything.
    progress
        Told of each trial.
    """
    trial = prepare_trial(tables)
    values = []
    for done, make in enumerate(candidates):
        if progress:
            progress("tuning baselines", done, len(candidates))
        values.append(trial.value(make().fit(trial.train)))
    if progress:
        progress("tuning baselines", len(candidates), len(candidates))
    return candidates[int(np.argmax(values))]().fit(tables)


@dataclass(frozen=True)
class Trial:
    """The validation cut as any model can be put through it.

    Parameters
    ----------
    train
        The interactions before the cut; fit a candidate on them.
    known
        Users and items that the questions are coded by.
    cut
        The questions.
    """

    train: Tables
    known: Known
    cut: Cut

    def value(self, model: Model) -> float:
        """Return nDCG@10 of a model that was fitted on `train`: the mean over the questions.

        Only questions about whole histories are put: models are asked by user id.
        """
        ids = [str(item) for item in model.items]
        places = self.known.items.find(ids)
        told = []
        for questions in self.cut.questions:
            if len(questions.audience) and questions.name != "few":
                users = self.known.users.take(questions.audience.codes).to_pylist()
                scores = np.full((len(users), len(self.known.items)), -np.inf)
                scores[:, places[places >= 0]] = model.score(users)[:, places >= 0]
                told.append(float(ndcg(questions, scores).mean()))
        return float(np.mean(told)) if told else 0.0


def prepare_trial(tables: Tables) -> Trial:
    """Cut the tables as the glass box's search does; items and users' attributes are kept."""
    known = know(Tables(tables.interactions))  # without items that nobody ever had
    cut = cut_events(known.events, len(known.items))
    events = cut.train
    train = pa.table(
        {
            "user_id": known.users.take(events.user),
            "item_id": known.items.take(events.item),
            TIME: _times(events.time) if events.dated else pa.nulls(len(events), _TIME),
        }
    )
    items = tables.items
    if items is not None:
        items = items.filter(pc.is_in(items[ITEM].cast(pa.string()), value_set=known.items.array))
    kept = Tables(train, items, tables.users, tables.item_attributes, tables.user_attributes)
    return Trial(kept, known, cut)


_TIME = pa.timestamp("us")


def _times(days: npt.NDArray[np.float64]) -> pa.Array:
    return pa.array(np.round(days * 86_400e6).astype(np.int64)).cast(_TIME)


def _recent(days: float) -> Callable[[], Tunable]:
    return lambda: RecentPopularity(days)


def _ease(ridge: float) -> Callable[[], Tunable]:
    return lambda: Ease(EaseSettings(ridge))


def _half_lives(tables: Tables) -> list[float]:
    ends = pc.min_max(tables.interactions[TIME])
    span = (ends["max"].as_py() - ends["min"].as_py()).total_seconds() / 86_400
    return [max(span * share, 0.01) for share in SHARES_OF_TIME]
