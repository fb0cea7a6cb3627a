"""What each column of a people file holds, told by its values and by its header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.identity.linking.dates import reads_as_dates, spread_like_births
from openkitchen.identity.linking.given_names import GIVEN_NAMES
from openkitchen.identity.linking.header_words import hints_of

__all__ = ["Column", "Kind", "profile", "used_columns"]

Kind = Literal[
    "given", "surname", "fullname", "born", "email", "phone", "postcode", "house", "street",
    "place", "area", "code", "age", "category", "passed over",
]  # fmt: skip

_TELLING = {"given", "surname", "fullname", "born", "email", "phone", "code"}
_SAMPLE = 20_000
_MOST = 0.8
_LEAST_FILLED = 0.02
_WORDS = re.compile(r"^[^\W\d_][^\d_@]*$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_PHONE = re.compile(r"^\+?[\d\s()/.\-–]{6,22}$")
_HOUSE = re.compile(r"^\d{1,5}\s*[a-zA-Z]?([-/]\d{1,4}\s*[a-zA-Z]?)?$")
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"^\d+$")
_POSTCODE = re.compile(
    r"^([A-Z]{1,2}[- ]?)?\d{3,6}([- ]?\d{2,4})?$|^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$"
    r"|^\d{4} ?[A-Z]{2}$|^[A-Z]\d[A-Z] ?\d[A-Z]\d$",
    re.IGNORECASE,
)
_CODE = re.compile(r"^(?=.*\d)[A-Za-z0-9][A-Za-z0-9 ./-]{4,24}$")
_SHORT_NUMBERS: tuple[Kind, str] = ("house", "short numbers beside a street")
_ADDRESS = re.compile(r"\d.*[^\W\d_]{3}|[^\W\d_]{3}.*\d")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a people file.

    Parameters
    ----------
    name
        As in the header.
    kind
        What it holds.
    why
        How that was told, in words.
    filled
        Share of records that have a value.
    distinct
        How many different values it has.
    """

    name: str
    kind: Kind
    why: str
    filled: float
    distinct: int


def used_columns(columns: Sequence[Column]) -> tuple[str, ...]:
    """Return the names of the columns that linking looks at; none if none tells people apart."""
    if not any(column.kind in _TELLING for column in columns):
        return ()
    return tuple(column.name for column in columns if column.kind != "passed over")


def profile(people: pa.Table, id_column: str) -> tuple[Column, ...]:
    """Tell what each column but the id holds.

    Parameters
    ----------
    people
        One row per record, all columns text.
    id_column
        The records' own id; it is not looked at.
    """
    facts = [
        _Facts(name, people[name], people.num_rows)
        for name in people.column_names
        if name != id_column
    ]
    kinds = {one.name: _kind(one) for one in facts}
    _settle_names(facts, kinds)
    _settle_dates(facts, kinds)
    _settle_house(facts, kinds)
    return tuple(Column(one.name, *kinds[one.name], one.filled, one.distinct) for one in facts)


