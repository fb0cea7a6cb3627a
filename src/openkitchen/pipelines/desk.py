"""A workspace, as the studio's pages ask it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from openkitchen.errors import InputError, OpenKitchenError
from openkitchen.experiments import ledger as book
from openkitchen.experiments.ledger import Entry, Ledger
from openkitchen.pilot.desk import close_pilot
from openkitchen.pilot.people import guests_in
from openkitchen.pipelines.attention import look_around
from openkitchen.pipelines.figures_page import figures_page
from openkitchen.pipelines.identity_views import IdentityDesk, open_identity
from openkitchen.pipelines.kept_pages import kept_page, stamp_of
from openkitchen.pipelines.ledgers import ledger_in
from openkitchen.pipelines.page import data_way
from openkitchen.pipelines.pilot import MAILS, open_pilot, stated_in
from openkitchen.pipelines.pilot_rounds import let_in
from openkitchen.pipelines.receiving import received_in
from openkitchen.pipelines.shelf import open_shelf
from openkitchen.pipelines.working import STORE
from openkitchen.pipelines.workspace import Workspace, open_workspace
from openkitchen.reporting import AnswerPage, DataWay, behaviour_page
from openkitchen.reporting.kept_page import KeptPage
from openkitchen.schema.columns import ITEM, USER
from openkitchen.sources import Source, read_sources
from openkitchen.sources.calendar import Calendar, calendar
from openkitchen.store import ReceiptRow, open_store, receipts
from openkitchen.studio.desk import Attention, Review, Stage, StatedPilot
from openkitchen.studio.standing import STANDING_WORDS
from openkitchen.studio.work import Job, Work

__all__ = ["WorkspaceDesk", "begin_standing", "open_desk"]

LEFT_BY_RUNS: Mapping[str, tuple[str, str, Callable[[Any], AnswerPage]]] = {
    "behaviour": ("behaviour.json", "behaviour_checks", behaviour_page),
    "figures": ("evaluations.parquet", "evaluations", figures_page),
}
"""What runs leave in the folder of reports: its file, its name in the catalog, its page."""

_IDS = {"users": USER, "items": ITEM}


@dataclass
class WorkspaceDesk:
    """A workspace, asked by pages; what takes a moment is kept until the next run.

    Parameters
    ----------
    workspace
        The workspace.
    work
        What takes longer than a page may.
    store
        URL of the server's database; empty: the workspace's own.
    """

    workspace: Workspace
    work: Work
    store: str = ""
    _ways: dict[str, DataWay] = field(default_factory=dict)
    _pages: dict[str, tuple[float, KeptPage | None]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What people call it: its folder."""
        return self.workspace.root.name

    @property
    def folder(self) -> str:
        """Where it is."""
        return str(self.workspace.root)

    def stage(self) -> Stage:
        """Return how far it has come."""
        here, sources, files = self.workspace, self._sources, len(self._receipts)
        return Stage(
            sources=len(sources),
            files=files,
            ran=(here.bundle / "bundle.json").is_file(),
            report=here.report.is_file(),
            blank=not sources and not files,
        )

    def attention(self) -> Sequence[Attention]:
        """Return what a person should look at."""
        return look_around(
            self.workspace, self.calendar(), self.way(), self.review(), self.ledger()
        )

    def way(self) -> DataWay | None:
        """Return the data's way; ``None`` before the first run."""
        stamp = stamp_of(self.workspace)
        if not stamp or not (self.workspace.bundle / "bundle.json").is_file():
            return None
        if stamp not in self._ways:
            self._ways = {stamp: self._way()}
        return self._ways[stamp]

    def calendar(self) -> Calendar:
        """Return what came day by day."""
        return calendar(self._sources, self._receipts)

    def version_numbers(self) -> Sequence[str]:
        """Return the numbers of the versions of the identity map, the oldest first."""
        return [str(version.number) for version in self._identity.versions()]

    def review(self) -> Review:
        """Return the review queue."""
        folder = self._identity.folder
        decided = folder.log.decisions()
        waiting = tuple(one for one in folder.questions() if one.id not in decided)
        return Review(waiting, decided)

    def decide(self, accept: Sequence[str], reject: Sequence[str], by: str, why: str) -> None:
        """Keep decisions of the review queue."""
        self._identity.decide(accept, reject, by, why)

    def ledger(self) -> Ledger:
        """Return the ledger of questions."""
        return book.open_ledger(ledger_in(self.workspace.root))

    def latest(self, command: str) -> Entry | None:
        """Return the latest answer to one of the standing questions, if it was asked."""
        found = [entry for entry in self.ledger().entries if entry.command == command]
        return found[-1] if found else None

    def page(self, name: str) -> KeptPage | None:
        """Return a kept page: of a ledger entry by its id, or of data by its name."""
        if name in LEFT_BY_RUNS:
            return self._left(name)
        return kept_page(self.workspace, name)

    def note_decision(self, id: str, decision: str, follow_up: str) -> None:  # noqa: A002
        """Keep what was decided on a question."""
        book.decide(ledger_in(self.workspace.root), id, decision, follow_up)

    def stated_pilot(self) -> StatedPilot:
        """Return what is stated about the pilot."""
        settings = stated_in(self.workspace.root)
        return StatedPilot(
            settings,
            f"Mails leave through {settings.mail.host}."
            if settings.mail.host
            else f"No mail server is stated in pilot.yml, so mails are written into {MAILS}, as "
            "files to look at.",
        )

    def invite(self, people: str) -> None:
        """Let people take part, one a line; the first call begins the pilot."""
        guests = guests_in(people, "the form")
        if not guests:
            raise InputError("nobody stands in the form", hint="Write one address a line.")
        let_in(self.workspace.root, guests, self.store)

    def close_pilot(self) -> None:
        """End the pilot that is stated."""
        with open_pilot(self.workspace.root, self.store) as desk:
            close_pilot(desk)

    def columns(self) -> Mapping[str, Sequence[str]]:
        """Return the columns of ``users`` and ``items`` that questions may be about."""
        found = {}
        for table, own in _IDS.items():
            path = self.workspace.root / "data" / "03_primary" / f"{table}.parquet"
            names = pq.read_schema(path).names if path.is_file() else []
            found[table] = [name for name in names if name != own]
        return found

    @property
    def _sources(self) -> Mapping[str, Source]:
        path = self.workspace.sources_file
        stat = path.stat()
        return _declared(path, (stat.st_mtime_ns, stat.st_size))

    @property
    def _receipts(self) -> Sequence[ReceiptRow]:
        with open_store(self.workspace.store) as store:
            return receipts(store)

    @property
    def _identity(self) -> IdentityDesk:
        return open_identity(self.workspace.root)

    def _left(self, name: str) -> KeptPage | None:
        """Return a page of what the last run left; drawn once for each run."""
        file, table, draw = LEFT_BY_RUNS[name]
        path = self.workspace.report.with_name(file)
        if not path.is_file():
            return None
        moment = path.stat().st_mtime
        if self._pages.get(name, (0.0, None))[0] != moment:
            drawn = draw(open_shelf(self.workspace.root, "local").load(table))
            made = datetime.fromtimestamp(moment, UTC).replace(tzinfo=None, microsecond=0)
            self._pages[name] = (moment, KeptPage(drawn, made, fresh=True))
        return self._pages[name][1]

    def _way(self) -> DataWay:
        load = open_shelf(self.workspace.root, "local").load
        received = received_in(self.workspace.typed)
        return data_way(received, load("identity_map"), load("funnel"), load("interactions"))


@lru_cache(maxsize=8)
def _declared(path: Path, stamp: tuple[int, int]) -> Mapping[str, Source]:
    """Read the declared sources once for each version of the file."""
    del stamp
    return read_sources(path)


def open_desk(folder: Path, store: str = "") -> WorkspaceDesk | None:
    """Open a workspace for the studio; ``None`` where a folder is none.

    Parameters
    ----------
    folder
        The workspace.
    store
        URL of the server's database; empty: the workspace's own.
    """
    try:
        workspace = open_workspace(folder)
    except OpenKitchenError:
        return None
    command = (sys.executable, "-m", "openkitchen.pipelines.working")
    environment = {STORE: store} if store else {}
    return WorkspaceDesk(workspace, Work(workspace.hidden / "work", command, environment), store)


def begin_standing(folder: Path) -> Job | None:
    """Begin to answer what every client asks, in a process of its own.

    Returns
    -------
    The job, as the studio shows it; ``None`` where the folder is no workspace.
    """
    desk = open_desk(folder)
    if desk is None:
        return None
    return desk.work.start("standing", STANDING_WORDS, {"dir": desk.folder})
