"""Receive what arrives in a folder, as soon as it has arrived whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openkitchen.errors import FileUnreadable, InputError
from openkitchen.pipelines.receiving import receive_files
from openkitchen.sources import Receipts

__all__ = ["watch_folder"]

_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".download")

Mark = tuple[int, int]


@dataclass(slots=True)
class _Watched:
    """What was seen in the folder: the size and time of each file, and of those received."""

    folder: Path
    seen: dict[Path, Mark] = field(default_factory=dict)
    done: dict[Path, Mark] = field(default_factory=dict)

    def look(self, settled: float) -> list[Path]:
        """Return the files that have not changed since the last look, nor of late."""
        marks = dict(_marks(self.folder))
        now = time.time()
        ready = [
            path
            for path, mark in marks.items()
            if self.done.get(path) != mark
            and self.seen.get(path, mark) == mark
            and (path in self.seen or settled == 0 or now - mark[1] / 1e9 >= settled)
        ]
        self.seen = marks
        return ready

    def received(self, paths: list[Path]) -> None:
        """Remember what was received, so that it is not read again until it changes."""
        self.done |= {path: self.seen[path] for path in paths}


def watch_folder(
    workspace: Path,
    folder: Path,
    *,
    every: float = 10.0,
    settled: float = 5.0,
    rounds: int | None = None,
    source: str | None = None,
    told: Callable[[Receipts], None] | None = None,
) -> int:
    """Look into a folder again and again, and receive what has arrived whole.

    A file has arrived when it has not changed between two looks, or for ``settled`` seconds.
    Hidden files, and those whose ending says that they are being written (``.part``,
    ``.tmp`` …), are passed over. The files stay where they are: the ledger knows them.

    Parameters
    ----------
    workspace
        Where to receive them.
    folder
        The folder; those in it are looked into as well.
    every
        Seconds from one look to the next.
    settled
        Seconds without a change after which a file seen for the first time has arrived; 0
        takes it at once.
    rounds
        How many looks; without end if ``None``.
    source
        The source of all files; each file's name tells if ``None``.
    told
        Called with the receipts after each look that found something.

    Returns
    -------
    How many files were refused.

    Raises
    ------
    FileUnreadable
        There is no such folder.
    """
    if not folder.is_dir():
        raise FileUnreadable("there is no such folder", file=str(folder), hint="Check the path.")
    watched, refused, turn = _Watched(folder), 0, 0
    while True:
        ready = watched.look(settled)
        if ready:
            refused += _receive(workspace, folder, ready, source, told)
            watched.received(ready)
        turn += 1
        if rounds is not None and turn >= rounds:
            return refused
        time.sleep(every)


def _receive(
    workspace: Path,
    folder: Path,
    ready: list[Path],
    source: str | None,
    told: Callable[[Receipts], None] | None,
) -> int:
    try:
        receipts = receive_files(workspace, ready, source)
    except InputError as error:  # none of them belongs to a source: others may come
        receipts = Receipts.refused([path.relative_to(folder).as_posix() for path in ready], error)
    if told is not None:
        told(receipts)
    return sum(row.status == "rejected" for row in receipts.receipts)


def _marks(folder: Path) -> Iterator[tuple[Path, Mark]]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith((".", "~$")) for part in parts)
        if hidden or path.suffix.lower() in _UNFINISHED:
            continue
        try:
            stat = path.stat()
        except OSError:  # taken away in this moment
            continue
        if path.is_file():
            yield path, (stat.st_size, stat.st_mtime_ns)