class _Facts:
    """Counts of one column, taken from a sample of its values."""

    def __init__(self, name: str, column: pa.ChunkedArray, rows: int) -> None:
        known = column.drop_null()
        self.name = name
        self.hints = hints_of(name)
        self.filled = len(known) / max(rows, 1)
        self.distinct = pc.count_distinct(known).as_py()
        self.n = len(known)
        step = max(len(known) // _SAMPLE, 1)
        self.values: Sequence[str] = known.take(
            pa.array(np.arange(0, len(known), step))
        ).to_pylist()

    def share(self, pattern: re.Pattern[str]) -> float:
        """Return the share of values that match."""
        return sum(bool(pattern.search(v)) for v in self.values) / max(len(self.values), 1)

    @property
    def different(self) -> float:
        """Distinct values for each filled one."""
        return self.distinct / max(self.n, 1)

    @property
    def length(self) -> float:
        """Mean length of a value."""
        return sum(map(len, self.values)) / max(len(self.values), 1)

    @property
    def tokens(self) -> float:
        """Mean number of words in a value."""
        return sum(len(v.split()) for v in self.values) / max(len(self.values), 1)

    @property
    def given_share(self) -> float:
        """Share of values that begin with a common first name."""
        first = (re.split(r"[\s,]+", v.strip().lower()) for v in self.values)
        return sum(bool(set(w) & GIVEN_NAMES) for w in first) / max(len(self.values), 1)


def _kind(facts: _Facts) -> tuple[Kind, str]:
    """Tell a column's kind; names without a telling header are settled later."""
    if facts.filled < _LEAST_FILLED or facts.distinct < 2:
        return "passed over", "hardly filled, or always the same"
    said = "its header and values"
    if facts.share(_EMAIL) >= _MOST:
        return "email", "values with an @"
    if reads_as_dates(facts.values) and "phone" not in facts.hints:
        return "born", "values that are dates"
    digits = facts.share(_DIGITS)
    hints = facts.hints
    if "age" in hints and digits >= _MOST and facts.length <= 3:
        return "age", said
    if "code" in hints and facts.share(_CODE) >= _MOST:
        return "code", said
    if "phone" in hints and facts.share(_PHONE) >= 0.6:
        return "phone", said
    if "postcode" in hints and facts.share(_DIGIT) >= 0.6 and facts.length <= 12:
        return "postcode", said
    if "house" in hints and facts.share(_HOUSE) >= 0.7 and facts.length <= 8:
        return "house", said
    words = facts.share(_WORDS)
    for kind in ("given", "surname", "fullname", "place", "area"):
        if kind in hints and words >= 0.6 and facts.distinct > 2:
            return _words_kind(kind, facts), said
    if "street" in hints and facts.distinct > 2:
        return "street", said
    if "gender" in hints and facts.distinct <= 12:
        return "category", said
    return _by_values(facts, digits, words)


def _words_kind(kind: str, facts: _Facts) -> Kind:
    """Tell a full name from its parts: a header may call either just a name."""
    if kind == "fullname":
        return "fullname" if facts.tokens >= 1.5 else "surname"
    if kind == "given" and "fullname" in facts.hints and facts.tokens >= 1.8:
        return "fullname"
    return kind  # type: ignore[return-value]


def _by_values(facts: _Facts, digits: float, words: float) -> tuple[Kind, str]:
    if facts.share(_PHONE) >= _MOST and facts.length >= 8 and facts.different > 0.3:
        marked = facts.share(re.compile(r"^[+0(]|[\s()/\-]"))
        if marked >= 0.5:
            return "phone", "values that look like phone numbers"
    few = max(12, min(200, facts.n // 50))
    if facts.share(_POSTCODE) >= 0.9 and 3 <= facts.length <= 9 and facts.distinct > 12:
        lengths = {len(v) for v in facts.values}
        if facts.different < 0.9 and facts.length >= 4 and (len(lengths) <= 3 or digits < 0.5):
            return "postcode", "values that look like postal codes"
    if facts.share(_CODE) >= 0.9 and facts.different > 0.5 and facts.n > facts.distinct:
        return "code", "numbers that hardly repeat"
    if facts.share(_ADDRESS) >= 0.5 and facts.tokens >= 2 and facts.distinct > few:
        return "street", "values that look like addresses"
    if facts.distinct <= few:
        return "category", "few different values"
    if words >= 0.9 and facts.length <= 40 and facts.tokens <= 4:
        return "place", "words"
    if facts.share(_HOUSE) >= 0.9 and facts.distinct > 12 and facts.length <= 4:
        return _SHORT_NUMBERS
    return "passed over", "free text, or numbers that tell nobody apart"


def _settle_names(facts: list[_Facts], kinds: dict[str, tuple[Kind, str]]) -> None:
    """Find first names and surnames among columns of words whose headers say nothing."""
    have = {kind for kind, _ in kinds.values()}
    why = "common first names among its values"
    loose = [one for one in facts if kinds[one.name] == ("place", "words")]
    if not have & {"given", "fullname"} and loose:
        best = max(loose, key=lambda one: one.given_share)
        if best.given_share >= 0.15:
            whole = best.tokens >= 1.8
            kinds[best.name] = ("fullname" if whole else "given", why)
            loose.remove(best)
            have.add(kinds[best.name][0])
    if "given" in have and "surname" not in have and loose:
        best = max(loose, key=lambda one: (one.distinct, one.name))
        kinds[best.name] = ("surname", "words, the most varied ones beside the first names")


def _settle_dates(facts: list[_Facts], kinds: dict[str, tuple[Kind, str]]) -> None:
    """Keep the date of birth; dates of the record itself tell nobody apart."""
    dated = [one for one in facts if kinds[one.name][0] == "born"]
    said = [one for one in dated if "born" in one.hints]
    for one in dated:
        if one in said:
            continue
        if said or "record" in one.hints or len(dated) > 1 or not spread_like_births(one.values):
            kinds[one.name] = ("passed over", "a date that is not the date of birth")


def _settle_house(facts: list[_Facts], kinds: dict[str, tuple[Kind, str]]) -> None:
    """Keep short numbers as the house number only if nothing else is, beside a street without."""
    short = [one for one in facts if kinds[one.name] == _SHORT_NUMBERS]
    named = any(kind == "house" and why != _SHORT_NUMBERS[1] for kind, why in kinds.values())
    bare = {
        at
        for at, one in enumerate(facts)
        if kinds[one.name][0] == "street" and one.share(_DIGIT) < 0.5
    }
    for one in short:
        at = facts.index(one)
        if named or not bare & {at - 1, at + 1}:
            kinds[one.name] = ("passed over", "short numbers, of a house or of anything else")
