"""One thread of one process at a time, among all that share a folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

__all__ = ["in_turn"]


@contextmanager
def in_turn(lock: Lock, file: Path) -> Iterator[None]:
    """Wait for one's turn; it ends with the block, or with the process.

    Parameters
    ----------
    lock
        What threads of this process take turns by.
    file
        What processes take turns by; made if it is missing.
    """
    with lock:
        file.parent.mkdir(parents=True, exist_ok=True)
        held = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield
        finally:
            os.close(held)
