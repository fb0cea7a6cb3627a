"""Where a server keeps what must survive: events, keys, the dialect's resources, bundles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer

from openkitchen.errors import BundleError, SettingsError, StoreError
from openkitchen.pipelines.estate import estate_of
from openkitchen.pipelines.workspace import Workspace, bundle_in
from openkitchen.serving import Kitchen, open_kitchen
from openkitchen.serving.access import Limits
from openkitchen.serving.forgetting import finish_forgetting
from openkitchen.serving.operation import Shelf
from openkitchen.serving.personalize import Backend, Places, open_backend, read_keys
from openkitchen.serving.retention import Pruned, Retention, prune
from openkitchen.sources.left_out import KEY_FILE
from openkitchen.store import (
    PublicationRow,
    Store,
    latest_publication,
    open_store,
    publications,
)

__all__ = [
    "Lodging",
    "Serving",
    "is_empty",
    "kitchen_of_publication",
    "lodging_of",
    "open_lodging",
    "open_served",
    "open_state",
    "prune_store",
]

_STORE = "openkitchen.sqlite"
_FOLDER = "personalize"
_FILES = "files"
_SHELF = "published"
_SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Lodging:
    """Where a server's things lie.

    Parameters
    ----------
    root
        The workspace, the bundle or the folder.
    store
        The database's file.
    folder
        The dialect's data and models.
    shelf
        Published bundles.
    bundle
        The bundle in its place, which is served as long as nothing is published.
    report
        The client's report.
    name
        What people call what is served.
    """

    root: Path
    store: Path
    folder: Path
    shelf: Shelf
    bundle: Path
    report: Path | None
    name: str


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
        A file of access keys that clients of the dialect sign with; ``None``: none.
    hosts
        Names, beside loopback ones, by which the server may be asked on a loopback address.
    limits
        What a request may take.
    open_to_others
        Whether the server listens where other machines reach it: then it asks for keys,
        whether there are any or not.
    retention
        How long events and served lists are kept; looked after at the start, then daily.
    """

    store: str = ""
    s3_endpoint: str = ""
    buckets: Mapping[str, str] = field(default_factory=dict)
    files: Path | None = None
    keys: Path | None = None
    hosts: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    open_to_others: bool = False
    retention: Retention = field(default_factory=Retention)


def lodging_of(path: Path) -> Lodging:
    """Tell where a server keeps its things.

    A workspace keeps them in its ``data`` folder, a folder that is no workspace in itself, and
    a bundle in a folder beside it, for a bundle is replaced as a whole.

    Raises
    ------
    BundleError
        When there is no such place: nothing is made there.
    """
    if not Path(path).exists():
        raise BundleError(
            f"no bundle at {path}", hint="Make the folder first to serve one that is empty."
        )
    workspace, bundle = Workspace(Path(path).resolve()), bundle_in(Path(path))
    root = workspace.root
    if workspace.sources_file.is_file():
        data, store, report = root / "data", workspace.store, workspace.report
    else:
        alone = (bundle / "bundle.json").is_file()
        data = root.with_name(f"{root.name}-serving") if alone else root
        store, report = data / _STORE, None
    shelf = Shelf(data / _SHELF)
    return Lodging(root, store, data / _FOLDER, shelf, bundle, report, root.name)


@contextmanager
def open_lodging(path: Path, store: str = "") -> Iterator[tuple[Store, Lodging]]:
    """Open the database of a server, for as long as a command takes.

    Raises
    ------
    StoreError
        When the database cannot be used.
    """
    lodging = lodging_of(path)
    with open_store(store or lodging.store) as opened:
        yield opened, lodging


def open_served(store: Store, lodging: Lodging) -> Kitchen | None:
    """Open what is to be served: what was published last, or the bundle in its place.

    Returns
    -------
    ``None`` for a folder that holds nothing yet.

    Raises
    ------
    BundleError
        When there should be a bundle and none can be opened.
    """
    row = latest_publication(store)
    if row is not None:
        return kitchen_of_publication(lodging, row)
    bundle = lodging.bundle
    in_workspace = lodging.report is not None
    if is_empty(bundle) or (in_workspace and not bundle.exists()):
        return None
    return open_kitchen(bundle, report=lodging.report, name=lodging.name)


def kitchen_of_publication(lodging: Lodging, row: PublicationRow) -> Kitchen:
    """Open what a publication serves."""
    bundle = lodging.shelf.path(row.folder)
    return open_kitchen(bundle, report=lodging.report, name=lodging.name, number=row.id or 0)


def open_state(store: Store, lodging: Lodging, serving: Serving, *, resume: bool = True) -> Backend:
    """Open what a server keeps, and what it serves.

    Parameters
    ----------
    store, lodging
        The database, and where the rest lies.
    serving
        What it may reach.
    resume
        Go on with interrupted jobs of the dialect. Whom to forget was interrupted is
        forgotten in any case.

    Raises
    ------
    SettingsError
        When a folder that stands for a bucket does not exist, or keys cannot be read.
    StoreError
        When the database cannot be used.
    BundleError
        When the bundle cannot be opened.
    """
    for name, target in serving.buckets.items():
        if not Path(target).is_dir():
            raise SettingsError(f"bucket {name}: there is no folder {target}", hint="Make it.")
    places = Places(
        serving.s3_endpoint,
        {name: Path(target) for name, target in serving.buckets.items()},
        serving.files or lodging.folder / _FILES,
    )

    def earlier(number: int) -> Kitchen:
        row = next((row for row in publications(store) if row.id == number), None)
        if row is None:
            raise BundleError(f"there is no publication {number}", hint="")
        return kitchen_of_publication(lodging, row)

    kitchen = open_served(store, lodging)
    backend = open_backend(
        store,
        lodging.folder,
        places=places,
        keys=None if serving.keys is None else read_keys(serving.keys),
        kitchen=kitchen,
        earlier=earlier,
        estate=estate_of(lodging.root, lodging.shelf.folder),
        resume=resume,
    )
    finish_forgetting(backend)
    if resume:
        _prune_daily(backend, serving.retention)
    return backend


def prune_store(path: Path, store: str, retention: Retention) -> Pruned:
    """Let go of what a server keeps longer than it may; see `openkitchen.serving.retention`."""
    with open_lodging(path, store) as (opened, _):
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


_OWN = {
    *(_FOLDER, _SHELF, KEY_FILE),
    *(f"{_STORE}{end}" for end in ("", "-wal", "-shm", "-journal")),
}
