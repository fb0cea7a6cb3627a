"""What steps that hold no SQL and compute do with columns; tests hold each against the step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from openkitchen.pipelines.identity_map import make_map
from openkitchen.pipelines.lineage.origin import Link, Origin
from openkitchen.pipelines.nodes import fit, recommend_everyone, refit
from openkitchen.pipelines.step import Step
from openkitchen.prepare import split_by_time
from openkitchen.schema.attributes import kind_of
from openkitchen.schema.columns import (
    CUSTOMER,
    DEVICE,
    EVENT_TYPE,
    EVENT_VALUE,
    ITEM,
    RANK,
    SCORE,
    TIME,
    USER,
    VISITOR,
    WEIGHT,
)

__all__ = ["DECLARED", "EVENTS", "declared_links"]

EVENTS = {
    "user": USER,
    "item": ITEM,
    "time": TIME,
    "weight": WEIGHT,
    "kind": EVENT_TYPE,
    "device": DEVICE,
    "value": EVENT_VALUE,
}
"""Columns of the events in a bundle → those of the interactions that they are made of."""

Tables = Mapping[str, pa.Schema]


@dataclass(frozen=True, slots=True)
class Making:
    """A step, the columns of all tables that are known, and those that link people."""

    step: Step
    tables: Tables
    linked: tuple[Origin, ...] = ()

    def names(self, table: str) -> tuple[str, ...]:
        """Return the columns of a table; none when it has not been made."""
        return tuple(self.tables[table].names) if table in self.tables else ()

    def inputs(self, bundle: str) -> list[Origin]:
        """Return the columns of a bundle that scores are made of: free text is none of them."""
        return [
            Origin("column", part, field.name)
            for part, schema in self.tables.items()
            if part.startswith(f"{bundle}:")
            for field in schema
            if kind_of(field) != "text"
        ]

    def link(self, table: str, name: str, origins: list[Origin], chosen: list[Origin]) -> Link:
        """Make a link."""
        return Link(table, name, frozenset(origins), frozenset(chosen), "declared", self.step.name)


def declared_links(
    step: Step, tables: Tables, linked: Iterable[Origin] = ()
) -> Iterator[Link] | None:
    """Return the links of a declared step's outputs; ``None`` for any other step.

    Parameters
    ----------
    step
        Known by its function, whatever its name in a workspace.
    tables
        Table → its schema, for all tables that the step reads and writes; the parts of a
        bundle are ``bundle:events``, ``bundle:users`` and ``bundle:items``.
    linked
        The columns by which customers are found to be one person.
    """
    declared = DECLARED.get(step.function)
    return None if declared is None else declared(Making(step, tables, tuple(linked)))


def _split(making: Making) -> Iterator[Link]:
    """Both parts have the columns of the interactions; the time decides which row goes where."""
    source, share = making.step.inputs
    when = [Origin("column", source, TIME), _setting(share)]
    for table in making.step.outputs:
        for name in making.names(table):
            yield making.link(table, name, [Origin("column", source, name)], when)


def _fit(making: Making) -> Iterator[Link]:
    """A bundle holds the events, and the attribute tables as they are."""
    interactions, users, items = making.step.inputs[:3]
    bundle = making.step.outputs[0]
    for part, source in (("users", users), ("items", items)):
        for name in making.names(f"{bundle}:{part}"):
            yield making.link(f"{bundle}:{part}", name, [Origin("column", source, name)], [])
    for name in making.names(f"{bundle}:events"):
        theirs = EVENTS.get(name, name)
        known = theirs in making.names(interactions)
        origin = (
            Origin("column", interactions, theirs)
            if known
            else Origin("constant", "no source has it", theirs)
        )
        yield making.link(f"{bundle}:events", name, [origin] if known or name in EVENTS else [], [])


def _identity_map(making: Making) -> Iterator[Link]:
    """A map says which visitor is whose; all that the edges tell decides it.

    Customers who are one person are one user, so what links people decides users too.
    """
    edges, table = making.step.inputs[1], making.step.outputs[0]
    told = [Origin("column", edges, name) for name in making.names(edges)]
    told += making.linked
    theirs = [one for one in making.linked if one.name == CUSTOMER]
    visitor, customer = Origin("column", edges, VISITOR), Origin("column", edges, CUSTOMER)
    made = {
        VISITOR: [visitor],
        USER: [visitor, customer, *making.linked],
        CUSTOMER: [customer, *theirs],
    }
    for name in making.names(table):
        yield making.link(table, name, made.get(name, told), [*told, _setting("identity")])


def _recommend(making: Making) -> Iterator[Link]:
    """A score is a sum over all inputs of the bundle; the rank is its place in the list."""
    bundle, length = making.step.inputs
    table = making.step.outputs[0]
    every = making.inputs(bundle)
    made = {
        USER: [Origin("column", f"{bundle}:events", "user"),
               Origin("column", f"{bundle}:users", USER)],
        ITEM: [Origin("column", f"{bundle}:events", "item"),
               Origin("column", f"{bundle}:items", ITEM)],
        SCORE: every,
        RANK: [*every, _setting(length)],
    }  # fmt: skip
    for name in making.names(table):
        known = [one for one in made.get(name, []) if one.kind != "column" or one in every]
        yield making.link(table, name, known, [Origin("column", table, SCORE), _setting(length)])


def _setting(name: str) -> Origin:
    return Origin("setting", "parameters.yml", name.removeprefix("params:"))


DECLARED: Mapping[Callable[..., Any], Callable[[Making], Iterator[Link]]] = {
    make_map: _identity_map,
    split_by_time: _split,
    fit: _fit,
    refit: _fit,
    recommend_everyone: _recommend,
}
"""Step function → what it does with columns."""
