"""The base's model, fitted on what another version of the identity map makes of the events."""

from __future__ import annotations

from pathlib import Path

import pyarrow.compute as pc

from openkitchen.errors import SettingsError
from openkitchen.experiments.arms import Other
from openkitchen.identity import traffic_of
from openkitchen.models import GlassBox, Progress
from openkitchen.pipelines.identity_views import follow_users, open_identity
from openkitchen.pipelines.receiving import received_in
from openkitchen.pipelines.shelf import open_shelf
from openkitchen.prepare import prepare_interactions, prepare_items, prepare_users, tables_of
from openkitchen.schema.columns import TIME

__all__ = ["model_of_map"]


def model_of_map(
    folder: Path,
    version: str,
    base: GlassBox,
    progress: Progress | None = None,
    *,
    whole: bool = False,
) -> Other:
    """Fit the base's settings on the same time, with users as another map tells them apart.

    Parameters
    ----------
    folder
        The workspace.
    version
        The other map's number, name, or ``latest``.
    base
        The model in use.
    progress
        Told of the fit.
    whole
        Learn from everything, as the published bundle does, instead of the training part.

    Raises
    ------
    UnknownName
        When there is no such version.
    SettingsError
        When no run has used a map that is kept.
    """
    desk = open_identity(folder)
    history, in_use = desk.folder.history, desk.in_use()
    if not in_use:
        raise SettingsError("there is no identity map in use yet", hint="openkitchen run")
    other = history.find(version)
    received = received_in(desk.workspace.typed)
    shelf = open_shelf(desk.workspace.root, desk.env)
    prepare = shelf.parameters.get("prepare") or {}
    maps = [history.load(history.find(in_use)), history.load(other)]
    interactions = [prepare_interactions(received, each, prepare)[0] for each in maps]
    follow = follow_users(
        maps, interactions, traffic_of(received, prepare.get("event_weights") or {})
    )
    rows = interactions[1]
    if not whole:
        rows = rows.filter(pc.less_equal(rows[TIME], pc.max(shelf.load("train")[TIME])))
    tables = tables_of(rows, prepare_users(received, maps[1]), prepare_items(received))
    if progress:
        progress("fitting with the other map", 0, 1)
    model = GlassBox(base.fitted.settings).fit(tables).with_rules(base.rules)
    if progress:
        progress("fitting with the other map", 1, 1)
    return Other(f"identity map {other.number}", model, follow)
