"""What a question about lists is asked of: a workspace, a bundle and files, or files alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from openkitchen.errors import SettingsError
from openkitchen.evaluate import Evaluation, read_choices, read_lists
from openkitchen.models import Progress
from openkitchen.pipelines.bundles import load_bundle
from openkitchen.pipelines.shelf import open_shelf
from openkitchen.pipelines.workspace import open_workspace
from openkitchen.schema.columns import GRADE, ITEM, RANK, SCORE, TIME, USER
from openkitchen.schema.same_ids import need_same_ids
from openkitchen.sources.attribute_tables import read_attributes
from openkitchen.sources.opening import open_file

__all__ = ["Given", "Material", "learned", "open_material", "read_table"]

_DAY = 86_400e6
_OURS = (USER, ITEM, TIME, RANK, SCORE, GRADE)


@dataclass(frozen=True)
class Given:
    """What was named on the command line.

    Parameters
    ----------
    bundle
        A bundle, or a workspace.
    dir
        A workspace, whose test period is asked about.
    recommendations, truth, train, items, users
        Files.
    columns
        Their column name → ours, or ours → theirs.
    """

    bundle: Path | None = None
    dir: Path | None = None
    recommendations: Path | None = None
    truth: Path | None = None
    train: Path | None = None
    items: Path | None = None
    users: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, str]:
        """Their column name → ours; a pair written the other way round is turned."""
        turned = {a: a in _OURS and b not in _OURS for a, b in self.columns.items()}
        return {(b if turned[a] else a): (a if turned[a] else b) for a, b in self.columns.items()}


@dataclass(frozen=True)
class Material:
    """What there is to answer from.

    Parameters
    ----------
    model
        A fitted model; ``None`` for lists of unknown making.
    lists
        The lists of a file; ``None`` when the model makes them.
    truth, train, items, users
        Tables; ``None`` where not given.
    evaluations
        Of the workspace's last run, by the models' names in words.
    """

    model: Any
    lists: pa.Table | None
    truth: pa.Table | None
    train: pa.Table | None
    items: pa.Table | None
    users: pa.Table | None
    evaluations: Mapping[str, Evaluation] = field(default_factory=dict)

    @property
    def keep_seen(self) -> bool:
        """Whether the model's lists may hold what users had before: then that counts, too."""
        rules = getattr(self.model, "rules", None)
        return self.lists is None and rules is not None and not rules.seen

    def recommend(self, k: int, progress: Progress | None = None) -> pa.Table:
        """Return the lists: those of the file, or the model's for the users of the truth."""
        if self.lists is not None:
            return self.lists
        model = self.need_model("lists")
        users = None
        if self.truth is not None:
            users = sorted(set(self.truth[USER].cast(pa.string()).to_pylist()))
        if progress:
            progress("recommending", 0, 1)
        lists: pa.Table = model.recommend(users, k).table
        if progress:
            progress("recommending", 1, 1)
        return lists

    def need_model(self, what: str) -> Any:
        """Return the model.

        Raises
        ------
        SettingsError
            When there is none.
        """
        if self.model is None:
            raise SettingsError(
                f"no bundle is named, and {what} need one",
                hint="Name a bundle, or a workspace with --dir.",
            )
        return self.model

    def need_truth(self) -> pa.Table:
        """Return the truth.

        Raises
        ------
        SettingsError
            When there is none.
        """
        if self.truth is None:
            raise SettingsError(
                "it is not said what users chose",
                hint="Give --truth FILE (user_id,item_id), or a workspace with --dir.",
            )
        return self.truth

    def need_train(self) -> pa.Table:
        """Return the training data.

        Raises
        ------
        SettingsError
            When there are none.
        """
        if self.train is None:
            raise SettingsError(
                "there are no training data", hint="Give --train FILE, a bundle, or --dir."
            )
        return self.train

    @property
    def eligible(self) -> int | None:
        """How many items the model can show; ``None`` without one."""
        return None if self.model is None else len(self.model.items)


def open_material(given: Given) -> Material:
    """Open what was named.

    Raises
    ------
    SettingsError
        When nothing was named that lists could come from.
    InputError
        When ids of the truth are written otherwise than those that were learned from.
    """
    if given.dir is not None:
        return _of_workspace(given)
    if given.bundle is None and given.recommendations is None:
        raise SettingsError(
            "nothing to evaluate",
            hint="Name a bundle, a file with --recommendations, or a workspace with --dir.",
        )
    model = None if given.bundle is None else load_bundle(given.bundle)
    lists = given.recommendations
    train = None if given.train is None else read_choices(given.train, given.names)
    if train is None and model is not None:
        train = learned(model)
    truth = None if given.truth is None else read_choices(given.truth, given.names)
    _need_same_ids(truth, train)
    tables = getattr(model, "tables", None)
    kept = (None, None) if tables is None else (tables.items, tables.users)
    return Material(
        model,
        None if lists is None else read_lists(lists, given.names),
        truth,
        train,
        kept[0] if given.items is None else read_table(given.items, ITEM, given.names),
        kept[1] if given.users is None else read_table(given.users, USER, given.names),
    )


def _need_same_ids(truth: pa.Table | None, train: pa.Table | None) -> None:
    """Stop where what was chosen and what was learned from write the same ids otherwise."""
    if truth is None or train is None:
        return
    for column in (USER, ITEM):
        need_same_ids(
            truth[column], train[column], asked_as="the truth", known_as="the training data"
        )


def learned(model: Any) -> pa.Table:
    """Return what a model learned from: users, items and times."""
    known = model.known
    events = known.events
    when = pa.nulls(len(events), pa.timestamp("us"))
    if events.dated:
        when = pa.array(np.round(events.time * _DAY).astype(np.int64)).cast(pa.timestamp("us"))
    return pa.table(
        {USER: known.users.take(events.user), ITEM: known.items.take(events.item), TIME: when}
    )


def read_table(path: Path, id_column: str, columns: Mapping[str, str]) -> pa.Table:
    """Read a table of users or items; rows without an id are passed over."""
    extract = open_file(path, wanted=(id_column,))
    mine = {theirs: ours for theirs, ours in columns.items() if theirs in extract.header}
    return read_attributes(extract, id_column, mine).rows


def _of_workspace(given: Given) -> Material:
    """Take a workspace's tables, the test period as truth, and the model fitted before it."""
    root = given.dir or Path()
    shelf = open_shelf(open_workspace(root).root, "local")
    model = load_bundle(shelf.path("model_on_train") if given.bundle is None else given.bundle)
    asked = given.recommendations
    items, users = shelf.load("items"), shelf.load("users")
    return Material(
        model,
        None if asked is None else read_lists(asked, given.names),
        shelf.load("test") if given.truth is None else read_choices(given.truth, given.names),
        shelf.load("train") if given.train is None else read_choices(given.train, given.names),
        items if given.items is None else read_table(given.items, ITEM, given.names),
        users if given.users is None else read_table(given.users, USER, given.names),
        shelf.load("evaluations") if shelf.path("evaluations").is_file() else {},
    )
