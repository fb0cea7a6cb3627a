"""Find the delivered files, and tell which source each belongs to."""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from openkitchen.errors import FileUnreadable, InputError, OpenKitchenError, UnknownName
from openkitchen.sources.contract import Source
from openkitchen.sources.databases import write_table
from openkitchen.sources.days import days_declared
from openkitchen.sources.files import sha256_of, whole_file
from openkitchen.sources.mail import save_attachments
from openkitchen.sources.objects import fetch, is_object
from openkitchen.sources.packing import Packed, chunks, is_zip, zip_members
from openkitchen.sources.receipts import told_of
from openkitchen.sources.table_address import is_table, table_address, table_names

__all__ = ["Delivered", "copy_to", "find_deliveries", "fingerprint", "name_in", "tell_sources"]

_HIDDEN = (".", "~$")
"""Beginnings of names that are passed over: hidden files, and Excel's own beside an open one."""
_KEPT = re.compile(r"^([0-9a-f]{16})-(.+)$")


@dataclass(frozen=True, slots=True)
class Delivered:
    """One delivered file: on disk, or in a zip with others.

    Parameters
    ----------
    path
        The file on disk.
    file
        Its name; for one found in a folder that was given, its path from there.
    member
        The member, when it is one of several in a zip.
    fault
        Why it cannot be taken in, if that is known already.
    channel
        How it came, where that is known: ``mail``, ``s3``, ``postgresql``, ``pipe``.
    """

    path: Path
    file: str
    member: str | None = None
    fault: str = ""
    channel: str = ""


def find_deliveries(
    named: Iterable[Path | str], scratch: Path, piped_name: str = ""
) -> list[Delivered]:
    """List the files that are meant: folders are walked in order of name, zips looked into.

    Hidden files are passed over. A zip of several files is a delivery for each, as is a
    mail with several attachments. What is not on this disk is brought here.

    Parameters
    ----------
    named
        Files, folders, ``-`` for standard input, addresses of object storage
        (``s3://bucket/prefix/``) and of tables (``postgresql://host/database#table``).
    scratch
        A folder for what is brought here.
    piped_name
        What to call the file that comes from standard input.
    """
    found: list[Delivered] = []
    for place, one in enumerate(named):
        try:
            found += _meant(str(one), scratch / str(place), piped_name)
        except OpenKitchenError as error:
            shown = one if not is_table(str(one)) else str(one).rpartition("@")[2]
            found.append(Delivered(Path(), str(shown), fault=told_of(error, str(shown))))
    return found


def _meant(name: str, scratch: Path, piped_name: str) -> Iterator[Delivered]:
    path = Path(name)
    if name == "-":
        yield _piped(scratch, piped_name)
    elif is_table(name):
        address = table_address(name)
        scratch.mkdir(parents=True)
        write_table(address, scratch / "table")
        yield Delivered(scratch / "table", address.shown, channel=address.kind)
    elif is_object(name):
        for one in fetch(name, scratch / "objects"):
            found = _opened_up(one.path, one.name, scratch / "mail" / one.path.name)
            yield from (
                replace(each, channel=each.channel or name.partition(":")[0]) for each in found
            )
    elif path.is_dir():
        inside = sorted((p.relative_to(path).as_posix(), p) for p in path.rglob("*") if p.is_file())
        for place, (inner, file) in enumerate(inside):
            if not any(part.startswith(_HIDDEN) for part in inner.split("/")):
                yield from _opened_up(file, inner, scratch / str(place))
    else:
        yield from _opened_up(path, path.name, scratch)


def _piped(scratch: Path, name: str) -> Delivered:
    scratch.mkdir(parents=True)
    with (scratch / "piped").open("wb") as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
    return Delivered(scratch / "piped", PurePosixPath(name).name or "stdin", channel="pipe")


def _opened_up(path: Path, name: str, scratch: Path) -> Iterator[Delivered]:
    """Yield the files of a zip or a mail; any other file as it is."""
    if PurePosixPath(name).suffix.lower() != ".eml" or not path.is_file():
        yield from _unzipped(path, name)
        return
    try:
        attachments = save_attachments(path, scratch)
    except OpenKitchenError as error:
        yield Delivered(path, name, fault=told_of(error, name))
        return
    for one in attachments:
        inner = f"{name}/{one.name}"
        found = _unzipped(one.path, inner)
        yield from (replace(each, channel="mail") for each in found)


