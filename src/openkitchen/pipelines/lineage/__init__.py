"""Lineage: where every column comes from, through SQL and Python, back to the provider."""

from openkitchen.pipelines.lineage.graph import workspace_graph
from openkitchen.pipelines.lineage.origin import RAW, TYPED, Graph, Link, Origin
from openkitchen.pipelines.lineage.tables import WorkspaceTable, read_rows, tables_in

__all__ = [
    "RAW",
    "TYPED",
    "Graph",
    "Link",
    "Origin",
    "WorkspaceTable",
    "read_rows",
    "tables_in",
    "workspace_graph",
]
