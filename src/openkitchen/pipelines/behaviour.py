"""Expectations of lists: where they are stated, and what they are checked on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from openkitchen.errors import FileUnreadable, SettingsError
from openkitchen.evaluate import read_choices, read_lists
from openkitchen.experiments.behaviour import (
    Behaviour,
    Case,
    Stated,
    case_of,
    check_behaviour,
    stated_of,
)
from openkitchen.models import Progress
from openkitchen.pipelines.bundles import load_bundle
from openkitchen.pipelines.material import learned, read_table
from openkitchen.pipelines.outsiders import outside_model
from openkitchen.pipelines.shelf import open_shelf
from openkitchen.pipelines.workspace import Workspace, open_workspace
from openkitchen.prepare import tables_of
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, TIME, USER

__all__ = [
    "Watched",
    "answer_behaviour",
    "check_served",
    "expected_by_default",
    "read_expectations",
]


@dataclass(frozen=True, slots=True)
class Watched:
    """What expectations are checked on.

    Parameters
    ----------
    place
        A workspace or a bundle.
    recommendations
        Lists of any model, instead of the bundle's.
    interactions, items, users
        Files, in the place of what the workspace or the bundle has.
    outside
        A model of another library, as ``module:Class``, fitted on the same tables.
    columns
        Their column name → ours.
    """

    place: Path | None = None
    recommendations: Path | None = None
    interactions: Path | None = None
    items: Path | None = None
    users: Path | None = None
    outside: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


def check_served(
    bundle: Any, interactions: pa.Table, users: pa.Table, items: pa.Table, expectations: Any
) -> Behaviour:
    """Check what is expected of the published bundle's lists.

    Parameters
    ----------
    bundle
        What is published.
    interactions, users, items
        The primary tables.
    expectations
        What ``behaviour.yml`` states; what the template expects, where it is empty.
    """
    stated = stated_of(expectations or expected_by_default())
    tables = tables_of(interactions, users, items)
    return check_behaviour(case_of(bundle, tables, stated.k, stated.people), stated.expectations)


def answer_behaviour(
    watched: Watched,
    expectations: Path | None = None,
    people: int | None = None,
    k: int | None = None,
    progress: Progress | None = None,
) -> Behaviour:
    """Check what is expected of lists.

    Parameters
    ----------
    watched
        What to look at.
    expectations
        A YAML file; that of the workspace, or what the template expects, when ``None``.
    people, k
        In the place of those that are stated.
    progress
        Told of long work.

    Raises
    ------
    SettingsError
        When there are no lists.
    UnknownName
        When an expectation names what does not exist.
    """
    stated = _stated(watched, expectations)
    case = _case(watched, k or stated.k, people or stated.people)
    return check_behaviour(case, stated.expectations, progress)


def read_expectations(path: Path) -> Stated:
    """Read a file of expectations.

    Raises
    ------
    FileUnreadable
        When it is not there, or no YAML.
    """
    if not path.is_file():
        raise FileUnreadable("there is no such file", file=str(path))
    try:
        return stated_of(yaml.safe_load(path.read_text("utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        said = " ".join(str(error).split())
        raise FileUnreadable(f"it is no YAML: {said}", file=str(path)) from error


def expected_by_default() -> Any:
    """Return what the template of a workspace expects of lists."""
    template = files("openkitchen.pipelines") / "template" / "conf" / "base" / "behaviour.yml"
    return yaml.safe_load(template.read_text("utf-8"))


def _stated(watched: Watched, expectations: Path | None) -> Stated:
    if expectations is not None:
        return read_expectations(expectations)
    if watched.place is not None and _is_workspace(watched.place):
        own = watched.place / "conf" / "base" / "behaviour.yml"
        if own.is_file():
            return read_expectations(own)
    return stated_of(expected_by_default())


def _case(watched: Watched, k: int, people: int) -> Case:
    bundle = None if watched.place is None else load_bundle(watched.place)
    tables = _tables(watched, bundle)
    if watched.recommendations is not None:
        lists = read_lists(watched.recommendations, watched.columns)
        return case_of(None, tables, k, people, lists=lists, ruled=bundle)
    if watched.outside is not None:
        model: Any = outside_model(watched.outside)().fit(tables)
        if bundle is not None and hasattr(model, "with_rules"):
            model = model.with_rules(bundle.rules)
        return case_of(model, tables, k, people)
    if bundle is None:
        raise SettingsError(
            "there are no lists to look at",
            hint="Name a workspace or a bundle, or give --recommendations FILE or --outside.",
        )
    return case_of(bundle, tables, k, people)


def _tables(watched: Watched, bundle: Any) -> Tables:
    """Take files where they are given, else the workspace's tables, else the bundle's."""
    kept: Any = None
    interactions = users = items = None
    if watched.place is not None and _is_workspace(watched.place):
        shelf = open_shelf(open_workspace(watched.place).root, "local")
        names = ("interactions", "users", "items")
        interactions, users, items = (shelf.load(name) for name in names)
    elif bundle is not None:
        interactions, kept = learned(bundle), getattr(bundle, "tables", None)
        users, items = (None, None) if kept is None else (kept.users, kept.items)
    if watched.interactions is not None:
        interactions = read_choices(watched.interactions, watched.columns)
    if interactions is None:
        raise SettingsError(
            "it is not said what was learned from", hint="Give --interactions FILE, or a workspace."
        )
    if TIME not in interactions.column_names:
        none = pa.nulls(interactions.num_rows, pa.timestamp("us"))
        interactions = interactions.append_column(TIME, none)
    if watched.users is not None:
        users = read_table(watched.users, USER, watched.columns)
    if watched.items is not None:
        items = read_table(watched.items, ITEM, watched.columns)
    return tables_of(interactions, users, items)


def _is_workspace(place: Path) -> bool:
    return Workspace(place).sources_file.is_file()
