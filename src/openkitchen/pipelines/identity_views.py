"""What the ``identity`` commands ask of a workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openkitchen.errors import SettingsError, UnknownName, WorkspaceError
from openkitchen.experiments.map_impact import MapImpact, map_impact
from openkitchen.identity import (
    IdentityFigures,
    MapDiff,
    MapVersion,
    events_of,
    identity_figures,
    map_version,
    mock_users,
    traffic_of,
)
from openkitchen.identity.beside import Beside, records_beside
from openkitchen.identity.customers import customer_records
from openkitchen.identity.resemblance import Resemblance, resemblance
from openkitchen.identity.review import Decision, Question
from openkitchen.identity.user_ids import overlaps
from openkitchen.models import Progress
from openkitchen.pipelines.bundles import load_bundle
from openkitchen.pipelines.identity_map import IdentityFolder, last_event
from openkitchen.pipelines.receiving import received_in
from openkitchen.pipelines.shelf import open_shelf
from openkitchen.pipelines.workspace import Workspace, open_workspace
from openkitchen.pipelines.writing import write_page
from openkitchen.prepare import prepare_interactions, prepare_items, prepare_users, tables_of
from openkitchen.reporting.identity_pages import impact_page, review_page, versions_page
from openkitchen.schema.columns import ITEM, USER
from openkitchen.sources import Received

__all__ = [
    "IdentityDesk", "Impact", "figures_page", "follow_users", "open_identity", "questions_page",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Impact:
    """What switching from one version to another does.

    Parameters
    ----------
    before, after
        The versions.
    diff
        What changes in the map.
    lists
        What changes in recommendations.
    resembled
        How alike mock users are to mapped ones; ``None`` unless one of the two is mocked.
    page
        Where the page was written.
    """

    before: MapVersion
    after: MapVersion
    diff: MapDiff
    lists: MapImpact
    resembled: Resemblance | None
    page: Path

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return {
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "diff": self.diff.numbers(),
            "impact": self.lists.to_dict(),
            "resemblance": self.resembled.to_dict() if self.resembled else None,
            "page": str(self.page),
        }

    def sentences(self) -> list[str]:
        """Say it in words."""
        alike = self.resembled.sentences() if self.resembled else []
        return [*self.diff.sentences(), *self.lists.sentences(), *alike]


@dataclass(frozen=True, slots=True)
class IdentityDesk:
    """A workspace, asked about who is who.

    Parameters
    ----------
    workspace
        The workspace.
    env
        The folder of settings.
    """

    workspace: Workspace
    env: str = "local"

    @property
    def folder(self) -> IdentityFolder:
        """Versions, questions and decisions."""
        return IdentityFolder(self.workspace.root / "data" / "03_primary" / "identity")

    @property
    def pages(self) -> Path:
        """Where pages are written."""
        return self.workspace.root / "data" / "08_reporting"

    def versions(self) -> list[MapVersion]:
        """Return all versions."""
        return self.folder.history.versions()

    def in_use(self) -> str:
        """Return the name of the version that the last run used; empty before the first."""
        path = self.workspace.root / "data" / "03_primary" / "identity_map.parquet"
        return map_version(pq.read_table(path)) if path.is_file() else ""

    def diff(self, one: str, other: str) -> MapDiff:
        """Say what changed from one version to another."""
        return self.folder.history.diff(one, other, traffic_of(self._received(), self._weights()))

    def figures(self, version: str = "") -> IdentityFigures:
        """Return the figures of a version, or of the one in use; the page is written anew."""
        if version:
            identity_map = self.folder.history.load(version)
        else:
            path = self.workspace.root / "data" / "03_primary" / "identity_map.parquet"
            if not path.is_file():
                raise WorkspaceError("there is no identity map yet", hint="openkitchen run")
            identity_map = pq.read_table(path)
        figures = identity_figures(self._received(), identity_map)
        self._write("identity.html", versions_page(self.versions(), self.in_use(), figures))
        return figures

    def waiting(self) -> list[Question]:
        """Return the questions that nobody has decided."""
        decided = self.folder.log.decisions()
        return [one for one in self.folder.questions() if one.id not in decided]

    def beside(self, questions: Sequence[Question]) -> dict[str, Beside]:
        """Put the customers' records of questions beside each other, as they are received now.

        They are read when somebody looks, and kept nowhere else.
        """
        return records_beside(customer_records(self._received()), questions)

    def decide(
        self, accept: Sequence[str], reject: Sequence[str], by: str = "", why: str = ""
    ) -> list[Decision]:
        """Keep decisions and write the page anew."""
        both = sorted(set(accept) & set(reject))
        if both:
            raise SettingsError(f"{both[0]!r} is accepted and rejected", hint="Choose one.")
        made = self.folder.log.decide(self.folder.questions(), accept, reject, by, why)
        self.write_review()
        return made

    def write_review(self) -> Path:
        """Write the page of the review queue."""
        page = review_page(self.folder.questions(), self.folder.log.decisions())
        return self._write("identity_review.html", page)

    def mock(self, n: int, by: str = "") -> MapVersion:
        """Make a version with mock users.

        Parameters
        ----------
        n
            How many.
        by
            An item attribute whose values are the segments; found in the events without it.
        """
        received = self._received()
        segments = None
        if by:
            items = prepare_items(received)
            names = [name for name in items.column_names if name != ITEM]
            if by not in names:
                raise UnknownName("item attribute", by, names)
            column = items[by]
            if pa.types.is_list(column.type):
                column = pc.list_element(
                    pc.if_else(pc.greater(pc.list_value_length(column), 0), column, None), 0
                )
            segments = pa.table({ITEM: items[ITEM], "segment": column.cast(pa.string())})
        made = mock_users(events_of(received), n, segments)
        traffic = partial(traffic_of, received, self._weights())
        version, _ = self.folder.history.add(made, traffic, last_event(received))
        return version

    def impact(
        self,
        one: str,
        other: str,
        k: int = 10,
        draws: int = 3,
        seed: int = 0,
        progress: Progress | None = None,
    ) -> Impact:
        """Say for whom recommendations change from one version to another, beside noise."""
        history, received = self.folder.history, self._received()
        before, after = history.find(one), history.find(other)
        maps = [history.load(before), history.load(after)]
        traffic = traffic_of(received, self._weights())
        settings = load_bundle(self.workspace.root).fitted.settings
        prepare = self._parameters().get("prepare") or {}
        interactions = [prepare_interactions(received, each, prepare)[0] for each in maps]
        items = prepare_items(received)
        tables = [
            tables_of(rows, prepare_users(received, each), items)
            for rows, each in zip(interactions, maps, strict=True)
        ]
        diff = history.diff(str(before.number), str(after.number), traffic)
        follow = follow_users(maps, interactions, traffic)
        moved = diff.moved_users
        one_table, other_table = tables
        lists = map_impact(
            one_table, other_table, settings, follow, moved, k, draws, seed, progress
        )
        alike = None
        if before.mock != after.mock:
            pair, mock = interactions, maps[0]
            if after.mock:
                pair, mock = pair[::-1], maps[1]
            alike = resemblance(_users_of(mock, pair[0]), pair[1])
        told = [*diff.sentences(), *(alike.sentences() if alike else [])]
        page = impact_page(str(before.number), str(after.number), lists, told)
        where = self._write("identity_impact.html", page)
        return Impact(before, after, diff, lists, alike, where)

    def _received(self) -> Received:
        return received_in(self.workspace.typed)

    def _parameters(self) -> Mapping[str, Any]:
        return open_shelf(self.workspace.root, self.env).parameters

    def _weights(self) -> Mapping[str, float]:
        return (self._parameters().get("prepare") or {}).get("event_weights") or {}

    def _write(self, name: str, page: str) -> Path:
        self.pages.mkdir(parents=True, exist_ok=True)
        write_page(page, self.pages / name)
        return self.pages / name


def open_identity(folder: Path, env: str = "local") -> IdentityDesk:
    """Open a workspace to ask about who is who."""
    return IdentityDesk(open_workspace(folder), env)


def figures_page(received: Received, identity_map: pa.Table, folder: IdentityFolder) -> str:
    """Write the page of versions and figures, as a step."""
    figures = identity_figures(received, identity_map)
    return versions_page(folder.history.versions(), map_version(identity_map), figures)


def questions_page(identity_map: pa.Table, folder: IdentityFolder) -> str:
    """Write the page of the review queue, as a step, once the map is made."""
    del identity_map
    return review_page(folder.questions(), folder.log.decisions())


def _users_of(identity_map: pa.Table, interactions: pa.Table) -> pa.Table:
    """Leave out what visitors do whom the map does not know."""
    return interactions.filter(pc.is_in(interactions[USER], identity_map[USER].combine_chunks()))


def follow_users(
    maps: Sequence[pa.Table], interactions: Sequence[pa.Table], traffic: pa.Table
) -> dict[str, str]:
    """Say which later user each earlier one mostly is, among those with interactions."""
    users = [pc.unique(rows["user_id"]) for rows in interactions]
    shared = overlaps(maps[0], maps[1], traffic)
    known = pc.and_(
        pc.is_in(shared["before_user"], users[0]), pc.is_in(shared["after_user"], users[1])
    )
    ordered = shared.filter(known).sort_by(
        [("events", "descending"), ("ids", "descending"), ("after_user", "ascending")]
    )
    follow: dict[str, str] = {}
    rows = zip(ordered["before_user"].to_pylist(), ordered["after_user"].to_pylist(), strict=True)
    for old, new in rows:
        follow.setdefault(old, new)
    for user in set(users[0].to_pylist()) & set(users[1].to_pylist()):
        follow.setdefault(user, user)
    return follow
