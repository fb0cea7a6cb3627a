"""Tell the encoding of a text, and turn it into UTF-8 with plain line ends."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from openkitchen.errors import FileUnreadable, SettingsError

__all__ = ["SNIFFED", "encoding_note", "looks_binary", "sniff_encoding", "utf8_chunks"]

SNIFFED = 8 << 20
"""How many bytes are looked at to tell the encoding."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOTES = {
    "utf-8-sig": "UTF-8 with a byte-order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "read as Windows-1252",
}
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.1


def sniff_encoding(head: bytes, *, whole: bool = False) -> str:
    """Tell the encoding of a text from its beginning.

    A byte-order mark decides; else zero bytes at every second place say UTF-16; else what
    is valid UTF-8 is UTF-8. A text with broken UTF-8 is UTF-8 if more of its letters
    beyond ASCII are right than wrong, and Windows-1252 if not.

    Parameters
    ----------
    head
        The first bytes.
    whole
        Whether that is all of it.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    start = head[:4096]
    if len(start) >= 4:
        odd, even = start[1::2].count(0) / len(start), start[::2].count(0) / len(start)
        if max(odd, even) > 0.3 and min(odd, even) < 0.05:
            return "utf-16-le" if odd > even else "utf-16-be"
    if head.isascii():
        return "utf-8"
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    beyond = re.findall(r"[^\x00-\x7f]", decoder.decode(head, final=whole))
    wrong = sum("\udc80" <= letter <= "\udcff" for letter in beyond)
    return "utf-8" if wrong == 0 or len(beyond) > 2 * wrong else "cp1252"


def encoding_note(encoding: str) -> str:
    """Say in a word what the encoding is; empty for plain UTF-8."""
    return _NOTES.get(encoding, "" if encoding == "utf-8" else f"read as {encoding}")


def looks_binary(head: bytes) -> bool:
    """Tell whether decoded text is no text: control characters in its first line, or many."""
    first = head.lstrip(b"\r\n").split(b"\n", 1)[0]
    if _CONTROLS.search(first):
        return True
    return len(_CONTROLS.findall(head)) > _MOST_CONTROLS * len(head)


def utf8_chunks(pieces: Iterable[bytes], encoding: str, *, file: str) -> Iterator[bytes]:
    r"""Turn pieces of a text into UTF-8 with ``\n`` at each line's end.

    Bytes that are wrong in an 8-bit encoding stay as they are, so that the row in which
    they stand can be told.

    Raises
    ------
    FileUnreadable
        UTF-16 or UTF-32 that is cut off or broken.
    SettingsError
        There is no such encoding.
    """
    turned = _plain_ends(_decoded(pieces, encoding, file))
    first = next(turned, b"")
    if b"\r" in first and b"\n" not in first:
        yield first.replace(b"\r", b"\n")
        for piece in turned:
            yield piece.replace(b"\r", b"\n")
        return
    yield first
    yield from turned


def _decoded(pieces: Iterable[bytes], encoding: str, file: str) -> Iterator[bytes]:
    if encoding in {"utf-8", "utf-8-sig"}:
        fresh = True
        for piece in pieces:
            yield piece.removeprefix(codecs.BOM_UTF8) if fresh else piece
            fresh = False
        return
    wide = encoding.replace("_", "-").lower().startswith(("utf-16", "utf-32", "utf16", "utf32"))
    try:
        decoder = codecs.getincrementaldecoder(encoding)("strict" if wide else "surrogateescape")
    except LookupError as error:
        raise SettingsError(
            f"there is no encoding {encoding!r}",
            hint="Usual ones are utf-8, utf-16, cp1252 (Windows) and latin-1.",
        ) from error
    try:
        for piece in pieces:
            yield decoder.decode(piece).encode("utf-8", "surrogateescape")
        yield decoder.decode(b"", final=True).encode("utf-8", "surrogateescape")
    except UnicodeError as error:
        raise FileUnreadable(
            f"is no valid {encoding}: {error}", file=file, hint="Ask for the file again."
        ) from error


def _plain_ends(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for piece in pieces:
        text = held + piece
        held = b"\r" if text.endswith(b"\r") else b""
        text = text[: len(text) - len(held)].replace(b"\r\n", b"\n")
        if text:
            yield text
    if held:
        yield held
