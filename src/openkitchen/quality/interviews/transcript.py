"""Read a coded transcript, whole: every line is accounted for, and none is changed.

What is expected is what tools for qualitative analysis export as text: a heading (or a bold
line, or a name with a colon) says who speaks, paragraphs say what, and the codes of a passage
stand after it, each in a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from openkitchen.errors import FileUnreadable, InputError
from openkitchen.quality.interviews.marks import Codebook
from openkitchen.quality.interviews.passages import Kind, Line, Passage, Transcript
from openkitchen.quality.interviews.speakers import Heading, Headings, headings_of
from openkitchen.sources.encoding import looks_binary, sniff_encoding

__all__ = ["parse_transcript", "read_transcript"]

_RULE = re.compile(r"^(?:-{3,}|\*{3,}|_{3,}|={3,})$")
_FOOTER = re.compile(r"^(?:created|exported|generated|erstellt|exporté|créé)\b.*", re.IGNORECASE)
_PACKED = {".docx", ".doc", ".pdf", ".rtf", ".odt", ".xlsx", ".qdpx"}


def read_transcript(path: Path, codebook: Codebook | None = None) -> Transcript:
    """Read a file; see `parse_transcript`.

    Raises
    ------
    FileUnreadable
        When it is not there, is empty, or is no text.
    InputError
        When it names no speaker and has no code: it is no coded transcript.
    """
    name = path.name
    if not path.is_file():
        raise FileUnreadable("there is no such file", file=str(path), hint="Check the path.")
    content = path.read_bytes()
    encoding = sniff_encoding(content, whole=True)
    text = content.decode(encoding, errors="replace")
    if path.suffix.lower() in _PACKED or looks_binary(text[:4096].encode()):
        raise FileUnreadable(
            "it is no text", file=name, hint="Export it as text (.txt or .md) and import that."
        )
    if not text.strip():
        raise FileUnreadable("it is empty", file=name, hint="Export it again.")
    return parse_transcript(text, name, codebook)


def parse_transcript(text: str, file: str = "", codebook: Codebook | None = None) -> Transcript:
    """Take a transcript apart.

    Parameters
    ----------
    text
        The file; any line ends, with or without a byte-order mark.
    file
        Its name.
    codebook
        What counts as a code. Without one, a line after a passage is a code when it is
        written like one (``Data-issues``, ``Quality (QM)``), is that of a question (``Q2.1``),
        or comes back word for word three times.

    Raises
    ------
    InputError
        When it names no speaker and has no code.
    """
    raw = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if raw and not raw[-1]:
        raw.pop()
    headings = headings_of(raw)
    book = codebook or Codebook()
    places = list(_code_places(raw, headings, book))
    book = book.settled([raw[n].strip() for n in places])
    reading = _Reading(file, headings, book, frozenset(places))
    for number, line in enumerate(raw):
        reading.take(number, line)
    done = reading.transcript()
    if not headings.names and not any(one.codes or one.questions for one in done.passages):
        raise InputError(
            "nobody is named as speaking, and no line is a code",
            file=file,
            hint="Each speaker stands in a heading, in a bold line, or before a colon; codes stand "
            "in lines of their own after a passage. Name your codes with --codes FILE.",
        )
    return done


def _code_places(raw: Sequence[str], headings: Headings, book: Codebook) -> Iterator[int]:
    """Yield the numbers of lines that stand where codes stand, and look like some.

    The first words after a speaker are said, whatever they look like, unless they are surely a
    code; and within a paragraph only its last lines can be codes.
    """
    fresh = True
    for begin, end in _paragraphs(raw, headings):
        head = headings.read(raw[begin])
        if head is not None:
            fresh = not head.rest
        start = begin + (head is not None or _RULE.match(raw[begin].strip()) is not None)
        if start >= end:
            continue
        tail = end
        while tail > start and book.perhaps(raw[tail - 1].strip()):
            tail -= 1
        for number in range(tail, end):
            text = raw[number].strip()
            said = fresh and number == start and not book.asks(text)
            if not said and (tail == start or book.surely(text)):
                yield number
        fresh = False


def _paragraphs(raw: Sequence[str], headings: Headings) -> Iterator[tuple[int, int]]:
    """Yield where paragraphs begin and end; a line that says who speaks begins one."""
    start = None
    for number, line in enumerate([*raw, ""]):
        heads = bool(line.strip()) and headings.read(line) is not None
        if start is not None and (heads or not line.strip()):
            yield start, number
            start = None
        if line.strip() and start is None:
            start = number


@dataclass(slots=True)
class _Reading:
    """Goes through the lines and keeps what each is."""

    file: str
    headings: Headings
    book: Codebook
    places: frozenset[int]
    title: str = ""
    speaker: str = ""
    ruled: bool = False
    spoken: bool = False
    open: bool = False
    lines: list[Line] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)

    def take(self, number: int, line: str) -> None:
        """Take the next line for what it is."""
        text = line.strip()
        self.lines.append(Line(line, self._kind(number, text) if text else "blank"))

    def _kind(self, number: int, text: str) -> Kind:
        if _RULE.match(text):
            self.ruled, self.open = True, False
            return "rule"
        if self.ruled and _FOOTER.match(text):
            return "footer"
        heading = self.headings.read(text)
        if heading is not None:
            return self._head(number, heading, text)
        if number in self.places and self._is_code(text):
            return self._code(text)
        if number in self.places:
            self.doubtful.append(number + 1)
        return self._words(number, text)

    def _is_code(self, text: str) -> bool:
        return self.book.asks(text) or text.casefold() in self.book.names

    def _head(self, number: int, heading: Heading, text: str) -> Kind:
        self.open = self.spoken = False
        if not heading.speaker:
            self.title = self.title or text.strip("#*_ ")
            return "title"
        self.speaker = heading.speaker
        if heading.rest:
            self._words(number, heading.rest)
        return "speaker"

    def _code(self, text: str) -> Kind:
        self.open = False
        if not self.spoken:
            return "unparsed"
        last = self.passages[-1]
        if self.book.asks(text):
            self.passages[-1] = replace(last, questions=_with(last.questions, text))
        else:
            self.passages[-1] = replace(last, codes=_with(last.codes, text))
        return "code"

    def _words(self, number: int, text: str) -> Kind:
        if not self.speaker and self.headings.names:
            return "unparsed"
        if self.open:
            last = self.passages[-1]
            gap = "\n\n" if self.lines and self.lines[-1].kind == "blank" else "\n"
            self.passages[-1] = replace(last, text=f"{last.text}{gap}{text}")
        else:
            self.passages.append(Passage(self.file, number + 1, self.speaker, text))
        self.open = self.spoken = True
        return "words"

    def transcript(self) -> Transcript:
        """Return what was read."""
        return Transcript(
            self.file, self.title, tuple(self.lines), tuple(self.passages), tuple(self.doubtful)
        )


def _with(codes: tuple[str, ...], code: str) -> tuple[str, ...]:
    return codes if code in codes else (*codes, code)
