"""Several coded transcripts together: how often each code, which go together, what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pyarrow as pa

from openkitchen.errors import listing
from openkitchen.quality.interviews.passages import Account, Passage, Transcript
from openkitchen.schema import Tabular

__all__ = ["CodeCount", "Coded", "Pair", "coded"]


@dataclass(frozen=True, slots=True)
class CodeCount:
    """A code, and how often it was given.

    Parameters
    ----------
    code
        As it was first written.
    passages, files, words
        Passages that have it, files they come from, words in them.
    questions
        The questions that these passages answer.
    """

    code: str
    passages: int
    files: int
    words: int
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes of the same passages.

    Parameters
    ----------
    first, second
        The codes.
    together
        Passages with both.
    share
        Of the passages that have either.
    """

    first: str
    second: str
    together: int
    share: float


@dataclass(frozen=True, slots=True)
class Coded(Tabular):
    """Coded transcripts, counted.

    Parameters
    ----------
    transcripts
        Each file, whole.
    codes
        The most frequent first; the same code in capitals or not is one.
    questions
        Codes of questions, in their order.
    pairs
        Codes that share passages, the closest first.
    speakers
        Passages of each speaker.
    """

    transcripts: tuple[Transcript, ...]
    codes: tuple[CodeCount, ...]
    questions: tuple[CodeCount, ...]
    pairs: tuple[Pair, ...]
    speakers: tuple[tuple[str, int], ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, file by file."""
        return tuple(one for transcript in self.transcripts for one in transcript.passages)

    @property
    def account(self) -> Account:
        """How many lines of all files are what."""
        kinds: Counter[str] = Counter()
        for transcript in self.transcripts:
            kinds.update(transcript.account.kinds)
        return Account(sum(kinds.values()), dict(kinds))

    def quotes(self, code: str) -> tuple[Passage, ...]:
        """Return the passages with a code, also of a question; in capitals or not."""
        asked = code.casefold()
        return tuple(
            one
            for one in self.passages
            if asked in {name.casefold() for name in (*one.codes, *one.questions)}
        )

    def having(self, codes: Collection[str]) -> tuple[Passage, ...]:
        """Return the passages that have one of some codes."""
        wanted = {code.casefold() for code in codes}
        return tuple(
            one for one in self.passages if wanted & {code.casefold() for code in one.codes}
        )

    def sentences(self) -> list[str]:
        """Say what was read, and that nothing was lost."""
        account, kinds = self.account, self.account.kinds
        files = len(self.transcripts)
        said = [
            f"{account.lines:,} lines of {files:,} {'file' if files == 1 else 'files'}: "
            f"{kinds['words']:,} of words, {kinds['code']:,} of codes, {kinds['speaker']:,} that "
            f"name a speaker, {kinds['blank']:,} empty, "
            f"{kinds['title'] + kinds['rule'] + kinds['footer']:,} around them, and "
            f"{account.unparsed:,} that belong to nobody. Together: all of them.",
            f"{len(self.passages):,} passages of {len(self.speakers):,} speakers, "
            f"{len(self.codes):,} codes, {len(self.questions):,} questions.",
        ]
        bare = sum(not one.codes for one in self.passages)
        said.append(f"{bare:,} passages have no code of their own.")
        return said + [
            f"{one.file}: these lines might be codes and were read as words: "
            f"{listing(map(str, one.doubtful))}. --codes FILE settles it."
            for one in self.transcripts
            if one.doubtful
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the lines, ready for JSON."""
        account = self.account
        return {
            "sentences": self.sentences(),
            "lines": account.lines,
            "parsed": account.parsed,
            "unparsed": account.unparsed,
            "kinds": dict(account.kinds),
            "files": [
                {
                    "file": one.file,
                    "title": one.title,
                    "lines": len(one.lines),
                    "doubtful": list(one.doubtful),
                }
                for one in self.transcripts
            ],
            "speakers": dict(self.speakers),
            "codes": [_row(one) for one in self.codes],
            "questions": [_row(one) for one in self.questions],
            "together": [
                {"first": p.first, "second": p.second, "passages": p.together, "share": p.share}
                for p in self.pairs
            ],
            "passages": self.to_table().to_pylist(),
        }

    def to_table(self) -> pa.Table:
        """Return one row per passage."""
        many = pa.list_(pa.string())
        schema = pa.schema(
            [
                ("file", pa.string()),
                ("line", pa.int64()),
                ("speaker", pa.string()),
                ("text", pa.string()),
                ("codes", many),
                ("questions", many),
            ]
        )
        rows = [{name: getattr(one, name) for name in schema.names} for one in self.passages]
        return pa.Table.from_pylist(rows, schema)


def coded(transcripts: Sequence[Transcript]) -> Coded:
    """Count codes, questions and speakers over files."""
    passages = [one for transcript in transcripts for one in transcript.passages]
    codes = _counted(passages, "codes")
    questions = _counted(passages, "questions")
    return Coded(
        tuple(transcripts),
        tuple(sorted(codes, key=lambda one: (-one.passages, one.code.casefold()))),
        tuple(sorted(questions, key=lambda one: _in_order(one.code))),
        _pairs(passages, {one.code.casefold(): one for one in codes}),
        tuple(Counter(one.speaker for one in passages).most_common()),
    )


def _counted(passages: Sequence[Passage], which: str) -> list[CodeCount]:
    having: dict[str, list[Passage]] = {}
    written: dict[str, str] = {}
    for one in passages:
        for code in dict.fromkeys(getattr(one, which)):
            having.setdefault(code.casefold(), []).append(one)
            written.setdefault(code.casefold(), code)
    return [
        CodeCount(
            written[key],
            len(found),
            len({one.file for one in found}),
            sum(len(one.text.split()) for one in found),
            tuple(sorted({q for one in found for q in one.questions}, key=_in_order)),
        )
        for key, found in having.items()
    ]


def _pairs(passages: Sequence[Passage], codes: dict[str, CodeCount]) -> tuple[Pair, ...]:
    both: Counter[tuple[str, str]] = Counter()
    for one in passages:
        both.update(combinations(sorted({code.casefold() for code in one.codes}), 2))
    rows = []
    for (first, second), n in both.items():
        either = codes[first].passages + codes[second].passages - n
        rows.append(Pair(codes[first].code, codes[second].code, n, n / either))
    return tuple(sorted(rows, key=lambda p: (-p.share, -p.together, p.first, p.second)))


def _in_order(code: str) -> tuple[object, ...]:
    """Sort ``Q2.1`` before ``Q10``."""
    numbers = tuple(int(part) for part in code.replace("_", ".").split(".") if part.isdigit())
    head = "".join(letter for letter in code.split(".", maxsplit=1)[0] if not letter.isdigit())
    first = "".join(letter for letter in code.split(".", maxsplit=1)[0] if letter.isdigit())
    return (head.casefold(), int(first or 0), numbers)


def _row(one: CodeCount) -> dict[str, Any]:
    return {
        "code": one.code,
        "passages": one.passages,
        "files": one.files,
        "words": one.words,
        "questions": list(one.questions),
    }
