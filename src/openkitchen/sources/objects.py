"""Files in object storage, brought here through fsspec."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openkitchen.errors import InputError, MissingExtra

__all__ = ["Fetched", "fetch", "is_object"]

_SCHEMES = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "sftp", "memory"})


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was brought here: its name, from the named folder on, and where it is now."""

    name: str
    path: Path


def is_object(name: str) -> bool:
    """Tell whether a name is an address in object storage."""
    return "://" in name and name.partition("://")[0].lower() in _SCHEMES


def fetch(url: str, folder: Path) -> list[Fetched]:
    """Copy an object, those that a pattern with ``*`` matches, or all below a prefix.

    Parameters
    ----------
    url
        Such as ``s3://bucket/extracts/``. Who may read it is told by the environment, as the
        storage's own tools have it (``AWS_PROFILE``, ``AWS_ENDPOINT_URL`` …).
    folder
        Where to write.

    Raises
    ------
    InputError
        There is nothing, or it may not be read.
    MissingExtra
        fsspec, or its part for this storage, is not installed.
    """
    try:
        from fsspec.core import url_to_fs  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtra("fsspec", "objects") from error
    try:
        storage, root = url_to_fs(url)
        names = _names(storage, root)
        folder.mkdir(parents=True)
        fetched = []
        for place, (name, path) in enumerate(sorted(names.items())):
            storage.get_file(path, str(folder / str(place)))
            fetched.append(Fetched(name, folder / str(place)))
    except ImportError as error:
        raise InputError(f"{url}: {error}", hint="Install it with pip.") from error
    except Exception as error:  # every storage has errors of its own
        said = " ".join(str(error).split()) or type(error).__name__
        raise InputError(
            f"{url} cannot be read: {said}",
            hint="Is the address right, and does the environment hold the credentials?",
        ) from error
    if not fetched:
        raise InputError(f"{url}: there is no file", hint="Check bucket and prefix.")
    return fetched


def _names(storage: Any, root: str) -> dict[str, str]:
    """Return name from the named folder on → path in the storage; hidden ones left out."""
    if "*" in root:
        found = [path for path in storage.glob(root) if not storage.isdir(path)]
        base = root.partition("*")[0].rpartition("/")[0]
    elif storage.isfile(root):
        found, base = [root], root.rpartition("/")[0]
    else:
        found, base = storage.find(root), root
    named = {str(path).removeprefix(base).strip("/"): str(path) for path in found}
    return {
        name: path
        for name, path in named.items()
        if name and not any(part.startswith(".") for part in name.split("/"))
    }
