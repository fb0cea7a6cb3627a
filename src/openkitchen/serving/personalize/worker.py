"""Does what takes long, one job after the other, while requests go on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock

__all__ = ["IMPORTS", "OTHERS", "TRAINING", "Worker"]

IMPORTS, TRAINING, OTHERS = "imports", "training", "others"
"""The lines in which jobs wait; each line does one job at a time."""

Job = Callable[[], None]


class Worker:
    """Runs jobs in the background; each is known by the key of its resource."""

    def __init__(self) -> None:
        self._lines = {
            name: ThreadPoolExecutor(1, f"openkitchen-{name}")
            for name in (IMPORTS, TRAINING, OTHERS)
        }
        self._jobs: dict[str, Future[None]] = {}
        self._lock = Lock()

    def start(self, key: str, line: str, job: Job) -> None:
        """Put a job in a line."""
        with self._lock:
            self._jobs = {k: done for k, done in self._jobs.items() if not done.done()}
            self._jobs[key] = self._lines[line].submit(job)

    def wait(self, *keys: str, seconds: float | None = None) -> None:
        """Wait until the jobs of these resources are done, at most so long."""
        with self._lock:
            found = [self._jobs[key] for key in keys if key in self._jobs]
        wait(found, timeout=seconds)

    def close(self) -> None:
        """Forget the jobs that wait; those that run end with the process."""
        for line in self._lines.values():
            line.shutdown(wait=False, cancel_futures=True)
