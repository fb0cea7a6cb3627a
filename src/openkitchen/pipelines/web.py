"""From a path to the studio that serves it."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

from openkitchen.errors import SettingsError
from openkitchen.pipelines.runner import run_workspace
from openkitchen.pipelines.state import Serving, is_empty, open_state
from openkitchen.pipelines.workspace import bundle_in, open_workspace
from openkitchen.pipelines.writing import write_page
from openkitchen.serving import open_kitchen
from openkitchen.serving.personalize import Backend

__all__ = ["create_app", "open_port", "open_serving", "report_file"]

PORT = 8000
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def create_app(path: Path, serving: Serving | None = None) -> Any:
    """Make the studio, the API and the Personalize dialect for a workspace or a bundle.

    A folder that holds nothing yet is served too, without the studio: clients of the dialect
    fill it.

    Parameters
    ----------
    path
        The workspace, the bundle or the folder.
    serving
        Where the server keeps things, and what it may reach.
    """
    from openkitchen.serving import create_api
    from openkitchen.studio import create_app as studio

    backend = open_serving(path, serving or Serving())
    if backend.kitchen is None:
        return create_api(None, personalize=backend)
    return studio(backend.kitchen, personalize=backend)


def open_serving(path: Path, serving: Serving, *, resume: bool = True) -> Backend:
    """Load what a workspace or a bundle serves, and open what its server keeps.

    Parameters
    ----------
    path, serving, resume
        See `create_app` and `openkitchen.pipelines.state.open_state`.
    """
    bundle, report, name = bundle_in(path), None, Path(path).resolve().name
    if bundle != Path(path):
        report = open_workspace(path).report
    bare = is_empty(bundle) or (bundle != Path(path) and not bundle.exists())
    kitchen = None if bare else open_kitchen(bundle, report=report, name=name)
    return open_state(path, kitchen, serving, resume=resume)


def open_port(host: str, port: int | None) -> socket.socket:
    """Listen on a loopback address; port 0 takes a free one, ``None`` 8000 or a free one.

    Raises
    ------
    SettingsError
        When the address cannot be had, or others could reach it.
    """
    if host not in LOOPBACK:
        raise SettingsError(
            f"the studio listens on this machine alone, not on {host}",
            hint=f"Use --host {LOOPBACK[0]}, and a proxy with a login in front for others: "
            "there are no keys yet that would tell who asks.",
        )
    try:
        return _listen(host, PORT if port is None else port)
    except OSError as error:
        if port is None:
            return _listen(host, 0)
        raise SettingsError(
            f"cannot listen on {host}:{port}: {error.strerror or error}",
            hint="Choose another --port; 0 takes a free one.",
        ) from error


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def report_file(folder: Path, out: Path | None = None) -> Path:
    """Write a workspace's report anew and return where it is.

    Parameters
    ----------
    folder
        The workspace; what the report tells must have been run.
    out
        A further place to write the page to.
    """
    workspace = open_workspace(folder)
    run_workspace(folder, only=["report"])
    if out is None:
        return workspace.report
    write_page(workspace.report.read_text("utf-8"), out)
    return out
