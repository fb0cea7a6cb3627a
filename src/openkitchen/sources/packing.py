"""Files as bytes: plain, gzip, or one member of a zip; told by content, not by suffix."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from openkitchen.errors import FileUnreadable, listing
from openkitchen.sources.office import is_workbook, refuse_document

__all__ = [
    "Packed",
    "chunks",
    "first_bytes",
    "in_memory",
    "is_zip",
    "only_member",
    "workbook_in",
    "zip_members",
]

_CHUNK = 8 << 20
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BROKEN = (EOFError, OSError, zlib.error, LZMAError, zipfile.BadZipFile)
_MOST_MEMBERS = 10_000
_SMALL, _MOST_TIMES = 1 << 30, 300  # a bomb is large, and many times larger than its packing
_HIDDEN = ("__MACOSX/", ".")


@dataclass(frozen=True, slots=True)
class Packed:
    """Where a file's bytes are.

    Parameters
    ----------
    path
        The file on disk.
    member
        Name of the member, when the file is a zip.
    name
        What to call it in messages.
    """

    path: Path
    member: str | None
    name: str

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Open the unpacked bytes.

        Raises
        ------
        FileUnreadable
            The file is missing, a folder, cut off or damaged; also while it is read.
        """
        try:
            with self.path.open("rb") as plain:
                magic = plain.read(2)
                plain.seek(0)
                if self.member is not None:
                    with _archive(plain) as archive, _inside(archive, self.member) as inside:
                        yield inside
                elif magic == _GZIP:
                    with gzip.open(plain) as inside:
                        yield cast("BinaryIO", inside)
                else:
                    yield plain
        except _BROKEN as error:
            raise _unreadable(self, error) from error

    def is_plain(self) -> bool:
        """Tell whether the bytes on disk are the file's own."""
        if self.member is not None:
            return False
        with self.path.open("rb") as opened:
            return opened.read(2) != _GZIP


def _archive(file: Path | BinaryIO) -> zipfile.ZipFile:
    """Open a zip; one of a later version than is known here counts as damaged."""
    try:
        return zipfile.ZipFile(file)
    except (NotImplementedError, ValueError, struct.error, IndexError) as error:
        raise zipfile.BadZipFile(str(error)) from error


def _inside(archive: zipfile.ZipFile, member: str) -> BinaryIO:
    """Open a member; one with a password, or packed in a way not known here, counts as damaged."""
    try:
        return cast("BinaryIO", archive.open(member))
    except RuntimeError as error:  # NotImplementedError is one
        raise zipfile.BadZipFile(str(error)) from error


def chunks(packed: Packed, size: int = _CHUNK) -> Iterator[bytes]:
    """Yield the unpacked bytes in pieces."""
    total, most = 0, _most(packed)
    with packed.opened() as opened:
        while piece := opened.read(size):
            total += len(piece)
            if total > most:
                raise FileUnreadable(
                    f"unpacks to more than {_MOST_TIMES} times its size and {most:,} bytes",
                    file=packed.name,
                    hint="If that is no mistake, unpack it yourself and receive the file.",
                )
            yield piece


def _most(packed: Packed) -> float:
    """Return how many bytes may come out of a packed file."""
    try:
        if packed.is_plain():
            return float("inf")
        return max(packed.path.stat().st_size * _MOST_TIMES, _SMALL)
    except OSError as error:
        raise _unreadable(packed, error) from error


def first_bytes(packed: Packed, size: int) -> bytes:
    """Return the first unpacked bytes."""
    with packed.opened() as opened:
        return opened.read(size)


def is_zip(path: Path) -> bool:
    """Tell whether a file is a zip of files; a workbook, which is a zip too, is a file itself."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as opened:
            if opened.read(4) not in _ZIP:
                return False
        with _archive(path) as archive:
            return not is_workbook(archive.namelist())
    except zipfile.BadZipFile:
        return True
    except OSError:
        return False


def zip_members(path: Path, name: str) -> tuple[str, ...]:
    """Return the files in a zip, those that systems hide left out; in order of name.

    Parameters
    ----------
    path
        The zip.
    name
        What to call it in messages.

    Raises
    ------
    FileUnreadable
        The zip is damaged, holds nothing, or is an office document.
    """
    try:
        with _archive(path) as archive:
            names = sorted(info.filename for info in archive.infolist() if not info.is_dir())
    except _BROKEN as error:
        raise _unreadable(Packed(path, None, name), error) from error
    refuse_document(names, name)
    if len(names) > _MOST_MEMBERS:
        raise FileUnreadable(
            f"the zip holds {len(names):,} files",
            file=name,
            expected=f"at most {_MOST_MEMBERS:,}",
            hint="Unpack it and name the folder.",
        )
    kept = tuple(name for name in names if not _hidden(name))
    if not kept:
        raise FileUnreadable("the zip holds no file", file=name)
    return kept


def only_member(path: Path, name: str) -> str | None:
    """Return the one member of a zip; ``None`` when the file is no zip.

    Raises
    ------
    FileUnreadable
        The zip holds several files.
    """
    if not is_zip(path):
        return None
    members = zip_members(path, name)
    if len(members) > 1:
        raise FileUnreadable(
            f"the zip holds {len(members)} files: {listing(members)}",
            file=name,
            expected="one file",
            hint="Unpack it and name the file.",
        )
    return members[0]


@contextmanager
def workbook_in(packed: Packed) -> Iterator[BinaryIO | None]:
    """Open the unpacked bytes if they are a workbook; nothing if they are not.

    Raises
    ------
    FileUnreadable
        They are a document of another kind, or a zip that is damaged.
    """
    if first_bytes(packed, 4) not in _ZIP:
        yield None
        return
    with _as_file(packed) as opened:
        try:
            with _archive(opened) as archive:
                names = archive.namelist()
        except _BROKEN as error:
            raise _unreadable(packed, error) from error
        if is_workbook(names):
            opened.seek(0)
            yield opened
        else:
            refuse_document(names, packed.name)
            yield None


@contextmanager
def _as_file(packed: Packed) -> Iterator[BinaryIO]:
    """Open the unpacked bytes so that one can go back in them; packed ones are copied first."""
    if packed.is_plain():
        with packed.opened() as opened:
            yield opened
        return
    with TemporaryFile(prefix="openkitchen-") as copied:
        for piece in chunks(packed):
            copied.write(piece)
        copied.seek(0)
        yield cast("BinaryIO", copied)


def in_memory(packed: Packed) -> io.BytesIO:
    """Return all unpacked bytes, for formats that are read from their end."""
    return io.BytesIO(b"".join(chunks(packed)))


def _hidden(name: str) -> bool:
    return name.startswith(_HIDDEN) or "/." in name


def _unreadable(packed: Packed, error: Exception) -> FileUnreadable:
    path = packed.path
    if not path.exists():
        return FileUnreadable("there is no such file", file=packed.name, hint="Check the path.")
    if path.is_dir():
        return FileUnreadable("this is a folder", file=packed.name, expected="a file")
    if isinstance(error, PermissionError):
        return FileUnreadable("may not be read", file=packed.name, hint="Check its permissions.")
    if isinstance(error, zipfile.BadZipFile) and "password" in str(error):
        return FileUnreadable(
            "the zip is locked with a password", file=packed.name, hint="Unpack it first."
        )
    if isinstance(error, EOFError):
        return FileUnreadable(
            "the packed file is cut off", file=packed.name, hint="Ask for the file again."
        )
    return FileUnreadable(
        f"cannot be unpacked: {error}", file=packed.name, hint="Ask for the file again."
    )
