"""The client's report in its forms: as a run leaves it, on two pages, as a card of the model."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Literal

from openkitchen.models.switches import switches_of
from openkitchen.pipelines.page import client_report
from openkitchen.pipelines.runner import run_workspace
from openkitchen.pipelines.shelf import open_shelf
from openkitchen.pipelines.workspace import Workspace, open_workspace
from openkitchen.pipelines.writing import write_page
from openkitchen.reporting import card_of, render_card, render_short

__all__ = ["FORMS", "Form", "report_file"]

Form = Literal["full", "summary", "model-card"]

FORMS: dict[Form, str] = {
    "full": "report.html",
    "summary": "report-summary.html",
    "model-card": "model-card.html",
}
"""Each form, and the file in the folder of reports that holds it."""

_PARTS = (
    *("received", "identity_map", "funnel", "interactions", "items", "evaluations", "bundle"),
    *("params:report", "behaviour_checks", "questions"),
)


def report_file(folder: Path, out: Path | None = None, form: Form = "full") -> Path:
    """Write a workspace's report anew and return where it is.

    Parameters
    ----------
    folder
        The workspace; what the report tells must have been run.
    out
        Where to write the page; a report in full stays in the workspace beside.
    form
        The report in full, on two pages, or the model card.
    """
    workspace = open_workspace(folder)
    if form == "full":
        run_workspace(folder, only=["report"])
        page = workspace.report.read_text("utf-8")
    else:
        page = _drawn(workspace, form)
    place = out or workspace.report.with_name(FORMS[form])
    if form != "full" or out is not None:
        write_page(page, place)
    return place


def _drawn(workspace: Workspace, form: Form) -> str:
    shelf = open_shelf(workspace.root, "local")
    parts = [shelf.load(name) for name in _PARTS]
    report = client_report(*parts)
    if form == "summary":
        return render_short(report)
    model, questions = parts[_PARTS.index("bundle")], parts[-1]
    rules = [switch.words for switch in switches_of(model.rules)]
    return render_card(
        report, card_of(asdict(model.fitted.settings), rules, questions.ledger, questions.folder)
    )
