"""Where data comes from and goes to: buckets, folders that stand for buckets, one file root.

Nothing else is read or written, whatever a request asks for: no other machine, no other
folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pyarrow as pa
import pyarrow.fs as pafs

from openkitchen.serving.personalize.faults import invalid

__all__ = ["AWS", "Found", "Places", "Source", "split_place"]

AWS = "aws"
"""As an S3 endpoint: that of AWS itself, with the credentials of the environment."""

_WAIT_SECONDS = 20.0
_ABSENT = (
    "No objects found in the data location: {place}. Please ensure that the path is specified "
    "correctly"
)


@dataclass(frozen=True)
class Found:
    """A place that may be read or written: a file system and a path in it."""

    place: str
    files: Any
    path: str


@dataclass(frozen=True)
class Source:
    """A file that is there."""

    name: str
    files: Any
    path: str

    @contextmanager
    def open(self) -> Iterator[Any]:
        """Open it for reading, unpacked where its name says that it is packed."""
        with _told(self.name):
            stream = self.files.open_input_stream(self.path, compression="detect")
        with stream:
            yield stream


@dataclass(frozen=True)
class Places:
    """What may be reached.

    Parameters
    ----------
    endpoint
        Address of an S3 server, or `AWS`; empty: none.
    buckets
        Folders that stand for buckets.
    root
        The folder that ``file://`` may reach into; ``None``: none.
    """

    endpoint: str = ""
    buckets: Mapping[str, Path] = field(default_factory=dict)
    root: Path | None = None

    def find(self, place: str) -> Found:
        """Find a place.

        Raises
        ------
        Fault
            ``InvalidInputException``, when it may not be reached; the message says why.
        """
        scheme, bucket, key = split_place(place)
        if scheme == "file":
            return Found(place, pafs.LocalFileSystem(), str(self._in_root(place, key)))
        if bucket in self.buckets:
            folder = self.buckets[bucket]
            return Found(place, pafs.LocalFileSystem(), str(_inside(folder, key, place)))
        if not self.endpoint:
            raise invalid(
                f"There is no S3 server to find {place} on",
                "Start the server with --s3-endpoint ADDRESS, or --bucket NAME=FOLDER.",
            )
        return Found(place, self._s3(), f"{bucket}/{key}")

    def sources(self, place: str) -> list[Source]:
        """Return the file, or all files of the folder, at a place, by name.

        Raises
        ------
        Fault
            ``InvalidInputException``, when there is nothing, or it cannot be read.
        """
        found = self.find(place)
        with _told(place):
            return [Source(Path(name).name, found.files, name) for name in _listed(found)]

    @contextmanager
    def writing(self, place: str, name: str) -> Iterator[Any]:
        """Open a file of this name in a folder for writing."""
        found = self.find(place if place.endswith("/") else f"{place}/")
        path = f"{found.path.rstrip('/')}/{name}"
        with _told(place):
            if isinstance(found.files, pafs.LocalFileSystem):
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            with found.files.open_output_stream(path) as stream:
                yield stream

    def _in_root(self, place: str, key: str) -> Path:
        if self.root is None:
            raise invalid(f"{place} may not be read", "Start the server with --files FOLDER.")
        root = self.root.resolve()
        path = Path(f"/{key}") if not key.startswith("/") else Path(key)
        if not path.is_relative_to(root):
            raise invalid(f"{place} may not be read: file:// reaches into {root} alone")
        return _inside(root, str(path.relative_to(root)), place)

    def _s3(self) -> Any:
        options: dict[str, Any] = {
            "region": os.environ.get("AWS_DEFAULT_REGION", "us-east-1"),
            "connect_timeout": _WAIT_SECONDS,
            "request_timeout": _WAIT_SECONDS,
        }
        if self.endpoint != AWS:
            address = urlsplit(self.endpoint if "://" in self.endpoint else f"//{self.endpoint}")
            options |= {"endpoint_override": address.netloc, "scheme": address.scheme or "http"}
            options |= {
                "access_key": os.environ.get("AWS_ACCESS_KEY_ID", "openkitchen"),
                "secret_key": os.environ.get("AWS_SECRET_ACCESS_KEY", "openkitchen"),
            }
        return pafs.S3FileSystem(**options)


def split_place(place: str) -> tuple[str, str, str]:
    """Split an address into scheme, bucket and key; the bucket of a file is empty.

    Raises
    ------
    Fault
        ``InvalidInputException``, when it is of another kind.
    """
    scheme, _, rest = place.partition("://")
    if scheme == "file":
        return scheme, "", unquote(rest.removeprefix("localhost"))
    bucket, _, key = rest.partition("/")
    if scheme != "s3" or not bucket or "\0" in key:
        raise invalid(f"{place[:100]} is no data location", "Expected s3://bucket/key.")
    return scheme, bucket, key


def _inside(folder: Path, key: str, place: str) -> Path:
    """Return the path of a key; links and dots may not lead out of the folder."""
    root = folder.resolve()
    path = (root / key.lstrip("/")).resolve()
    if not path.is_relative_to(root):
        raise invalid(f"{place} may not be read: it leads out of its folder")
    return path


def _listed(found: Found) -> list[str]:
    """Return the file, or the files of the folder, in the order of their names."""
    path = found.path.rstrip("/")
    info = found.files.get_file_info(path)
    if info.type == pafs.FileType.File and not found.place.endswith("/"):
        return [path]
    if info.type == pafs.FileType.Directory:
        inside = found.files.get_file_info(pafs.FileSelector(path, recursive=False))
        names = sorted(i.path for i in inside if i.type == pafs.FileType.File and i.size)
        if names:
            return names
    raise invalid(_ABSENT.format(place=found.place))


@contextmanager
def _told(place: str) -> Iterator[None]:
    """Say in words what a file system said."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        said = str(error).splitlines()[0][:300]
        raise invalid(f"The data location {place} cannot be used: {said}") from error
