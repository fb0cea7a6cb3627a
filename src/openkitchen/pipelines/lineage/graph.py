"""The lineage of a whole workspace, from the lists back to the delivered columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from openkitchen.errors import OpenKitchenError
from openkitchen.pipelines.lineage.declared import declared_links
from openkitchen.pipelines.lineage.origin import RAW, TYPED, Graph, Link, Origin
from openkitchen.pipelines.lineage.probe import Probe
from openkitchen.pipelines.lineage.tables import WorkspaceTable
from openkitchen.pipelines.shelf import PARAMETER, Shelf
from openkitchen.pipelines.step import Step, in_order
from openkitchen.sources import Received, ReceivedSource
from openkitchen.sources.mapping import find_columns

__all__ = ["contract_links", "workspace_graph"]


def workspace_graph(
    steps: Sequence[Step], received: Received, tables: Sequence[WorkspaceTable], shelf: Shelf
) -> Graph:
    """Trace every column of a workspace's tables.

    Parameters
    ----------
    steps
        The workspace's steps; those that are neither declared nor can be probed leave their
        columns untraced.
    received
        What has been received, with the headers of its receipts.
    tables
        The tables that have been made.
    shelf
        Holds the settings.
    """
    links = [*contract_links(received)]
    schemas = {table.name: table.schema for table in tables}
    for step in in_order(steps):
        links += _step_links(step, received, schemas, shelf)
    return Graph.of(links)


def _step_links(
    step: Step, received: Received, schemas: dict[str, pa.Schema], shelf: Shelf
) -> list[Link]:
    columns = {name: tuple(schema.names) for name, schema in schemas.items()}
    declared = declared_links(step, columns)
    if declared is not None:
        return list(declared)
    wanted = [name for name in step.outputs if name in schemas]
    if not wanted or not _can_be_probed(step, schemas):
        return [_untraced(step, name, one) for name in wanted for one in columns[name]]
    parameters = _parameters(step, shelf)
    made: list[Link] = []
    try:
        made = [*Probe(step, received, schemas, parameters).links()]
    except Exception:  # noqa: BLE001 - a step of the workspace may do anything on marked tables
        made = []
    found = {(link.table, link.name): link for link in made}
    return [
        found.get((name, one)) or _untraced(step, name, one)
        for name in wanted
        for one in columns[name]
    ]


def contract_links(received: Received) -> Iterator[Link]:
    """Yield the links of typed columns, by the contracts in ``sources.yml``."""
    for one in received.sources:
        headers = dict.fromkeys(name for receipt in one.receipts for name in receipt.header)
        for field in one.rows.schema:
            yield Link(
                f"{TYPED}{one.source.name}",
                field.name,
                frozenset(_contract(one, field.name, list(headers))),
                frozenset(),
                "contract",
                "sources receive",
            )


def _contract(one: ReceivedSource, name: str, headers: Sequence[str]) -> Iterator[Origin]:
    if name in one.source.constants:
        yield Origin("constant", "sources.yml", f"{one.source.name}.constants.{name}")
        return
    rules = [rule for rule in one.source.columns if rule.ours == name]
    spelled = {
        header for rule in rules for header in headers if find_columns([rule.theirs], [header])
    }
    for theirs in spelled or {rule.theirs for rule in rules}:
        yield Origin("column", f"{RAW}{one.source.name}", theirs)


def _can_be_probed(step: Step, schemas: Mapping[str, pa.Schema]) -> bool:
    return all(
        name == "received" or name in schemas or name.startswith(PARAMETER) for name in step.inputs
    )


def _parameters(step: Step, shelf: Shelf) -> dict[str, Any]:
    found = {}
    for name in step.inputs:
        if name.startswith(PARAMETER):
            try:
                found[name] = shelf.load(name)
            except OpenKitchenError:
                found[name] = {}
    return found


def _untraced(step: Step, table: str, name: str) -> Link:
    return Link(table, name, frozenset(), frozenset(), "unknown", step.name)
