"""Compare models on a workspace's test period, or on tables in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from openkitchen.errors import ModelError, SettingsError
from openkitchen.evaluate import read_choices
from openkitchen.experiments.contenders import house_contenders
from openkitchen.experiments.model_choice import ModelChoice, compare_models
from openkitchen.models import GlassBox, GlassBoxSettings, Progress, Rules, read_rules
from openkitchen.pipelines.bundles import load_bundle
from openkitchen.pipelines.outsiders import outside_contender
from openkitchen.pipelines.shelf import open_shelf
from openkitchen.pipelines.workspace import open_workspace
from openkitchen.prepare import split_by_time, tables_of
from openkitchen.schema import Tables

__all__ = ["Ground", "answer_models", "open_ground"]


@dataclass(frozen=True, slots=True)
class Ground:
    """On what models are compared.

    Parameters
    ----------
    workspace
        Its training data, test period, rules, and the settings of its glass box.
    interactions, items, users
        Files, without a workspace.
    truth
        A file of what users chose later; without it, the last share of the interactions.
    test_share
        That share.
    rules, like
        A file of rules, and a bundle that gives the glass box's settings.
    columns
        Their column name → ours.
    """

    workspace: Path | None = None
    interactions: Path | None = None
    items: Path | None = None
    users: Path | None = None
    truth: Path | None = None
    test_share: float = 0.1
    rules: Path | None = None
    like: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


def answer_models(
    ground: Ground,
    names: Sequence[str] | None = None,
    outside: Sequence[str] = (),
    *,
    k: int = 10,
    metric: str = "ndcg",
    margin: float = 0.01,
    progress: Progress | None = None,
) -> ModelChoice:
    """Compare models; see `openkitchen.experiments.model_choice`.

    Parameters
    ----------
    ground
        On what.
    names
        Which of our own models; all when ``None``.
    outside
        Models of other libraries, as ``module:Class``.
    k, metric, margin
        As in `compare_models`.
    progress
        Told of long work.

    Raises
    ------
    SettingsError
        When there are no data, or less than two models.
    """
    others = [outside_contender(named) for named in outside]
    tables, truth, rules, settings = open_ground(ground)
    contenders = [*house_contenders(names, settings, dated=tables.dated), *others]
    return compare_models(
        contenders, tables, truth, k=k, metric=metric, margin=margin, rules=rules, progress=progress
    )


def open_ground(
    ground: Ground,
) -> tuple[Tables, pa.Table, Rules | None, GlassBoxSettings | None]:
    """Return training tables, truth, rules and the glass box's settings, where there are any.

    Raises
    ------
    SettingsError
        When neither a workspace nor interactions are named.
    """
    rules = None if ground.rules is None else read_rules(ground.rules)
    settings = None if ground.like is None else _settings(load_bundle(ground.like), ground.like)
    if ground.workspace is not None:
        shelf = open_shelf(open_workspace(ground.workspace).root, "local")
        model: Any = shelf.load("model_on_train")
        tables = tables_of(shelf.load("train"), shelf.load("users"), shelf.load("items"))
        truth = shelf.load("test") if ground.truth is None else read_choices(ground.truth)
        own = _settings(model, ground.workspace) if settings is None else settings
        return tables, truth, model.rules if rules is None else rules, own
    if ground.interactions is None:
        raise SettingsError(
            "there is nothing to compare models on",
            hint="Name a workspace, or give --interactions FILE.",
        )
    from openkitchen.sources import read_files

    tables, _ = read_files(ground.interactions, ground.items, ground.users, columns=ground.columns)
    if ground.truth is not None:
        return tables, read_choices(ground.truth, ground.columns), rules, settings
    train, test = split_by_time(tables.interactions, ground.test_share)
    return tables.with_interactions(train), test, rules, settings


def _settings(model: Any, where: Path) -> GlassBoxSettings:
    if not isinstance(model, GlassBox):
        raise ModelError(
            f"{where} holds a model of kind {model.name!r}, which has no such settings",
            hint="Name the bundle of a glass box.",
        )
    return model.fitted.settings
