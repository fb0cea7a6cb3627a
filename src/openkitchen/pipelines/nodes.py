"""Library calls in the shape of nodes: tables and settings in, one result out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from openkitchen.errors import SettingsError
from openkitchen.evaluate import Evaluation, evaluate_lists
from openkitchen.models import (
    GlassBox,
    Model,
    Progress,
    fit_baselines,
    rules_of,
    settings_from_text,
)
from openkitchen.prepare import tables_of
from openkitchen.schema.columns import USER

__all__ = ["evaluate_models", "fit", "readable", "recommend_everyone", "refit"]

WORDS = {
    "glass-box": "Glass box",
    "popularity": "Popularity",
    "recent-popularity": "Recent popularity",
    "ease": "EASE",
}


def fit(
    interactions: pa.Table,
    users: pa.Table,
    items: pa.Table,
    settings: Mapping[str, Any],
    parameters: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> GlassBox:
    """Fit the glass box; settings that are not given are searched.

    Its lists obey the ``rules`` of the parameters, if they state any.
    """
    if not isinstance(settings, Mapping):
        raise SettingsError(
            f"model = {settings!r} in the parameters", hint="Write it as {power: 0.5, trend: 0}."
        )
    given = settings_from_text({name: _as_text(value) for name, value in settings.items()})
    rules = rules_of((parameters or {}).get("rules") or {}, Path())
    return GlassBox(given).fit(tables_of(interactions, users, items), progress).with_rules(rules)


def refit(interactions: pa.Table, users: pa.Table, items: pa.Table, model: GlassBox) -> GlassBox:
    """Fit on other interactions with the settings and rules of a fitted model."""
    fitted = GlassBox(model.fitted.settings).fit(tables_of(interactions, users, items))
    return fitted.with_rules(model.rules)


def evaluate_models(
    model: GlassBox,
    train: pa.Table,
    test: pa.Table,
    users: pa.Table,
    items: pa.Table,
    k: int,
    progress: Progress | None = None,
) -> dict[str, Evaluation]:
    """Evaluate the glass box and the tuned baselines on the test period, by name in words.

    All of them obey the same rules. Where lists may hold what people had before, that is
    among what is to be foretold.

    Raises
    ------
    InputError
        When nobody chose anything that counts in the test period.
    """
    k = _length(k)
    baselines = fit_baselines(tables_of(train, users, items), progress)
    models: list[Model] = [model, *(one.with_rules(model.rules) for one in baselines)]
    people = sorted(set(test[USER].to_pylist()))
    return {
        WORDS.get(one.name, one.name): evaluate_lists(
            one.recommend(people, k).table,
            test,
            k,
            train,
            eligible=len(one.items),
            keep_seen=not model.rules.seen,
        )
        for one in models
    }


def readable(evaluations: Mapping[str, Evaluation]) -> dict[str, Evaluation]:
    """Return the evaluations once more, to be written for people."""
    return dict(evaluations)


def recommend_everyone(model: GlassBox, k: int) -> pa.Table:
    """Return the list of every known user."""
    return model.recommend(k=_length(k)).table


def _length(k: Any) -> int:
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        raise SettingsError(
            f"list_length = {k!r} in the parameters", hint="Write a whole number from 1."
        )
    return k


def _as_text(value: Any) -> str:
    return ",".join(str(part) for part in value) if isinstance(value, list) else str(value)
