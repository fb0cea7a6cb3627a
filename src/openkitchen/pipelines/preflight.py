"""Look, before a server is started, at what would be served and whether all it needs is there."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from openkitchen.errors import OpenKitchenError, plural
from openkitchen.memory import available_memory
from openkitchen.pipelines.state import Lodging, Serving, kitchen_of_publication, lodging_of
from openkitchen.pipelines.state import is_empty as holds_nothing
from openkitchen.serving import open_kitchen
from openkitchen.serving.answers import cold_start
from openkitchen.serving.personalize import read_keys
from openkitchen.serving.personalize.places import AWS
from openkitchen.store import Store, keys, latest_publication, look_at_store
from openkitchen.store.schema_version import head, version_of

__all__ = ["Finding", "look_before_serving"]

_MEGA = 1e6
_PROCESS_BYTES = 250e6
"""What a worker takes beside the bundle: Python and the libraries."""
_WAIT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    what
        What was looked at.
    fine
        Whether a server could start with it.
    words
        What was found.
    """

    what: str
    fine: bool
    words: str


def look_before_serving(
    path: Path, serving: Serving, host: str, port: int | None, workers: int
) -> tuple[Finding, ...]:
    """Look at everything that a server needs, and change nothing.

    Parameters
    ----------
    path, serving
        What would be served, and how.
    host, port
        Where it would listen; ``None``: any free port does.
    workers
        How many processes would answer.
    """
    lodging = lodging_of(path)
    looks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("database", lambda: _database(serving, lodging)),
        ("bundle", lambda: _bundle(serving, lodging)),
        ("keys", lambda: _api_keys(serving, lodging)),
        ("signing keys", lambda: _signing_keys(serving)),
        ("port", lambda: _port(host, port)),
        ("memory", lambda: _memory(serving, lodging, workers)),
        ("folders", lambda: _folders(serving, lodging)),
        ("S3 server", lambda: _s3(serving.s3_endpoint)),
    )
    return tuple(_found(looks))


def _found(looks: tuple[tuple[str, Callable[[], str]], ...]) -> Iterator[Finding]:
    for what, look in looks:
        try:
            yield Finding(what, True, look())
        except _Trouble as trouble:
            yield Finding(what, False, str(trouble))
        except OpenKitchenError as error:
            yield Finding(what, False, f"{error.message}. {error.hint}".strip())


_SINCE = "0003"


class _Trouble(Exception):
    """What keeps a server from starting."""


def _opened(serving: Serving, lodging: Lodging) -> Store | None:
    """Open the database as it is; ``None`` when there is none yet."""
    where = serving.store or lodging.store
    if isinstance(where, Path) and not where.exists():
        return None
    return look_at_store(where)


def _has_keys(store: Store) -> bool:
    """Return whether the tables of keys and publications are there, of this version or not."""
    return _SINCE <= (version_of(store) or "") <= head()


def _database(serving: Serving, lodging: Lodging) -> str:
    store = _opened(serving, lodging)
    if store is None:
        return f"{lodging.store} will be made"
    with store:
        version = version_of(store)
        if version == head():
            return f"{store.url_shown}, tables of version {version}"
        if version is None:
            return f"{store.url_shown} is empty; tables of version {head()} will be made"
        if version < head():
            return f"{store.url_shown}: tables will go from version {version} to {head()}"
        raise _Trouble(f"{store.url_shown}: tables of version {version}, newer than {head()}")


def _bundle(serving: Serving, lodging: Lodging) -> str:
    row = None
    store = _opened(serving, lodging)
    if store is not None:
        with store:
            row = latest_publication(store) if _has_keys(store) else None
    if row is not None:
        kitchen, where = kitchen_of_publication(lodging, row), f"publication {row.id}"
    elif holds_nothing(lodging.bundle):
        return "none yet; clients of the Personalize dialect can train one"
    elif lodging.report is not None and not lodging.bundle.exists():
        return "none yet: openkitchen run"
    else:
        kitchen, where = open_kitchen(lodging.bundle), str(lodging.bundle)
    cold_start(kitchen, 1)
    facts = kitchen.facts
    return (
        f"{where}: {facts.kind}, {plural(facts.items, 'item')}, {plural(facts.users, 'user')}, "
        f"{facts.interactions:,} interactions, up to {facts.last or 'no date'}"
    )


