"""A workspace, as the checks of the quality register look at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from openkitchen.errors import WorkspaceError
from openkitchen.evaluate import Evaluation
from openkitchen.experiments.behaviour import Behaviour
from openkitchen.experiments.ledger import Ledger, open_ledger
from openkitchen.identity import IdentityFigures, identity_figures
from openkitchen.models import GlassBox
from openkitchen.models.audience_model import AudienceModel
from openkitchen.pipelines.describing import findings_of
from openkitchen.pipelines.ledgers import FILE
from openkitchen.pipelines.left_out import left_out
from openkitchen.pipelines.page import OURS
from openkitchen.pipelines.receiving import calendar_of, received_in, sources_of
from openkitchen.pipelines.runner import plan_workspace
from openkitchen.pipelines.shelf import Shelf, open_shelf
from openkitchen.pipelines.watch_kept import last_watch
from openkitchen.pipelines.workspace import Workspace, open_workspace
from openkitchen.quality import Watched
from openkitchen.reporting.origins import QUALITY
from openkitchen.sources import Calendar, Received, Source
from openkitchen.sources.findings import Findings
from openkitchen.sources.left_out import LeftOut
from openkitchen.store import open_store

__all__ = ["WorkspaceScene", "open_scene"]

_PAGES = ("report",)
"""Steps that make nothing but a page."""
_SECONDS_A_DAY = 86_400.0


@dataclass
class WorkspaceScene:
    """A workspace; each part is read once, when it is asked for.

    Parameters
    ----------
    workspace
        The workspace.
    shelf
        Its files, by name.
    env
        The folder of settings.
    """

    workspace: Workspace
    shelf: Shelf
    env: str = "local"

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The declared sources."""
        return sources_of(self.workspace)

    @cached_property
    def calendar(self) -> Calendar:
        """Promised against received."""
        return calendar_of(self.workspace.root)

    @cached_property
    def findings(self) -> Findings:
        """What seems wrong with deliveries."""
        return findings_of(self.workspace.root)

    @cached_property
    def received(self) -> Received:
        """The rows that count."""
        return received_in(self.workspace.typed)

    @cached_property
    def identity_map(self) -> pa.Table:
        """Who is who."""
        return self._table("identity_map")

    @cached_property
    def identity(self) -> IdentityFigures:
        """The same in figures."""
        return identity_figures(self.received, self.identity_map)

    @cached_property
    def funnel(self) -> pa.Table:
        """How many events each step left over."""
        return self._table("funnel")

    @cached_property
    def interactions(self) -> pa.Table:
        """Cleaned events."""
        return self._table("interactions")

    @cached_property
    def users(self) -> pa.Table:
        """What is known about users."""
        return self._table("users")

    @cached_property
    def items(self) -> pa.Table:
        """What is known about items."""
        return self._table("items")

    @cached_property
    def train(self) -> pa.Table:
        """What the evaluated model learned from."""
        return self._table("train")

    @cached_property
    def test(self) -> pa.Table:
        """What it is judged by."""
        return self._table("test")

    @cached_property
    def evaluated(self) -> GlassBox:
        """The model that was evaluated."""
        model: GlassBox = self.shelf.load("model_on_train")
        return model

    @cached_property
    def evaluations(self) -> Mapping[str, Evaluation]:
        """Its figures first, then those of simple lists."""
        told: dict[str, Evaluation] = self.shelf.load("evaluations")
        return {OURS: told[OURS], **told} if OURS in told else told

    @cached_property
    def bundle(self) -> AudienceModel:
        """What is published."""
        model: AudienceModel = self.shelf.load("bundle")
        return model

    @cached_property
    def recommendations(self) -> pa.Table:
        """The lists that were written."""
        return self._table("recommendations")

    @cached_property
    def behaviour(self) -> Behaviour:
        """What is expected of lists."""
        told: Behaviour = self.shelf.load("behaviour_checks")
        return told

    @cached_property
    def ledger(self) -> Ledger:
        """Questions, decisions, assumptions; not what this register itself told before."""
        known = open_ledger(self.workspace.root / FILE)
        return replace(known, entries=tuple(e for e in known.entries if e.command != QUALITY))

    @cached_property
    def watched(self) -> Watched | None:
        """What the monitor found last."""
        return last_watch(self.workspace)

    @cached_property
    def _waiting(self) -> Mapping[str, str]:
        planned = plan_workspace(self.workspace.root, self.env)
        return {one.name: f"{one.name} ({'; '.join(one.why)})" for one in planned if one.ran}

    @property
    def waiting_steps(self) -> Sequence[str]:
        """Steps that a run would do now, each with its reason; `waiting_pages` apart."""
        return [told for name, told in self._waiting.items() if name not in _PAGES]

    @property
    def waiting_pages(self) -> Sequence[str]:
        """Steps that only draw pages, and would do so anew: what was asked since is not told."""
        return [told for name, told in self._waiting.items() if name in _PAGES]

    @property
    def report_lag_days(self) -> float | None:
        """Days from the report to the bundle."""
        report, bundle = self.workspace.report, self.workspace.bundle / "bundle.json"
        if not bundle.is_file():
            raise WorkspaceError("nothing has been published yet", hint="openkitchen run")
        if not report.is_file():
            return None
        return (bundle.stat().st_mtime - report.stat().st_mtime) / _SECONDS_A_DAY

    @cached_property
    def forgotten(self) -> LeftOut:
        """Whom runs leave out."""
        with open_store(self.workspace.store) as store:
            return left_out(self.workspace, store)

    def _table(self, name: str) -> pa.Table:
        found: Any = self.shelf.load(name)
        table: pa.Table = found if isinstance(found, pa.Table) else found.read()
        return table


def open_scene(folder: Path, env: str = "local") -> WorkspaceScene:
    """Open a workspace for the checks.

    Raises
    ------
    WorkspaceError
        When the folder is no workspace.
    """
    workspace = open_workspace(folder)
    return WorkspaceScene(workspace, open_shelf(workspace.root, env), env)
