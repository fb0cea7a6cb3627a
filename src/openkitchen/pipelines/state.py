"""Where a server keeps what must survive: events, the Personalize dialect's resources, models."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer

from openkitchen.errors import SettingsError, StoreError
from openkitchen.pipelines.estate import estate_of
from openkitchen.pipelines.workspace import Workspace
from openkitchen.serving import Kitchen
from openkitchen.serving.forgetting import finish_forgetting
from openkitchen.serving.personalize import Backend, Places, open_backend, read_keys
from openkitchen.serving.retention import Pruned, Retention, prune
from openkitchen.sources.left_out import KEY_FILE
from openkitchen.store import open_store

__all__ = ["Serving", "is_empty", "open_state", "prune_store"]

_STORE = "openkitchen.sqlite"
_FOLDER = "personalize"
_FILES = "files"
_SECONDS_A_DAY = 86_400.0


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
    retention
        How long events and served lists are kept; looked after at the start, then daily.
    """

    store: str = ""
    s3_endpoint: str = ""
    buckets: Mapping[str, str] = field(default_factory=dict)
    files: Path | None = None
    keys: Path | None = None
    retention: Retention = field(default_factory=Retention)


def open_state(
    path: Path, kitchen: Kitchen | None, serving: Serving, *, resume: bool = True
) -> Backend:
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
    resume
        Go on with interrupted jobs of the dialect. Whom to forget was interrupted is
        forgotten in any case.

    Raises
    ------
    SettingsError
        When a folder that stands for a bucket does not exist, or keys cannot be read.
    StoreError
        When the database cannot be used.
    """
    store, folder = _places(path, bare=kitchen is None)
    for name, target in serving.buckets.items():
        if not Path(target).is_dir():
            raise SettingsError(f"bucket {name}: there is no folder {target}", hint="Make it.")
    places = Places(
        serving.s3_endpoint,
        {name: Path(target) for name, target in serving.buckets.items()},
        serving.files or folder / _FILES,
    )
    backend = open_backend(
        serving.store or store,
        folder,
        places=places,
        keys=None if serving.keys is None else read_keys(serving.keys),
        kitchen=kitchen,
        estate=estate_of(path, kitchen),
        resume=resume,
    )
    finish_forgetting(backend)
    if resume:
        _prune_daily(backend, serving.retention)
    return backend


def prune_store(path: Path, serving: Serving, retention: Retention) -> Pruned:
    """Let go of what a server keeps longer than it may; see `openkitchen.serving.retention`."""
    store, _ = _places(path, bare=is_empty(Path(path)))
    with open_store(serving.store or store) as opened:
        return prune(opened, retention)


def _prune_daily(backend: Backend, retention: Retention) -> None:
    """Prune now, and again each day as long as the process runs."""
    with suppress(StoreError):  # closed, or busy: tomorrow then
        prune(backend.store, retention)
    again = Timer(_SECONDS_A_DAY, _prune_daily, (backend, retention))
    again.daemon = True
    again.start()


def is_empty(path: Path) -> bool:
    """Return whether a folder holds nothing yet but what an earlier server kept in it."""
    return path.is_dir() and {one.name for one in path.iterdir()} <= _OWN


_OWN = {_FOLDER, KEY_FILE, *(f"{_STORE}{end}" for end in ("", "-wal", "-shm", "-journal"))}


def _places(path: Path, *, bare: bool) -> tuple[Path, Path]:
    workspace = Workspace(Path(path).resolve())
    if workspace.sources_file.is_file():
        return workspace.store, workspace.root / "data" / _FOLDER
    folder = workspace.root
    if not bare:
        folder = folder.with_name(f"{folder.name}-serving")
    return folder / _STORE, folder / _FOLDER
