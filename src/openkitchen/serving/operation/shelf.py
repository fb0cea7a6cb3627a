"""The shelf of published bundles: each in a folder of its own, never changed once it is there."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from openkitchen.errors import BundleError, StoreError
from openkitchen.models.kept import FOLDER

__all__ = ["Shelf"]

_CHUNK = 1 << 20
_LEFT = ".making-"
_GOING = ".going-"
_STALE_SECONDS = 3600.0
_PREPARED = (FOLDER, f".{FOLDER}")
"""What is kept in a bundle's folder for what-ifs, and can be made anew."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where published bundles lie.

    Parameters
    ----------
    folder
        Made when the first bundle is put there.
    """

    folder: Path

    def path(self, name: str) -> Path:
        """Return where a bundle lies.

        Raises
        ------
        BundleError
            When it is not there (any more).
        """
        path = self.folder / name
        if not name or Path(name).name != name or not (path / "bundle.json").is_file():
            raise BundleError(
                f"the published bundle {name} is not in {self.folder}",
                hint="Publish again, or roll back to one that is there.",
            )
        return path

    def names(self) -> list[str]:
        """Return the bundles that are there, the oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(
            path.name
            for path in self.folder.iterdir()
            if not path.name.startswith(".") and (path / "bundle.json").is_file()
        )

    def put(self, bundle: Path, now: datetime) -> tuple[str, str]:
        """Copy a bundle to the shelf, whole or not at all.

        Returns
        -------
        The name of its folder and its digest. A bundle that is there already is not copied
        again.
        """
        told = digest_of(bundle)
        same = [name for name in self.names() if name.endswith(told[:12])]
        if same:
            return same[-1], told
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            staged = Path(tempfile.mkdtemp(prefix=_LEFT, dir=self.folder))
        except OSError as error:
            raise StoreError(
                f"{self.folder} cannot be written: {error.strerror}", hint="May you write there?"
            ) from error
        name = f"{now:%Y%m%dT%H%M%S}-{told[:12]}"
        try:
            shutil.copytree(bundle, staged / name, ignore=_without_prepared)
            if digest_of(staged / name) != told:
                raise BundleError(f"{bundle} changed while it was copied", hint="Publish again.")
            _to_disk(staged / name)
            (staged / name).rename(self.folder / name)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        return name, told

    def drop(self, name: str) -> None:
        """Remove a bundle; a server that serves it goes on with what it has mapped."""
        path = self.path(name)
        hidden = self.folder / f"{_GOING}{name}"
        path.rename(hidden)
        shutil.rmtree(hidden)

    def sweep(self) -> None:
        """Remove what killed processes left: bundles on their way out, and old drafts.

        Raises
        ------
        OSError
            When something cannot be removed.
        """
        if not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            old = time.time() - path.stat().st_mtime > _STALE_SECONDS
            if path.name.startswith(_GOING) or (path.name.startswith(_LEFT) and old):
                shutil.rmtree(path)


def digest_of(bundle: Path) -> str:
    """Return a digest of a bundle: of the names and the bytes of all files that belong to it."""
    told = hashlib.sha256()
    for file in sorted(path for path in bundle.rglob("*") if path.is_file()):
        if file.relative_to(bundle).parts[0].startswith(_PREPARED):
            continue
        told.update(f"{file.relative_to(bundle).as_posix()}\0{file.stat().st_size}\0".encode())
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                told.update(chunk)
    return told.hexdigest()


def _without_prepared(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name.startswith(_PREPARED)]


def _to_disk(folder: Path) -> None:
    """Wait until a folder's files are on the disk: what the database will name must be there."""
    for file in (path for path in folder.rglob("*") if path.is_file()):
        with file.open("rb") as stream:
            os.fsync(stream.fileno())
