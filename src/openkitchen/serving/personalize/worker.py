"""Does what takes long, one job after the other, while requests go on.

Several processes may share a folder. A job belongs to the one that holds its lock, a lock of
the operating system that goes when the process does, however that ends.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Lock

__all__ = ["IMPORTS", "OTHERS", "TRAINING", "Worker"]

IMPORTS, TRAINING, OTHERS, _BESIDE = "imports", "training", "others", "beside"
"""The lines in which jobs wait; each line does one job at a time."""

_LOOK_SECONDS = 0.1

Job = Callable[[], None]


class Worker:
    """Runs jobs in the background; each is known by the key of its resource.

    Parameters
    ----------
    locks
        The folder of the jobs' locks; ``None``: no other process shares the jobs.
    """

    def __init__(self, locks: Path | None = None) -> None:
        self._locks = locks
        self._lines = {
            name: ThreadPoolExecutor(1, f"openkitchen-{name}")
            for name in (IMPORTS, TRAINING, OTHERS, _BESIDE)
        }
        self._jobs: dict[str, Future[None]] = {}
        self._lock = Lock()

    def start(self, key: str, line: str, job: Job) -> None:
        """Put a job in a line, unless another process has it."""
        with self._lock:
            self._jobs = {k: done for k, done in self._jobs.items() if not done.done()}
            held = self._take(key)
            if held is None:
                return
            self._jobs[key] = self._lines[line].submit(job)
            self._jobs[key].add_done_callback(lambda _: self._leave(key, held))

    def beside(self, job: Job) -> Future[None]:
        """Do what concerns this process alone, beside all other jobs; no lock is taken."""
        return self._lines[_BESIDE].submit(job)

    def wait(self, *keys: str, seconds: float | None = None) -> None:
        """Wait until the jobs of these resources are done, here or elsewhere, at most so long."""
        until = None if seconds is None else time.monotonic() + seconds
        with self._lock:
            found = [self._jobs[key] for key in keys if key in self._jobs]
            others = [key for key in keys if key not in self._jobs]
        wait(found, timeout=seconds)
        while any(self._elsewhere(key) for key in others):
            if until is not None and time.monotonic() > until:
                return
            time.sleep(_LOOK_SECONDS)

    def close(self) -> None:
        """Forget the jobs that wait; those that run end with the process."""
        for line in self._lines.values():
            line.shutdown(wait=False, cancel_futures=True)

    def _file(self, key: str) -> Path | None:
        return None if self._locks is None else self._locks / key.replace("/", "%2F")

    def _take(self, key: str) -> int | None:
        """Take a job's lock: what holds it, −1 where there are no locks, or ``None`` in vain."""
        path = self._file(key)
        if path is None:
            return -1
        path.parent.mkdir(parents=True, exist_ok=True)
        held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
            return None
        return held

    def _leave(self, key: str, held: int) -> None:
        path = self._file(key)
        if path is not None:
            path.unlink(missing_ok=True)
            os.close(held)

    def _elsewhere(self, key: str) -> bool:
        path = self._file(key)
        try:
            held = None if path is None else os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            return False
        if held is None:
            return False
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(held)
        return False
