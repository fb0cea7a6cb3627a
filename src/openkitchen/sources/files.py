"""Write files so that each is there as a whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["clear_leftovers", "sha256_of", "whole_file", "whole_folder", "write_whole"]

_PART = ".part"
_STALE_SECONDS = 3600.0
_CHUNK = 1 << 20


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a name beside ``path`` to write to; when the block ends well it becomes ``path``.

    Yields
    ------
    The name to write to. When the block raises, that file is removed and ``path`` is as
    it was before.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name[:200]}.{os.getpid()}{_PART}")
    try:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write bytes as a whole or not at all."""
    with whole_file(path) as part:
        part.write_bytes(content)


def clear_leftovers(folder: Path) -> None:
    """Remove what a killed process left half-written more than an hour ago."""
    if not folder.is_dir():
        return
    for part in folder.glob(f".*{_PART}"):
        if time.time() - part.stat().st_mtime > _STALE_SECONDS:
            _remove(part)


def sha256_of(path: Path) -> tuple[str, int]:
    """Return a file's sha256 in hex and its size in bytes."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Give a folder beside ``path`` to fill; when the block ends well it becomes ``path``.

    What was there before, a folder or a file, is replaced.

    Yields
    ------
    The folder to fill. When the block raises, it is removed and ``path`` is as it was before.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part, old = (path.with_name(f".{path.name[:200]}.{os.getpid()}{w}{_PART}") for w in ("", "-"))
    _remove(part)
    part.mkdir()
    try:
        yield part
        _remove(old)
        if path.exists():
            path.rename(old)
        part.rename(path)
    finally:
        _remove(part)
        if old.exists() and not path.exists():
            old.rename(path)
        _remove(old)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
