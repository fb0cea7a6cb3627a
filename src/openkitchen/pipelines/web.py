"""From a path to the studio that serves it."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from openkitchen.errors import SettingsError
from openkitchen.pipelines.state import (
    Lodging,
    Serving,
    kitchen_of_publication,
    lodging_of,
    open_lodging,
    open_served,
    open_state,
)
from openkitchen.serving.access import Door, KeyRing
from openkitchen.serving.operation import publish
from openkitchen.serving.operation.shelf import digest_of
from openkitchen.store import Store, keys, latest_publication, open_store

__all__ = [
    "Worker",
    "create_app",
    "is_loopback",
    "open_port",
    "prepare",
    "run_server",
    "worker_app",
]

PORT = 8000


def create_app(path: Path, serving: Serving | None = None) -> Any:
    """Make the studio, the API and the Personalize dialect for a workspace or a bundle.

    What was published last is served; without any publication, the bundle in its place. A
    folder that holds nothing yet is served too, without the studio: clients of the dialect
    fill it. In a workspace without a bundle the studio says what to do first.

    Parameters
    ----------
    path
        The workspace, the bundle or the folder.
    serving
        Where the server keeps things, and what it may reach.
    """
    from openkitchen.pipelines.desk import open_desk
    from openkitchen.serving import create_api
    from openkitchen.serving.operation.attending import attend
    from openkitchen.studio import create_app as studio

    serving = serving or Serving()
    lodging = lodging_of(path)
    store = open_store(serving.store or lodging.store)
    try:
        backend = open_state(store, lodging, serving)
        ring = KeyRing(keys(store), always=serving.open_to_others)
    except BaseException:
        store.close()
        raise
    door = Door(ring, serving.limits, signatures=bool(backend.keys))
    desk = open_desk(path, serving.store)
    if backend.kitchen is None and desk is None:
        app = create_api(None, hosts=serving.hosts, personalize=backend, door=door)
    else:
        app = studio(
            backend.kitchen, hosts=serving.hosts, personalize=backend, door=door, desk=desk
        )
    attend(app, backend, ring, partial(kitchen_of_publication, lodging))
    return app


@dataclass(frozen=True, slots=True)
class Worker:
    """Makes the app in a process of its own.

    Parameters
    ----------
    path, serving
        See `create_app`.
    log
        Whether every request is logged; ``None``: logging is left as it is.
    """

    path: Path
    serving: Serving
    log: bool | None = None

    def __call__(self) -> Any:
        """Make the app."""
        from openkitchen.serving.operation.log import log_as_json

        if self.log is not None:
            log_as_json(requests=self.log)
        return create_app(self.path, self.serving)


WORKER = "OPENKITCHEN_WORKER"
"""Where a worker finds what to serve, as JSON: its environment, which others cannot read."""


def worker_app() -> Any:
    """Make the app in one of several workers."""
    from openkitchen.serving.operation.running import end_with_parent

    end_with_parent()
    return TypeAdapter(Worker).validate_json(os.environ[WORKER])()


def run_server(worker: Worker, listening: socket.socket, workers: int = 1) -> None:
    """Serve until told to stop.

    Parameters
    ----------
    worker
        Makes the app.
    listening
        The port.
    workers
        How many processes answer.
    """
    from openkitchen.serving.operation.running import run_app

    if workers == 1:
        run_app(worker, listening)
        return
    os.environ[WORKER] = TypeAdapter(Worker).dump_json(worker).decode()
    run_app(f"{__name__}:{worker_app.__name__}", listening, workers)


def prepare(path: Path, serving: Serving, workers: int) -> str:
    """See to it that a server can start, before it does; return what a person should know.

    Several workers serve a publication, so that all serve the same whenever they start: when
    nothing is published yet, the bundle in its place is.

    Raises
    ------
    SettingsError
        When others could reach the server, and it has no keys.
    BundleError, StoreError
        When the bundle or the database cannot be used.
    """
    with open_lodging(path, serving.store) as (store, lodging):
        if serving.open_to_others and not keys(store):
            raise SettingsError(
                "without keys, this machine alone is served",
                hint="Make a key first: openkitchen keys create … ; or use --host 127.0.0.1.",
            )
        kitchen = open_served(store, lodging)
        if kitchen is None or kitchen.number:
            return "" if kitchen is None else _newer(store, lodging)
        if workers == 1:
            return ""
        number = publish(store, lodging.shelf, lodging.bundle, note="first start").number
        return f"Published as number {number}, so that all workers serve the same."


def _newer(store: Store, lodging: Lodging) -> str:
    row = latest_publication(store)
    if row is None or not (lodging.bundle / "bundle.json").is_file():
        return ""
    if digest_of(lodging.bundle) == row.sha256:
        return ""
    return (
        f"Publication {row.id} is served. The bundle in {lodging.bundle} is another one: "
        "'openkitchen publish' puts it in front."
    )


def is_loopback(host: str) -> bool:
    """Return whether this machine alone reaches an address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def open_port(host: str, port: int | None) -> socket.socket:
    """Listen on an address; port 0 takes a free one, ``None`` 8000 or a free one.

    Raises
    ------
    SettingsError
        When the address cannot be had.
    """
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
        listening.listen(1024)
    except OSError:
        listening.close()
        raise
    return listening
