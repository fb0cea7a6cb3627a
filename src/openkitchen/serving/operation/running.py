"""Run an app: in this process, or in several workers behind one port."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable
from threading import Thread
from typing import Any

import uvicorn
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.supervisors import Multiprocess

from openkitchen.serving.measures import FOLDER

__all__ = ["end_with_parent", "run_app"]

STOP_SECONDS = 30
_IDLE_SECONDS = 65  # longer than the proxies' usual minute, so that they close first
_ALIVE_SECONDS = 30


class _Workers(Multiprocess):
    """Uvicorn's workers, whose counts are settled when one of them dies."""

    def keep_subprocess_alive(self) -> None:
        before = {process.pid for process in self.processes}
        super().keep_subprocess_alive()
        for pid in before - {process.pid for process in self.processes}:
            mark_process_dead(pid)  # type: ignore[no-untyped-call]


def run_app(make: Callable[[], Any] | str, listening: socket.socket, workers: int = 1) -> None:
    """Serve until told to stop (SIGTERM, SIGINT): requests under way are finished first.

    Parameters
    ----------
    make
        Makes the app. For several workers ``module:function``: a worker answers the process
        that started it before it imports this, so that a slow start is not taken for a hang.
    listening
        The port.
    workers
        How many processes answer. One that dies is replaced.
    """
    config = uvicorn.Config(
        make,
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
        # uvicorn passes the signal on once it has stopped: by then, all is done
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        uvicorn.Server(config).run(sockets=[listening])
        return
    counts = tempfile.mkdtemp(prefix="openkitchen-counts-")
    os.environ[FOLDER] = counts
    try:
        _Workers(config, sockets=[listening]).run()
    finally:
        shutil.rmtree(counts, ignore_errors=True)
        del os.environ[FOLDER]


def end_with_parent() -> None:
    """Let this worker end when the process that started it does, however that ends."""
    Thread(target=_wait_for_parent, name="openkitchen-parent", daemon=True).start()


def _wait_for_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
