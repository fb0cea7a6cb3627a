"""Servers to measure: the command as a person starts it, and its workers alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

HOST = "127.0.0.1"
PROGRAM = [sys.executable, "-c", "from openkitchen.cli import main; main()"]
_WAIT_SECONDS = 120


class Server:
    """``openkitchen serve`` as a child.

    Parameters
    ----------
    path
        What to serve.
    options
        Of the command.
    port
        Where; 0: a free port.
    """

    def __init__(self, path: Path, *options: str, port: int = 0) -> None:
        self.path, self.options = path, options
        self.port = port or free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Server:
        """Start it, and wait until it is ready."""
        command = [*PROGRAM, "serve", str(self.path), "--port", str(self.port), "--no-log"]
        self.process = subprocess.Popen(
            [*command, *self.options],
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + _WAIT_SECONDS
        while not self._ready():
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}")
            if time.monotonic() > until:
                raise RuntimeError("the server does not get ready")
            time.sleep(0.05)
        return self

    def kill(self) -> None:
        """Kill it and all its workers, as kill -9 does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(60)

    def stop(self) -> int:
        """Ask it to stop; return its exit code."""
        if self.process is None:
            return 0
        self.process.terminate()
        return self.process.wait(60)

    def processes(self) -> list[int]:
        """Return the ids of its processes."""
        if self.process is None:
            return []
        group = self.process.pid
        found = []
        for folder in Path("/proc").iterdir():
            try:
                if folder.name.isdigit() and os.getpgid(int(folder.name)) == group:
                    found.append(int(folder.name))
            except ProcessLookupError:
                continue
        return found

    def memory(self) -> float:
        """Return what its processes hold: what they share is counted once (PSS), in bytes."""
        total = 0.0
        for pid in self.processes():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
                if line.startswith("Pss:"):
                    total += float(line.split()[1]) * 1024
        return total

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.port}/v1/ready", timeout=5) as said:
                return int(said.status) == 200
        except OSError:
            return False

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            self.stop()


class Workers:
    """The server's workers on one port and one database, without the command around them.

    They are forked from a process that has imported everything, so that one that was killed is
    back at once. What runs in them is what ``openkitchen serve`` runs.

    Parameters
    ----------
    path
        What to serve.
    store
        The database.
    count
        How many.
    """

    def __init__(self, path: Path, store: str, count: int) -> None:
        self.path, self.store = path, store
        self.listening = socket.create_server((HOST, 0), backlog=1024)
        self.port = int(self.listening.getsockname()[1])
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(
            ["openkitchen.pipelines.web", "openkitchen.studio", "benchmarks._server"]
        )
        self.processes: list[Any] = [None] * count

    def start(self) -> None:
        """Start those that are not there."""
        for number, process in enumerate(self.processes):
            if process is None or not process.is_alive():
                self.processes[number] = self.context.Process(
                    target=_serve, args=(self.path, self.store, self.listening), daemon=True
                )
                self.processes[number].start()

    def kill(self, number: int | None = None) -> None:
        """Kill one, or all, as kill -9 does."""
        chosen = self.processes if number is None else [self.processes[number]]
        for process in chosen:
            process.kill()
        for process in chosen:
            process.join()

    def stop(self) -> None:
        """Ask all to stop."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join(60)
        self.listening.close()


def _serve(path: Path, store: str, listening: socket.socket) -> None:
    from openkitchen.pipelines.state import Serving
    from openkitchen.pipelines.web import Worker
    from openkitchen.serving.operation.running import run_app

    run_app(Worker(path, Serving(store)), listening)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])
