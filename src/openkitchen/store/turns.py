"""Processes that write to one SQLite file without a pause take turns.

SQLite lets whoever finds the file locked look again up to ten times a second. A process that
commits all the time is there first each time, and the others may give up before they ever
write. Those who take turns are woken the moment the lock is free.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openkitchen.store.store import Store

__all__ = ["writing_turn"]


@contextmanager
def writing_turn(store: Store) -> Iterator[None]:
    """Wait for one's turn to write; it ends with the block, or with the process.

    PostgreSQL needs no turns: there, writers do not lock each other out.

    Parameters
    ----------
    store
        Where to write. Its folder is what processes take turns by, so that no file is left.
    """
    url = store.engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        yield
        return
    held = os.open(Path(url.database).parent, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)
