"""A file of lines that only grows: each line whole or not there, also after a crash."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openkitchen.errors import FileUnreadable

__all__ = ["Line", "append_line", "read_lines"]

Line = Mapping[str, Any]


def append_line(path: Path, make: Callable[[list[Line]], Line]) -> Line:
    """Add a line, made from those that are there.

    Writers wait for each other. What a killed writer left of a line is cut off first.

    Parameters
    ----------
    path
        The file; made when it is not there.
    make
        Takes all lines, returns the new one.

    Returns
    -------
    The new line as it will be read, once it is on the disk.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file, _alone(file.fileno()):
        file.seek(0)
        content = file.read()
        whole = _whole(content)
        line = make(_lines(content[:whole], path))
        written = json.dumps(line, ensure_ascii=False, sort_keys=True, default=str)
        if whole < len(content):
            file.truncate(whole)
        start = b"" if content[:whole].endswith(b"\n") or not whole else b"\n"
        file.write(start + written.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return dict(json.loads(written))


def read_lines(path: Path) -> list[Line]:
    """Return all whole lines; none when there is no file.

    Raises
    ------
    FileUnreadable
        When a line is no JSON object; the message says which.
    """
    if not path.is_file():
        return []
    content = path.read_bytes()
    return _lines(content[: _whole(content)], path)


def _whole(content: bytes) -> int:
    """Return where whole lines end: the last may lack its end, not a part of its object."""
    end = content.rfind(b"\n") + 1
    try:
        whole = isinstance(json.loads(content[end:]), dict)
    except ValueError:
        whole = False
    return len(content) if whole else end


def _lines(content: bytes, path: Path) -> list[Line]:
    lines: list[Line] = []
    for number, text in enumerate(content.splitlines(), 1):
        if not text.strip():
            continue
        try:
            line = json.loads(text)
        except ValueError as error:
            raise _unreadable(path, number) from error
        if not isinstance(line, dict):
            raise _unreadable(path, number)
        lines.append(line)
    return lines


def _unreadable(path: Path, number: int) -> FileUnreadable:
    return FileUnreadable(
        "this is no entry of a ledger",
        file=str(path),
        line=number,
        expected="a JSON object on each line",
        hint="A ledger only grows: restore the file from its history, or mend this line.",
    )


@contextmanager
def _alone(file: int) -> Iterator[None]:
    """Hold the file until the block ends, where the system can do so."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows: one writer at a time is the reader's care
        yield
        return
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
