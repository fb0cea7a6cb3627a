"""The tables of a workspace: which there are, in which layer, and their columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from openkitchen.pipelines.formats import FORMATS, PREFIX
from openkitchen.pipelines.shelf import Shelf
from openkitchen.prepare import open_days

__all__ = ["Layer", "WorkspaceTable", "read_rows", "tables_in"]

Layer = str
_LAYERS = {
    "02_intermediate": "typed",
    "03_primary": "prepared",
    "04_feature": "prepared",
    "05_model_input": "model input",
    "06_models": "bundle inputs",
    "07_model_output": "recommendations",
}
_PARTS = {
    "events": "events.parquet",
    "users": "tables/users.parquet",
    "items": "tables/items.parquet",
}


@dataclass(frozen=True, slots=True)
class WorkspaceTable:
    """A table on disk.

    Parameters
    ----------
    name
        Its name in the catalog; parts of a bundle are ``<bundle>:<part>``.
    layer
        ``identity``, ``prepared``, ``model input``, ``bundle inputs`` or ``recommendations``.
    path
        Its file.
    kind
        ``Table`` (Parquet), ``Days`` (a folder of Parquet files) or ``Lists`` (CSV).
    """

    name: str
    layer: Layer
    path: Path
    kind: str

    @property
    def schema(self) -> pa.Schema:
        """Its columns."""
        if self.kind == "Days":
            return open_days(self.path).schema
        return pq.read_schema(self.path) if self.kind == "Table" else read_rows(self).schema


def tables_in(shelf: Shelf) -> Iterator[WorkspaceTable]:
    """List the tables of the catalog that have been made, in its order."""
    for name, entry in shelf.entries.items():
        kind = str(entry.get("type", "")).removeprefix(PREFIX)
        if kind not in ("Table", "Days", "Lists", "Bundle"):
            continue
        path = shelf.path(name)
        parts = path.relative_to(shelf.root).parts if path.is_relative_to(shelf.root) else ()
        layer = next((_LAYERS[part] for part in parts if part in _LAYERS), "other")
        if name.startswith("identity"):
            layer = "identity"
        if kind == "Bundle":
            yield from _bundle(name, layer, path)
        elif path.is_file() or (kind == "Days" and path.is_dir()):
            yield WorkspaceTable(name, layer, path, kind)


def read_rows(table: WorkspaceTable) -> pa.Table:
    """Read a table."""
    rows = FORMATS[table.kind].load(table.path)
    return rows if isinstance(rows, pa.Table) else pa.table({})


def _bundle(name: str, layer: Layer, path: Path) -> Iterator[WorkspaceTable]:
    for part, file in _PARTS.items():
        if (path / file).is_file():
            yield WorkspaceTable(f"{name}:{part}", layer, path / file, "Table")
