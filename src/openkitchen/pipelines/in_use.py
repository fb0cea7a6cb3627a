"""What a workspace serves now, and what it knows: the material of the monitor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import BundleError, ModelError
from openkitchen.models import GlassBox
from openkitchen.models.audience_model import AudienceModel
from openkitchen.pipelines.shelf import Shelf, open_shelf
from openkitchen.pipelines.state import Lodging, open_lodging, open_served
from openkitchen.pipelines.workspace import Workspace, open_workspace
from openkitchen.prepare import tables_of
from openkitchen.schema import Tables
from openkitchen.schema.columns import TIME
from openkitchen.serving import Kitchen
from openkitchen.serving.personalize.opening import with_events
from openkitchen.store import Store

__all__ = ["InUse", "in_use"]

_EPOCH = datetime(1970, 1, 1)


@dataclass
class InUse:
    """A workspace with what it serves.

    Parameters
    ----------
    workspace, shelf
        The workspace, and its files by name.
    store, lodging
        Its database, and where published bundles lie.
    """

    workspace: Workspace
    shelf: Shelf
    store: Store
    lodging: Lodging

    @cached_property
    def kitchen(self) -> Kitchen:
        """What is served: what was published last, or the bundle in its place."""
        kitchen = open_served(self.store, self.lodging)
        if kitchen is None:
            raise BundleError("nothing is served yet", hint="openkitchen run")
        return with_events(kitchen, self.store)

    @property
    def model(self) -> AudienceModel:
        """The model that is served."""
        return self.kitchen.model

    @property
    def glass_box(self) -> GlassBox:
        """The same, as a model that can be fitted anew with its settings."""
        model = self.model
        if not isinstance(model, GlassBox):
            raise ModelError(
                f"the served model is a {model.name}, which is not fitted here",
                hint="Replays need a glass box.",
            )
        return model

    @property
    def learned_until(self) -> datetime:
        """The last moment that the served model knows."""
        return _EPOCH + timedelta(days=self.model.known.events.end)

    @cached_property
    def interactions(self) -> pa.Table:
        """Cleaned events, as the last run left them."""
        return self._table("interactions")

    @cached_property
    def known_until(self) -> datetime:
        """The last moment of the data."""
        last: datetime = pc.max(self.interactions[TIME].cast(pa.timestamp("us"))).as_py()
        return last

    @property
    def age_weeks(self) -> float:
        """How many weeks the served model is behind the data."""
        return max(0.0, (self.known_until - self.learned_until) / timedelta(days=7))

    @cached_property
    def tables(self) -> Tables:
        """The primary tables."""
        return tables_of(self.interactions, self._table("users"), self._table("items"))

    @cached_property
    def identity_map(self) -> pa.Table:
        """Who is who."""
        return self._table("identity_map")

    def _table(self, name: str) -> pa.Table:
        found = self.shelf.load(name)
        table: pa.Table = found if isinstance(found, pa.Table) else found.read()
        return table


@contextmanager
def in_use(folder: Path, env: str = "local") -> Iterator[InUse]:
    """Open what a workspace serves, for as long as a block takes.

    Raises
    ------
    WorkspaceError
        When the folder is no workspace.
    """
    workspace = open_workspace(folder)
    with open_lodging(workspace.root) as (store, lodging):
        yield InUse(workspace, open_shelf(workspace.root, env), store, lodging)
