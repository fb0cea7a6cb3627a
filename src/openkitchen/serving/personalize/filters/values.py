"""What a request brings for the parameters of a filter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from openkitchen.errors import listing
from openkitchen.serving.personalize.faults import invalid
from openkitchen.serving.personalize.filters.expression import (
    Clause,
    Condition,
    Expression,
    Parameter,
    Value,
)

__all__ = ["bind"]

_PARTS = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^,"']+)\s*(?:,|$)""")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def bind(expression: Expression, given: Mapping[str, str]) -> Expression:
    """Put the values of a request in place of the parameters.

    A clause that excludes, and has a parameter without a value, is left out.

    Parameters
    ----------
    expression
        The filter.
    given
        By name, as clients write them: each text in double quotes, commas between.

    Raises
    ------
    Fault
        ``InvalidInputException``, when a parameter of a clause that includes has no value, or
        a value cannot be read.
    """
    read = {name.lower(): _read(name, text) for name, text in given.items()}
    clauses = [
        clause
        for clause in expression.clauses
        if clause.include or not _missing(Expression((clause,)), read)
    ]
    kept = Expression(tuple(clauses))
    missing = _missing(kept, read)
    if missing:
        raise invalid(
            f"Filter values are missing for: {listing(missing)}",
            f"The filter has the parameters {listing(expression.parameters)}.",
        )
    return Expression(tuple(_clause(clause, read) for clause in kept.clauses))


def _missing(expression: Expression, given: Mapping[str, tuple[Value, ...]]) -> list[str]:
    return [name for name in expression.parameters if name.lower() not in given]


def _clause(clause: Clause, given: Mapping[str, tuple[Value, ...]]) -> Clause:
    any_of, only_if = (
        tuple(tuple(_condition(c, given) for c in group) for group in groups)
        for groups in (clause.any_of, clause.only_if)
    )
    return replace(clause, any_of=any_of, only_if=only_if)


def _condition(condition: Condition, given: Mapping[str, tuple[Value, ...]]) -> Condition:
    values: list[Value] = []
    for value in condition.values:
        values += given[value.name.lower()] if isinstance(value, Parameter) else (value,)
    if condition.operator not in {"in", "not in"} and len(values) != 1:
        raise invalid(f"{condition.field} {condition.operator} compares with one value alone")
    return replace(condition, values=tuple(values))


def _read(name: str, text: str) -> tuple[Value, ...]:
    values: list[Value] = []
    at = 0
    while at < len(text):
        match = _PARTS.match(text, at)
        if match is None:
            raise invalid(
                f"The filter value of {name} cannot be read: {text[:60]!r}",
                'Write "a","b", each in double quotes, or a number.',
            )
        values.append(_one(match.group(1).strip()))
        at = match.end()
    if not values:
        raise invalid(f"The filter value of {name} is empty")
    return tuple(values)


def _one(part: str) -> Value:
    if part[:1] in {'"', "'"}:
        return re.sub(r"\\(.)", r"\1", part[1:-1])
    return float(part) if _NUMBER.fullmatch(part) else part
