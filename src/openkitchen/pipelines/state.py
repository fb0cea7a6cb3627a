"""Where a server keeps what must survive: events, the Personalize dialect's resources, models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from openkitchen.errors import SettingsError
from openkitchen.pipelines.workspace import Workspace
from openkitchen.serving import Kitchen
from openkitchen.serving.personalize import Backend, Places, open_backend, read_keys

__all__ = ["Serving", "is_empty", "open_state"]

_STORE = "openkitchen.sqlite"
_FOLDER = "personalize"
_FILES = "files"


@dataclass(frozen=True, slots=True)
class Serving:
    """How a server keeps and reaches things.

    Parameters
    ----------
    store
        The database's URL; empty: a SQLite file beside what is served.
    s3_endpoint
        Address of an S3 server, or ``aws``; empty: none.
    buckets
        Folders that stand for buckets, by the bucket's name.
    files
        The folder that ``file://`` may reach into; by default ``files`` in the state's folder.
    keys
        A file of access keys that requests must be signed with; ``None``: none.
    """

    store: str = ""
    s3_endpoint: str = ""
    buckets: Mapping[str, str] = field(default_factory=dict)
    files: Path | None = None
    keys: Path | None = None


def open_state(path: Path, kitchen: Kitchen | None, serving: Serving) -> Backend:
    """Open what a server keeps.

    A workspace keeps it in its ``data`` folder, a folder that is no workspace in itself, and
    a bundle in a folder beside it, for a bundle is replaced as a whole.

    Parameters
    ----------
    path
        The workspace, the bundle or the folder.
    kitchen
        What is served of it.
    serving
        How.

    Raises
    ------
    SettingsError
        When a folder that stands for a bucket does not exist, or keys cannot be read.
    StoreError
        When the database cannot be used.
    """
    store, folder = _places(path, kitchen)
    for name, target in serving.buckets.items():
        if not Path(target).is_dir():
            raise SettingsError(f"bucket {name}: there is no folder {target}", hint="Make it.")
    places = Places(
        serving.s3_endpoint,
        {name: Path(target) for name, target in serving.buckets.items()},
        serving.files or folder / _FILES,
    )
    return open_backend(
        serving.store or store,
        folder,
        places=places,
        keys=None if serving.keys is None else read_keys(serving.keys),
        kitchen=kitchen,
    )


def is_empty(path: Path) -> bool:
    """Return whether a folder holds nothing yet but what an earlier server kept in it."""
    return path.is_dir() and {one.name for one in path.iterdir()} <= _OWN


_OWN = {_FOLDER, *(f"{_STORE}{end}" for end in ("", "-wal", "-shm", "-journal"))}


def _places(path: Path, kitchen: Kitchen | None) -> tuple[Path, Path]:
    workspace = Workspace(Path(path).resolve())
    if workspace.sources_file.is_file():
        return workspace.store, workspace.root / "data" / _FOLDER
    folder = workspace.root
    if kitchen is not None:
        folder = folder.with_name(f"{folder.name}-serving")
    return folder / _STORE, folder / _FOLDER
