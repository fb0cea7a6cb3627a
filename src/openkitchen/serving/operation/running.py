"""Run an app: in this process, or in several workers behind one port."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import Any

import uvicorn
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.supervisors import Multiprocess

from openkitchen.serving.measures import FOLDER

__all__ = ["run_app"]

STOP_SECONDS = 30
_IDLE_SECONDS = 65  # longer than the proxies' usual minute, so that they close first
_ALIVE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class _InWorker:
    """Makes the app in a worker, which ends when the process that started it does."""

    make: Callable[[], Any]

    def __call__(self) -> Any:
        Thread(target=_end_with_parent, name="openkitchen-parent", daemon=True).start()
        return self.make()


class _Workers(Multiprocess):
    """Uvicorn's workers, whose counts are settled when one of them dies."""

    def keep_subprocess_alive(self) -> None:
        before = {process.pid for process in self.processes}
        super().keep_subprocess_alive()
        for pid in before - {process.pid for process in self.processes}:
            mark_process_dead(pid)  # type: ignore[no-untyped-call]


def run_app(make: Callable[[], Any], listening: socket.socket, workers: int = 1) -> None:
    """Serve until told to stop (SIGTERM, SIGINT): requests under way are finished first.

    Parameters
    ----------
    make
        Makes the app; with several workers it is called in each of them, so it must be a
        function or an object that can be sent to another process.
    listening
        The port.
    workers
        How many processes answer. One that dies is replaced.
    """
    config = uvicorn.Config(
        make if workers == 1 else _InWorker(make),
        factory=True,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        timeout_worker_healthcheck=_ALIVE_SECONDS,
        workers=workers,
    )
    if workers == 1:
        uvicorn.Server(config).run(sockets=[listening])
        return
    counts = tempfile.mkdtemp(prefix="openkitchen-counts-")
    os.environ[FOLDER] = counts
    try:
        _Workers(config, sockets=[listening]).run()
    finally:
        shutil.rmtree(counts, ignore_errors=True)
        del os.environ[FOLDER]


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
