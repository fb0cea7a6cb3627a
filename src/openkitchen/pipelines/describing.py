"""The dictionary and the findings of a workspace, and the page that shows both."""

from __future__ import annotations

from pathlib import Path

from openkitchen.pipelines.dictionary import Dictionary, dictionary_of
from openkitchen.pipelines.receiving import sources_of
from openkitchen.pipelines.workspace import open_workspace
from openkitchen.pipelines.writing import write_page
from openkitchen.reporting import render_dictionary
from openkitchen.sources.findings import Findings, examine
from openkitchen.store import open_store

__all__ = ["findings_of", "write_dictionary_page", "write_findings_page"]

PAGE = "dictionary.html"


def findings_of(folder: Path) -> Findings:
    """Look at everything that a workspace has received.

    Raises
    ------
    WorkspaceError
        The folder is no workspace, or declares no source.
    """
    workspace = open_workspace(folder)
    with open_store(workspace.store) as store:
        return examine(sources_of(workspace), store, workspace.raw, workspace.typed)


def write_dictionary_page(folder: Path, dictionary: Dictionary) -> Path:
    """Write the page for a dictionary, with the findings; return where it is."""
    return _write(folder, dictionary, findings_of(folder))


def write_findings_page(folder: Path, findings: Findings) -> Path:
    """Write the page for findings, with the dictionary; return where it is."""
    return _write(folder, dictionary_of(folder), findings)


def _write(folder: Path, dictionary: Dictionary, findings: Findings) -> Path:
    workspace = open_workspace(folder)
    path = workspace.report.with_name(PAGE)
    write_page(
        render_dictionary(
            workspace.root.name, dictionary.sentences(), list(dictionary.by_table()), findings
        ),
        path,
    )
    return path
