"""Read a filter expression.

::

    expression := clause ('|' clause)*
    clause     := (INCLUDE | EXCLUDE) (ItemID | UserID) WHERE any [IF any]
    any        := all (OR all)*
    all        := condition (AND condition)*
    condition  := field [NOT] IN '(' value (',' value)* ')' | field compared value
    compared   := '=' | '<' | '<=' | '>' | '>='
    field      := (Items | Interactions | Users | CurrentUser) '.' NAME
    value      := "text" | 'text' | number | true | false | $PARAMETER | field | *

Letters' case counts in text alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from openkitchen.serving.personalize.faults import Fault, invalid
from openkitchen.serving.personalize.filters.expression import (
    ANYTHING,
    Clause,
    Condition,
    Expression,
    Field,
    Parameter,
    Value,
)

__all__ = ["parse_filter"]

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | \$(?P<parameter>\w+)
    | (?P<word>[^\W\d]\w*)
    | (?P<sign><=|>=|!=|[=<>(),.|*])
    )""",
    re.VERBOSE,
)
_DATASETS = {
    "items": "Items",
    "item": "Items",
    "interactions": "Interactions",
    "interaction": "Interactions",
    "users": "Users",
    "user": "Users",
    "currentuser": "CurrentUser",
}
_RANGES = {"=", "<", "<=", ">", ">="}
_MOST_TOKENS = 2000


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse_filter(text: str) -> Expression:
    """Read an expression.

    Raises
    ------
    Fault
        ``InvalidInputException``, saying what was expected at which character.
    """
    return _Reader(_tokens(text), text).expression()


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None or len(found) > _MOST_TOKENS:
            near = text[at : at + 12].strip()
            raise invalid(f"Filter expression: nothing is written {near!r} (character {at + 1})")
        kind = match.lastgroup
        found.append(_Token(kind, match.group(kind), match.start(kind)))
        at = match.end()
    return found


class _Reader:
    """Reads tokens from the left."""

    def __init__(self, tokens: list[_Token], text: str) -> None:
        self._tokens, self._text, self._at = tokens, text, 0

    def expression(self) -> Expression:
        clauses = [self._clause()]
        while self._takes("|"):
            clauses.append(self._clause())
        if self._next is not None:
            raise self._wrong("AND, OR, IF, | or the end")
        return Expression(tuple(clauses))

    def _clause(self) -> Clause:
        verb = self._word("INCLUDE", "EXCLUDE")
        what: Any = {"ITEMID": "ItemID", "USERID": "UserID"}[self._word("ITEMID", "USERID")]
        self._word("WHERE")
        any_of = self._any()
        only_if: tuple[tuple[Condition, ...], ...] = ()
        if self._is("IF"):
            self._at += 1
            start = self._at
            only_if = self._any()
            strange = next(
                (c for g in only_if for c in g if c.field.dataset != "CurrentUser"), None
            )
            if strange:
                self._at = start
                raise self._wrong("CurrentUser after IF")
        return Clause(verb == "INCLUDE", what, any_of, only_if)

    def _any(self) -> tuple[tuple[Condition, ...], ...]:
        groups = [self._all()]
        while self._is("OR"):
            self._at += 1
            groups.append(self._all())
        return tuple(groups)

    def _all(self) -> tuple[Condition, ...]:
        conditions = [self._condition()]
        while self._is("AND"):
            self._at += 1
            conditions.append(self._condition())
        return tuple(conditions)

    def _condition(self) -> Condition:
        field = self._field()
        if self._is("IN") or self._is("NOT"):
            negated = self._word("IN", "NOT") == "NOT"
            if negated:
                self._word("IN")
            self._sign("(")
            values = [self._value()]
            while self._takes(","):
                values.append(self._value())
            self._sign(")")
            return Condition(field, "not in" if negated else "in", tuple(values))
        operator: Any = self._sign(*_RANGES)
        return Condition(field, operator, (self._value(),))

    def _field(self) -> Field:
        token = self._next
        dataset: Any = None if token is None else _DATASETS.get(token.text.lower())
        if token is None or token.kind != "word" or dataset is None:
            raise self._wrong("Items, Interactions, Users or CurrentUser")
        self._at += 1
        self._sign(".")
        name = self._next
        if name is None or name.kind != "word":
            raise self._wrong("the name of a field")
        self._at += 1
        return Field(dataset, name.text)

    def _value(self) -> Value:
        token = self._next
        if token is not None and token.kind == "word" and token.text.lower() in _DATASETS:
            return self._field()
        self._at += 1
        if token is not None:
            if token.kind == "text":
                inside = re.sub(r"\\(.)", r"\1", token.text[1:-1])
                return ANYTHING if inside == ANYTHING else inside
            if token.kind == "number":
                return float(token.text)
            if token.kind == "parameter":
                return Parameter(token.text)
            if token.text == ANYTHING:
                return ANYTHING
            if token.text.lower() in {"true", "false"}:
                return token.text.lower() == "true"
        self._at -= 1
        raise self._wrong('a value, such as "text", 12 or $NAME')

    @property
    def _next(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _is(self, word: str) -> bool:
        token = self._next
        return token is not None and token.kind == "word" and token.text.upper() == word

    def _word(self, *words: str) -> str:
        for word in words:
            if self._is(word):
                self._at += 1
                return word
        raise self._wrong(" or ".join(words))

    def _takes(self, sign: str) -> bool:
        token = self._next
        found = token is not None and token.kind == "sign" and token.text == sign
        self._at += found
        return found

    def _sign(self, *signs: str) -> str:
        for sign in signs:
            if self._takes(sign):
                return sign
        raise self._wrong(" or ".join(sorted(signs)))

    def _wrong(self, expected: str) -> Fault:
        token = self._next
        if token is None:
            return invalid(f"Filter expression: expected {expected}, but it ends")
        return invalid(
            f"Filter expression: expected {expected}, found {token.text[:40]!r} "
            f"(character {token.at + 1})"
        )
