"""Where a column comes from: one step back, and all the way to the provider."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from openkitchen.errors import UnknownName

__all__ = ["RAW", "TYPED", "Graph", "Link", "Origin"]

RAW, TYPED = "raw:", "typed:"
"""What the names of a source's tables begin with: as delivered, and typed."""

Kind = Literal["column", "setting", "constant"]


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """A column, a setting or a constant.

    Parameters
    ----------
    kind
        Which of them.
    table
        The column's table, such as ``raw:web``, ``typed:web``, ``interactions``; the file of
        a setting; the code of a constant.
    name
        Its name.
    """

    kind: Kind
    table: str
    name: str

    def text(self) -> str:
        """Return it in words."""
        if self.kind == "column":
            return f"{self.table}.{self.name}"
        return f"{self.kind} {self.name} ({self.table})"


@dataclass(frozen=True, slots=True)
class Link:
    """One step back from a column.

    Parameters
    ----------
    table, name
        The column.
    origins
        What its values are made of.
    chosen_by
        What else decides which rows there are: filters and joins.
    by
        How that is known: ``sql`` (parsed), ``values`` (followed through Python by marked
        values), ``changes`` (it changes when they change), ``contract`` (sources.yml) or
        ``declared``.
    step
        The step that makes it.
    """

    table: str
    name: str
    origins: frozenset[Origin]
    chosen_by: frozenset[Origin]
    by: str
    step: str


@dataclass(frozen=True, slots=True)
class Graph:
    """The links of all columns of a workspace.

    Parameters
    ----------
    links
        (table, column) → its link. Raw columns have none.
    failures
        Step → why it could not be traced.
    """

    links: Mapping[tuple[str, str], Link]
    failures: Mapping[str, str] = field(default_factory=dict)

    def back(self, table: str, name: str) -> Link:
        """Return the link of a column.

        Raises
        ------
        UnknownName
            There is no such column.
        """
        if (table, name) not in self.links:
            known = [f"{t}.{n}" for t, n in self.links]
            raise UnknownName("column", f"{table}.{name}", known)
        return self.links[table, name]

    def roots(self, table: str, name: str) -> tuple[Origin, ...]:
        """Return the provider's columns, settings and constants that a column rests on."""
        found: set[Origin] = set()
        seen: set[tuple[str, str]] = set()
        waiting = [Origin("column", table, name)]
        while waiting:
            one = waiting.pop()
            if one.kind != "column" or one.table.startswith(RAW):
                found.add(one)
                continue
            if (one.table, one.name) in seen:
                continue
            seen.add((one.table, one.name))
            link = self.links.get((one.table, one.name))
            waiting += link.origins if link else ()
        return tuple(sorted(found))

    def untraced(self) -> tuple[tuple[str, str], ...]:
        """Return the columns that reach nothing."""
        return tuple(key for key in self.links if not self.roots(*key))

    @classmethod
    def of(cls, links: Iterable[Link], failures: Mapping[str, str] | None = None) -> Graph:
        """Gather links."""
        return cls({(link.table, link.name): link for link in links}, dict(failures or {}))