def _api_keys(serving: Serving, lodging: Lodging) -> str:
    store = _opened(serving, lodging)
    rows = []
    if store is not None:
        with store:
            rows = keys(store) if _has_keys(store) else []
    now = datetime.now(UTC).replace(tzinfo=None)
    good = sum(row.holds(now) for row in rows)
    if serving.open_to_others and not good:
        raise _Trouble("other machines could ask, and no key is good: openkitchen keys create")
    if not rows:
        return "none: this machine alone is served, and nobody is asked for a key"
    return f"{good} of {len(rows)} good; every request is asked for one"


def _signing_keys(serving: Serving) -> str:
    if serving.keys is None:
        return "none: the Personalize dialect takes an API key, or requests of this machine"
    table = read_keys(serving.keys)
    if serving.keys.stat().st_mode & 0o077:
        raise _Trouble(f"{serving.keys} can be read by others: chmod 600 {serving.keys}")
    return f"{len(table)} in {serving.keys}"


def _port(host: str, port: int | None) -> str:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port or 0))
        except OSError as error:
            raise _Trouble(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
    return f"{host}:{port} is free" if port else f"a free one of {host}"


def _memory(serving: Serving, lodging: Lodging, workers: int) -> str:
    there = available_memory()
    shared, own = _sizes(_served_folder(serving, lodging))
    needed = shared + workers * (own + _PROCESS_BYTES)
    words = f"about {needed / _MEGA:,.0f} MB for {workers} of {there / _MEGA:,.0f} MB"
    if needed > there:
        raise _Trouble(words)
    return words


def _served_folder(serving: Serving, lodging: Lodging) -> Path:
    store = _opened(serving, lodging)
    if store is not None:
        with store:
            row = latest_publication(store) if _has_keys(store) else None
        if row is not None:
            return lodging.shelf.path(row.folder)
    return lodging.bundle


def _sizes(bundle: Path) -> tuple[float, float]:
    """Return the bytes that workers share, and those that each holds for itself.

    Arrays are mapped, so all workers share one copy; tables are read, and take several times
    the room of their packed files.
    """
    shared = sum(file.stat().st_size for file in (bundle / "arrays").glob("*.npy"))
    tables = [*bundle.glob("*.parquet"), *(bundle / "tables").glob("*.parquet")]
    return float(shared), 6.0 * sum(file.stat().st_size for file in tables)


def _folders(serving: Serving, lodging: Lodging) -> str:
    for name, target in serving.buckets.items():
        if not Path(target).is_dir():
            raise _Trouble(f"bucket {name}: there is no folder {target}")
    place = lodging.folder
    while not place.exists():
        place = place.parent
    if not os.access(place, os.W_OK | os.X_OK):
        raise _Trouble(f"{place} cannot be written")
    return f"{lodging.folder.parent} can be written"


def _s3(endpoint: str) -> str:
    if not endpoint:
        return "none"
    if endpoint == AWS:
        return "AWS's own, with the credentials of the environment; not tried"
    address = urlsplit(endpoint if "://" in endpoint else f"//{endpoint}")
    try:
        port = address.port or (443 if address.scheme == "https" else 80)
    except ValueError as error:
        raise _Trouble(f"{endpoint} is no address: {error}") from error
    try:
        socket.create_connection((address.hostname or "", port), _WAIT_SECONDS).close()
    except OSError as error:
        raise _Trouble(f"{address.hostname}:{port} does not answer: {error}") from error
    return f"{address.hostname}:{port} answers"
