"""The lineage of a whole workspace, from the lists back to the delivered columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from openkitchen.errors import OpenKitchenError
from openkitchen.pipelines.lineage.declared import declared_links
from openkitchen.pipelines.lineage.linking import linking_columns
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
    failures: dict[str, str] = {}
    linked = linking_columns(received, shelf.parameters.get("identity"))
    for step in in_order(steps):
        try:
            links += _step_links(step, received, schemas, shelf, linked)
        except Exception as error:  # noqa: BLE001 - a step may do anything on marked tables
            failures[step.name] = f"{type(error).__name__}: {error}"
            links += _all_untraced(step, schemas)
    return Graph.of(links, failures)


def _step_links(
    step: Step,
    received: Received,
    schemas: dict[str, pa.Schema],
    shelf: Shelf,
    linked: Sequence[Origin],
) -> list[Link]:
    declared = declared_links(step, schemas, linked)
    if declared is not None:
        return list(declared)
    if not _can_be_probed(step, schemas):
        return _all_untraced(step, schemas)
    probe = Probe(step, received, schemas, _parameters(step, shelf))
    found = {(link.table, link.name): link for link in probe.links()}
    return [found.get((one.table, one.name), one) for one in _all_untraced(step, schemas)]


def _all_untraced(step: Step, schemas: Mapping[str, pa.Schema]) -> list[Link]:
    none = frozenset[Origin]()
    return [
        Link(table, name, none, none, "unknown", step.name)
        for table in step.outputs
        if table in schemas
        for name in schemas[table].names
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