def tell_sources(
    delivered: Delivered, sources: Mapping[str, Source], given: str | None = None
) -> list[Source]:
    """Tell the source by the glob that the file's name matches.

    A workbook may be of several: each of them then states a sheet of its own.

    Raises
    ------
    UnknownName
        The given source does not exist.
    InputError
        None matches, or more than one; the message lists the globs.
    """
    if given is not None:
        if given not in sources:
            raise UnknownName("source", given, sources)
        return [sources[given]]
    names = [*table_names(_original_name(PurePosixPath(delivered.file).name)), delivered.file]
    if delivered.member is not None:
        names.append(delivered.path.name)
    names += [PurePosixPath(member).name for member in _members(delivered)]
    matching: list[Source] = []
    for name in names:
        matching = [source for source in sources.values() if source.matches(name)]
        if matching:
            break
    sheets = {source.sheet for source in matching if source.sheet}
    if len(matching) == 1 or (matching and len(sheets) == len(matching)):
        return matching
    raise _no_source(delivered, matching, sources)


def _no_source(
    delivered: Delivered, matching: Sequence[Source], sources: Mapping[str, Source]
) -> InputError:
    globs = "; ".join(f"{s.name}: {', '.join(s.globs)}" for s in sources.values())
    if matching:
        both = " and ".join(source.name for source in matching)
        return InputError(
            f"its name matches the sources {both}",
            file=delivered.file,
            hint=f"Name the source with --source. The globs are {globs}. If they are sheets of one "
            "workbook, state the `sheet` of each.",
        )
    return InputError(
        "its name matches no source",
        file=delivered.file,
        expected=f"one of {globs}" if globs else "a source in sources.yml; there is none",
        hint="Name the source with --source, or change its glob (files: …) in sources.yml.",
    )


def name_in(delivered: Delivered, source: Source) -> str:
    """Return the name for the receipt: with the folders, or the member, that state the day."""
    name = PurePosixPath(delivered.file)
    file = name.with_name(_original_name(name.name)).as_posix()
    if source.day.source == "name" and not days_declared(source.day, file):
        inside = [f"{file}/{member}" for member in _members(delivered)]
        return next((longer for longer in inside if days_declared(source.day, longer)), file)
    if source.day.source != "folder" or days_declared(source.day, file):
        return file
    parts = delivered.path.resolve().parts
    for length in range(2, len(parts)):
        longer = "/".join(parts[-length:])
        if days_declared(source.day, longer):
            return longer
    return file


def fingerprint(delivered: Delivered) -> tuple[str, int]:
    """Return sha256 (hex) and size (bytes) of the file as it came.

    Raises
    ------
    FileUnreadable
        The file cannot be read.
    """
    if delivered.member is None:
        try:
            return sha256_of(delivered.path)
        except OSError as error:
            raise FileUnreadable(
                f"cannot be read: {error.strerror or error}", file=delivered.file
            ) from error
    digest, size = hashlib.sha256(), 0
    for piece in chunks(Packed(delivered.path, delivered.member, delivered.file)):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def copy_to(delivered: Delivered, target: Path) -> None:
    """Keep the file as it came; one that is kept already stays."""
    if target.is_file():
        return
    with whole_file(target) as part:
        if delivered.member is None:
            shutil.copyfile(delivered.path, part)
            return
        with part.open("wb") as kept:
            for piece in chunks(Packed(delivered.path, delivered.member, delivered.file)):
                kept.write(piece)


def _unzipped(path: Path, name: str) -> list[Delivered]:
    if not path.exists():
        return [Delivered(path, str(path), fault=f"{path}: there is no such file")]
    if not is_zip(path):
        return [Delivered(path, name)]
    members = _members(Delivered(path, name))
    if len(members) <= 1:
        return [Delivered(path, name)]
    return [Delivered(path, f"{name}/{member}", member) for member in members]


def _members(delivered: Delivered) -> tuple[str, ...]:
    if delivered.member is not None or not is_zip(delivered.path):
        return ()
    try:
        return zip_members(delivered.path, delivered.file)
    except OpenKitchenError:  # told when the file is read
        return ()


def _original_name(name: str) -> str:
    """Return the name under which a file came that is kept among the raw ones."""
    kept = _KEPT.match(name)
    return kept[2] if kept else name
