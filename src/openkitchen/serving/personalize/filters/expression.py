"""What a filter says, as records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["ANYTHING", "Clause", "Condition", "Expression", "Field", "Parameter", "Value"]

Dataset = Literal["Items", "Interactions", "Users", "CurrentUser"]
Operator = Literal["in", "not in", "=", "<", "<=", ">", ">="]

ANYTHING = "*"
"""The value that any value matches."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that each request brings: ``$NAME``."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a dataset, by the name that the expression gives it."""

    dataset: Dataset
    name: str

    def __str__(self) -> str:
        return f"{self.dataset}.{self.name}"


Value = str | float | bool | Parameter | Field


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison: ``Items.GENRE NOT IN ("Comedy", $OTHERS)``."""

    field: Field
    operator: Operator
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """``INCLUDE`` or ``EXCLUDE`` what conditions describe, ``IF`` the current user fits.

    Parameters
    ----------
    include
        Whether it includes.
    what
        ``ItemID`` or ``UserID``.
    any_of
        Groups of conditions: in one group at least, all must hold.
    only_if
        The same about the current user; empty without ``IF``.
    """

    include: bool
    what: Literal["ItemID", "UserID"]
    any_of: tuple[tuple[Condition, ...], ...]
    only_if: tuple[tuple[Condition, ...], ...] = ()

    def conditions(self) -> Iterator[Condition]:
        """Yield every condition."""
        for group in (*self.any_of, *self.only_if):
            yield from group


@dataclass(frozen=True, slots=True)
class Expression:
    """All clauses of a filter."""

    clauses: tuple[Clause, ...]

    def conditions(self) -> Iterator[Condition]:
        """Yield every condition."""
        for clause in self.clauses:
            yield from clause.conditions()

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of what each request must bring."""
        found = (v.name for c in self.conditions() for v in c.values if isinstance(v, Parameter))
        return tuple(dict.fromkeys(found))

    @property
    def wants_history(self) -> bool:
        """Whether a clause includes what the user interacted with."""
        return any(
            clause.include and any(c.field.dataset == "Interactions" for c in clause.conditions())
            for clause in self.clauses
        )
