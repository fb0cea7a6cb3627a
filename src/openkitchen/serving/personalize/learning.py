"""Fit the model that a recipe stands for, and measure it as the service documents.

Metrics: a tenth of the users is held out. A model that never saw them is given the oldest
nine tenths of each one's interactions; what it then lists is held against the newest tenth.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import SettingsError
from openkitchen.evaluate import evaluate_lists
from openkitchen.models import (
    Ease,
    EaseSettings,
    GlassBox,
    GlassBoxSettings,
    Popularity,
    RecentPopularity,
    settings_from_text,
)
from openkitchen.models.baselines import tune
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, RANK, TIME, USER
from openkitchen.serving.personalize.recipes import Recipe

__all__ = ["Learned", "Trained", "learn"]

Trained = GlassBox | Ease | Popularity

_RIDGES = (50.0, 200.0, 800.0)
_SHARES = (0.003, 0.01, 0.03, 0.1)
_LENGTHS = (5, 10, 25)
_TEST_SHARE = 0.1
_MOST_TESTED = 2000
_NAMES = {
    "mrr": "mean_reciprocal_rank",
    "ndcg": "normalized_discounted_cumulative_gain",
    "precision": "precision",
}


@dataclass(frozen=True)
class Learned:
    """A fitted model with its figures.

    Parameters
    ----------
    model
        Fitted on everything.
    metrics
        By the service's names; empty when no user had two interactions.
    settings
        What was chosen, in words.
    """

    model: Trained
    metrics: Mapping[str, float]
    settings: Mapping[str, str]


def learn(recipe: Recipe, tables: Tables, given: Mapping[str, str]) -> Learned:
    """Fit a recipe's model.

    The settings are chosen without the held-out users; then everything is learned from.

    Parameters
    ----------
    recipe
        What to fit, and what its lists are about.
    tables
        What to learn from.
    given
        Hyperparameters; those that the model does not have count for nothing.
    """
    train, history, truth = _held_out(tables)
    judged = train.interactions.num_rows > 0 and truth.num_rows > 0
    first = _fit(recipe, train if judged else tables, given)
    metrics = _metrics(recipe, first, tables, history, truth) if judged else {}
    model = _again(first).fit(tables) if judged else first
    return Learned(model, metrics, _settings(model))


def _fit(recipe: Recipe, tables: Tables, given: Mapping[str, str]) -> Trained:
    if recipe.learner == "popularity":
        return Popularity().fit(tables)
    if recipe.learner == "recent popularity":
        return _recent(tables, given)
    if recipe.learner == "EASE":
        if "ridge" in given:
            return Ease(EaseSettings(_positive(given, "ridge"))).fit(tables)
        return tune([_ease(ridge) for ridge in _RIDGES], tables)
    own = {field.name for field in fields(GlassBoxSettings)}
    return GlassBox(settings_from_text({k: v for k, v in given.items() if k in own})).fit(tables)


def _recent(tables: Tables, given: Mapping[str, str]) -> Trained:
    if "half_life" in given:
        return RecentPopularity(_positive(given, "half_life")).fit(tables)
    ends = pc.min_max(tables.interactions[TIME])
    span = (ends["max"].as_py() - ends["min"].as_py()).total_seconds() / 86_400
    return tune([_halved(max(span * share, 0.01)) for share in _SHARES], tables)


def _positive(given: Mapping[str, str], name: str) -> float:
    try:
        return float(given[name])
    except ValueError as error:
        raise SettingsError(f"{name} = {given[name]!r} is no number") from error


def _ease(ridge: float) -> Callable[[], Ease]:
    return lambda: Ease(EaseSettings(ridge))


def _halved(days: float) -> Callable[[], RecentPopularity]:
    return lambda: RecentPopularity(days)


def _again(model: Trained) -> Trained:
    """Return the same model, with the same settings, before any fit."""
    if isinstance(model, GlassBox):
        return GlassBox(model.fitted.settings)
    if isinstance(model, Ease):
        return Ease(model.settings)
    if isinstance(model, RecentPopularity):
        return RecentPopularity(model.settings.half_life)
    return Popularity()


def _settings(model: Trained) -> dict[str, str]:
    settings = model.fitted.settings if isinstance(model, GlassBox) else None
    settings = settings or getattr(model, "settings", None)
    if settings is None:
        return {}
    told = {field.name: getattr(settings, field.name) for field in fields(settings)}
    return {
        name: ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
        for name, value in told.items()
    }


def _held_out(tables: Tables) -> tuple[Tables, pa.Table, pa.Table]:
    """Return what to learn from, and the older and newer interactions of the held-out users."""
    rows = tables.interactions.sort_by([(TIME, "ascending"), (ITEM, "ascending")])
    coded = rows[USER].combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.unify_dictionaries().combine_chunks()
    names, user = coded.dictionary.to_pylist(), coded.indices.to_numpy()
    counts = np.bincount(user, minlength=len(names))
    draw = np.array([zlib.crc32(name.encode()) for name in names])
    able = np.flatnonzero(counts > 1)
    wanted = min(max(math.ceil(len(able) * _TEST_SHARE), 1), _MOST_TESTED) if len(able) else 0
    tested = np.zeros(len(names), dtype=np.bool_)
    tested[able[np.argsort(draw[able], kind="stable")[:wanted]]] = True
    order = np.argsort(user, kind="stable")  # rows are in the order of time
    start = np.concatenate([[0], np.cumsum(counts)[:-1]])
    place = np.empty(len(user), dtype=np.int64)
    place[order] = np.arange(len(user)) - start[user[order]]
    newest = place >= counts[user] - np.maximum(counts[user] // 10, 1)
    own = tested[user]
    return (
        tables.with_interactions(rows.filter(pa.array(~own))),
        rows.filter(pa.array(own & ~newest)),
        rows.filter(pa.array(own & newest)),
    )


def _metrics(
    recipe: Recipe, model: Trained, tables: Tables, history: pa.Table, truth: pa.Table
) -> dict[str, float]:
    if recipe.answer in {"after item", "similar items"}:
        last = history.group_by(USER, use_threads=False).aggregate([(ITEM, "last"), (TIME, "last")])
        columns = [last[USER], last[f"{ITEM}_last"], last[f"{TIME}_last"]]
        history = pa.table(columns, names=[USER, ITEM, TIME])
    users = pc.unique(history[USER]).to_pylist()
    lists = model.recommend(users, max(_LENGTHS), history=history).table
    chosen = truth.select([USER, ITEM])
    distinct = set(pc.unique(tables.interactions[ITEM]).to_pylist())
    if tables.items is not None:
        distinct |= set(tables.items[ITEM].to_pylist())
    figures = evaluate_lists(lists, chosen, _LENGTHS, eligible=len(distinct), bootstrap=0).rows
    found = {
        f"{_NAMES[figure.metric]}_at_{figure.k}": figure.value
        for figure in figures
        if figure.metric in _NAMES and (figure.metric != "mrr" or figure.k == max(_LENGTHS))
    }
    shown = pc.count_distinct(lists.filter(pc.less_equal(lists[RANK], max(_LENGTHS)))[ITEM])
    return {"coverage": shown.as_py() / max(len(distinct), 1), **found}
