"""Digests of what steps read and write: of contents, never of dates alone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from openkitchen.sources.files import sha256_of

__all__ = ["Digests", "digest_of_code", "digest_of_text", "sql_of"]

_LENGTH = 16


@dataclass(slots=True)
class Digests:
    """Digests of files and folders; one that has not been touched is not read again.

    Parameters
    ----------
    root
        The folder from which paths are named, so that it can be moved.
    known
        Path → size and time of change of each file, and the digest that this gave.
    """

    root: Path
    known: dict[str, tuple[Any, str]] = field(default_factory=dict)

    def of(self, path: Path) -> str:
        """Return the digest of a file, or of all files in a folder; empty if there is none."""
        if not path.exists():
            return ""
        named = os.path.relpath(path, self.root)
        below = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
        stamp = [[str(one.relative_to(path)), *_stamp(one)] for one in below]
        found = self.known.get(named)
        if found is not None and list(found[0]) == stamp:
            return found[1]
        together = "".join(f"{one.relative_to(path)} {sha256_of(one)[0]}\n" for one in below)
        digest = digest_of_text(together)
        self.known[named] = (stamp, digest)
        return digest


def digest_of_text(text: str) -> str:
    """Return the digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


@cache
def digest_of_code(package: str) -> str:
    """Return the digest of all Python files of an imported package."""
    return digest_of_text("".join(_python(files(package))))


def sql_of(module: str) -> dict[str, str]:
    """Return the digests of the SQL models beside a module of the house, by ``room/file.sql``."""
    house, _, rest = module.partition(".")
    room = rest.partition(".")[0]
    found = files("openkitchen") / room
    if house != "openkitchen" or not room or not found.is_dir():
        return {}
    models = sorted((one for one in found.iterdir() if one.name.endswith(".sql")), key=_name)
    return {f"{room}/{one.name}": digest_of_text(one.read_text("utf-8")) for one in models}


def _python(folder: Traversable) -> Iterable[str]:
    for one in sorted(folder.iterdir(), key=_name):
        if one.is_dir():
            yield from _python(one)
        elif one.name.endswith(".py"):
            yield f"{one.name}\n{one.read_text('utf-8')}"


def _name(one: Traversable) -> str:
    return one.name


def _stamp(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_size, found.st_mtime_ns
