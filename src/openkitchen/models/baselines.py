"""Baselines with a fair chance: each has its setting chosen on the same validation cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.models.audience import know
from openkitchen.models.contract import Progress
from openkitchen.models.ease import Ease, EaseSettings
from openkitchen.models.popularity import Popularity, RecentPopularity
from openkitchen.models.validation import cut_events, ndcg
from openkitchen.schema import Tables
from openkitchen.schema.columns import TIME

__all__ = ["fit_baselines", "tune"]

Tunable = Popularity | Ease

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
        models.append(tune([_recent(days) for days in _half_lives(tables)], tables, progress))
    models.append(tune([_ease(ridge) for ridge in RIDGES], tables, progress))
    return models


def tune(
    candidates: Sequence[Callable[[], Tunable]],
    tables: Tables,
    progress: Progress | None = None,
) -> Tunable:
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
    known = know(Tables(tables.interactions))  # without items that nobody ever had
    cut = cut_events(known.events, len(known.items))
    events = cut.train
    train = Tables(
        pa.table(
            {
                "user_id": known.users.take(events.user),
                "item_id": known.items.take(events.item),
                TIME: _times(events.time) if events.dated else pa.nulls(len(events), _TIME),
            }
        )
    )
    values = []
    for done, make in enumerate(candidates):
        if progress:
            progress("tuning baselines", done, len(candidates))
        model = make().fit(train)
        places = model.known.items.find(known.items.array)
        told = []
        for questions in cut.questions:
            if len(questions.audience):
                ids = known.users.take(questions.audience.codes).to_pylist()
                scores = np.full((len(ids), len(places)), -np.inf)
                scores[:, places >= 0] = model.score(ids)[:, places[places >= 0]]
                told.append(float(ndcg(questions, scores).mean()))
        values.append(float(np.mean(told)) if told else 0.0)
    if progress:
        progress("tuning baselines", len(candidates), len(candidates))
    return candidates[int(np.argmax(values))]().fit(tables)


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
