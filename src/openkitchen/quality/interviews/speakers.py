"""Tell the headings of an export: who speaks, and what the file is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Heading", "Headings", "headings_of"]

_MARKED = re.compile(r"^(#{1,6})\s+(\S.*?)\s*#*$")
_BOLD = re.compile(r"^(?:\*\*[^*]+\*\*)+:?$|^__[^_]+__:?$")
_NAMED = re.compile(r"^(\[?[\d:.,\s-]*\]?\s*)([^\W\d_][\w .'’-]{0,39}?)\s*:\s+(?=\S)")
_ALONE = re.compile(r"^([^\W\d_][\w .'’-]{0,39}?)\s*:$")
_CLOCK = re.compile(r"[\[(]?\b\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?\b[\])]?")
_MOST_WORDS = 5

Style = Literal["headings", "alone", "within the line"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that says who speaks.

    Parameters
    ----------
    speaker
        The name; empty for the title of a file.
    rest
        What is said in the same line.
    """

    speaker: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Headings:
    """How a file tells who speaks.

    Parameters
    ----------
    style
        As headings or bold lines, as a name and a colon alone, or before what is said.
    names
        Who speaks, as counted in the file.
    """

    style: Style
    names: frozenset[str]

    def read(self, line: str) -> Heading | None:
        """Return who a line says to be speaking; ``None`` when it says nothing of the kind."""
        text = line.strip()
        if self.style == "headings":
            marked = _marked(text)
            if marked is None:
                return None
            level, name = marked
            titled = 0 < level <= 2 and name not in self.names
            return Heading("" if titled else name)
        found = (_ALONE if self.style == "alone" else _NAMED).match(text)
        if found is None or found[found.lastindex or 1].strip() not in self.names:
            marked = _marked(text)
            return None if marked is None else Heading("")
        rest = text[found.end() :] if self.style == "within the line" else ""
        return Heading(found[found.lastindex or 1].strip(), rest)


def headings_of(lines: Sequence[str]) -> Headings:
    """Tell how a file marks its speakers: headings first, then names with a colon.

    Parameters
    ----------
    lines
        All lines of the file.
    """
    marked = [found for line in lines if (found := _marked(line.strip())) is not None]
    times = Counter(name for _, name in marked)
    speaking = {name for level, name in marked if level == 0 or level > 2 or times[name] > 1}
    if speaking:
        return Headings("headings", frozenset(speaking))
    styles: tuple[tuple[Style, re.Pattern[str]], ...] = (
        ("alone", _ALONE),
        ("within the line", _NAMED),
    )
    for style, pattern in styles:
        matches = (pattern.match(line.strip()) for line in lines)
        called = Counter(match[match.lastindex or 1].strip() for match in matches if match)
        names = {name for name, n in called.items() if n > 1 and _is_name(name)}
        if names:
            return Headings(style, frozenset(names))
    return Headings("headings", frozenset())


def _marked(text: str) -> tuple[int, str] | None:
    """Return a heading's level (0: bold alone) and its words; a doubled name counts once."""
    found = _MARKED.match(text)
    level = len(found[1]) if found else 0
    inner = found[2] if found else text
    bold = _BOLD.match(inner) is not None
    if not found and not bold:
        return None
    words = [part.strip(" :") for part in re.split(r"[*_]{2,}", inner)] if bold else [inner]
    names = list(dict.fromkeys(_CLOCK.sub("", word).strip(" :-–") for word in words))
    name = " ".join(part for part in names if part)
    return (level, name) if name and (found or _is_name(name)) else None


def _is_name(name: str) -> bool:
    return len(name.split()) <= _MOST_WORDS and not name.endswith((".", "?", "!", ","))
