"""Receive extracts into a workspace, and read there what was received."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from openkitchen.errors import WorkspaceError
from openkitchen.models import Progress
from openkitchen.pipelines.digests import digest_of_text
from openkitchen.pipelines.left_out import left_out
from openkitchen.pipelines.workspace import Workspace, open_workspace
from openkitchen.pipelines.writing import write_page
from openkitchen.sources import Calendar, Receipts, Received, Source, calendar, read_sources
from openkitchen.sources import receive as take_in
from openkitchen.sources import received as taken_in
from openkitchen.sources.ledger import counted
from openkitchen.sources.left_out import leave_out
from openkitchen.store import open_store, receipts

__all__ = [
    "calendar_of",
    "counted_in",
    "receive_files",
    "received_in",
    "sources_of",
    "write_calendar",
]

FORGOTTEN = "the list of forgotten people"


def receive_files(
    folder: Path,
    paths: Iterable[Path | str],
    source: str | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
    piped_name: str = "",
) -> Receipts:
    """Take delivered files into a workspace.

    Parameters
    ----------
    folder
        The workspace.
    paths
        Files, folders of them, ``-``, and addresses of object storage and tables.
    source
        The source's name; told from each file's name when ``None``.
    progress
        Told of each file.
    now
        The moment of receiving; the clock's time by default.
    piped_name
        What to call the file that comes from standard input.
    """
    workspace = open_workspace(folder)
    sources = sources_of(workspace)
    with open_store(workspace.store) as store:
        return take_in(
            paths,
            sources,
            raw=workspace.raw,
            typed=workspace.typed,
            store=store,
            source=source,
            progress=progress,
            now=now,
            piped_name=piped_name,
        )


def calendar_of(folder: Path) -> Calendar:
    """Return what came day by day, and how much of the promise that is."""
    workspace = open_workspace(folder)
    with open_store(workspace.store) as store:
        return calendar(sources_of(workspace), receipts(store))


def write_calendar(folder: Path, page: Path) -> Calendar:
    """Write the calendar as a page, whole or not at all; return it too."""
    from openkitchen.reporting import render_calendar

    shown = calendar_of(folder)
    write_page(render_calendar(shown), page)
    return shown


def received_in(typed: Path) -> Received:
    """Read what a workspace has received, given its folder of typed rows.

    Raises
    ------
    WorkspaceError
        When nothing has been received yet.
    """
    workspace = open_workspace(Path(typed).parents[1])
    with open_store(workspace.store) as store:
        found = taken_in(sources_of(workspace), store, workspace.typed)
        found = leave_out(found, left_out(workspace, store))
    if not any(one.n_rows for one in found.sources):
        raise WorkspaceError(
            f"{workspace.root} has received no rows yet",
            hint="Take in what was delivered: openkitchen sources receive FILE… --dir "
            f"{workspace.root}",
        )
    return found


def counted_in(typed: Path) -> dict[str, str]:
    """Return the delivered files that count, each with a digest, without reading their rows.

    A file's digest changes when its content does, when a later file replaces some of its
    days, and when another number of its rows is rejected. So does the list of people who
    were forgotten, which stands beside the files.
    """
    workspace = open_workspace(Path(typed).parents[1])
    found: dict[str, str] = {}
    with open_store(workspace.store) as store:
        for name, source in read_sources(workspace.sources_file).items():
            for one in counted(source, receipts(store, name)):
                receipt = one.receipt
                said = [
                    receipt.sha256,
                    receipt.typed,
                    receipt.rejected,
                    sorted(map(str, one.without)),
                ]
                key = f"{name} {receipt.file}"
                found[key] = digest_of_text(f"{found.get(key, '')}{said}")
        people = left_out(workspace, store).until
    if people:
        found[FORGOTTEN] = digest_of_text(str(sorted(people.items())))
    return found


def sources_of(workspace: Workspace) -> dict[str, Source]:
    """Read the sources that a workspace declares.

    Raises
    ------
    WorkspaceError
        It declares none.
    """
    sources = read_sources(workspace.sources_file)
    if not sources:
        raise WorkspaceError(
            f"{workspace.sources_file} declares no source",
            hint="Remove the # in front of an example there, and change it to your files.",
        )
    return dict(sources)
