"""Do a piece of work that the studio was asked for, in a process of its own.

``python -m openkitchen.pipelines.working FOLDER`` does what the job in the folder says.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from openkitchen.errors import OpenKitchenError, ServerError, SettingsError, UnknownName
from openkitchen.models import Progress
from openkitchen.pilot.mailing import Sent
from openkitchen.pipelines.answers import (
    answer_catalogue,
    answer_cold_start,
    answer_how_many,
    answer_season,
    answer_segments,
)
from openkitchen.pipelines.asking import question_from
from openkitchen.pipelines.demo import fill_with_demo
from openkitchen.pipelines.describing import findings_of
from openkitchen.pipelines.dictionary import dictionary_of
from openkitchen.pipelines.identity_views import open_identity
from openkitchen.pipelines.kept_pages import keep_answer, keep_page
from openkitchen.pipelines.ledgers import Reasons, ask_and_record, ledger_in, record_answer
from openkitchen.pipelines.lever_answers import ask_levers
from openkitchen.pipelines.material import Given
from openkitchen.pipelines.monitor_page import monitor_page
from openkitchen.pipelines.monitoring import monitor_workspace
from openkitchen.pipelines.pilot_rounds import remind_silent, send_invitations, send_week
from openkitchen.pipelines.quality import check_quality
from openkitchen.pipelines.report_files import report_file
from openkitchen.pipelines.runner import run_workspace
from openkitchen.pipelines.state import open_lodging
from openkitchen.pipelines.workspace import Workspace, open_workspace
from openkitchen.reporting.data_pages import dictionary_answer, findings_answer
from openkitchen.reporting.facts import as_answer
from openkitchen.reporting.identity_pages import impact_facts, versions_facts
from openkitchen.serving.operation import publish
from openkitchen.studio.work import Reporter, told_in

__all__ = ["DOES", "STANDING", "STORE", "answer_standing", "main"]

STORE = "OPENKITCHEN_STORE"
"""Where the server's database is told: it may hold a password, so it stands in no file."""

Does = Callable[[Workspace, Mapping[str, Any], Progress], str]

STANDING: Mapping[str, Callable[[Given, Progress], Any]] = {
    "how-many": lambda given, progress: answer_how_many(given, progress=progress),
    "segments": lambda given, progress: answer_segments(given, progress=progress),
    "season": lambda given, progress: answer_season(given, progress=progress),
    "cold-start": lambda given, progress: answer_cold_start(given, progress=progress),
    "catalogue": lambda given, progress: answer_catalogue(given, progress=progress),
}
"""Questions that every client asks, as the ``experiment`` commands ask them."""


def main(arguments: list[str] | None = None) -> int:
    """Do the job of a folder; see `openkitchen.studio.work`."""
    (home,) = map(Path, sys.argv[1:] if arguments is None else arguments)
    told, reporter = told_in(home), Reporter(home)
    os.nice(5)  # those who look at pages go first
    try:
        workspace = open_workspace(Path(told.asked["dir"]))
        reporter.done(_what_does(told.kind)(workspace, told.asked, reporter))
    except OpenKitchenError as error:
        reporter.failed(error.message, error.hint)
        return 1
    except Exception:
        logging.getLogger("openkitchen").exception("a piece of work failed")
        reporter.failed("something went wrong here", f"{home / 'log.txt'} says what.")
        return 1
    return 0


def _what_does(kind: str) -> Does:
    if kind not in DOES:
        raise UnknownName("kind of work", kind, DOES)
    return DOES[kind]


def answer_standing(folder: Path, progress: Progress) -> list[str]:
    """Ask every standing question of a workspace; write its report, and the pages about its data.

    Returns
    -------
    The ids of the answers in the ledger.
    """
    workspace = open_workspace(folder)
    asked = [_standing(name)(workspace, {}, progress).rpartition("/")[2] for name in STANDING]
    asked.append(ask_levers(workspace, "", progress).id)
    for make in (_dictionary, _findings, _identity, _monitor, _quality):
        make(workspace, {}, progress)
    report_file(folder)  # last: it tells all of this
    return asked


def _standing(name: str) -> Does:
    def does(workspace: Workspace, asked: Mapping[str, Any], progress: Progress) -> str:
        del asked
        started, given = perf_counter(), Given(dir=workspace.root)
        progress(f"asking: {name}", 0, 1)
        answer = STANDING[name](given, progress)
        entry = record_answer(given, name, answer, perf_counter() - started)
        if entry is None:
            return "/experiments"
        keep_answer(workspace.root, name, entry.id, answer)
        return f"/experiments/{entry.id}"

    return does


def _ask(workspace: Workspace, asked: Mapping[str, Any], progress: Progress) -> str:
    question = question_from(asked["question"])
    reasons = Reasons(asked.get("why", ""), asked.get("hypothesis", ""))
    ledger = ledger_in(workspace.root)
    found = ask_and_record(Given(dir=workspace.root), question, reasons, ledger, progress)
    if found.entry is None:
        raise SettingsError("the answer was not kept", hint="Ask again.")
    return f"/experiments/{found.entry.id}"


def _levers(workspace: Workspace, asked: Mapping[str, Any], progress: Progress) -> str:
    entry = ask_levers(workspace, str(asked.get("item", "")), progress)
    return f"/experiments/{entry.id}"


def _all(workspace: Workspace, asked: Mapping[str, Any], progress: Progress) -> str:
    del asked
    answer_standing(workspace.root, progress)
    return "/experiments"


def _dictionary(workspace: Workspace, asked: Mapping[str, Any], progress: Progress) -> str:
    del asked
    progress("tracing every column", 0, 1)
    found = dictionary_of(workspace.root)
    page = dictionary_answer(found.sentences(), list(found.by_table()))
    keep_page(workspace, "dictionary", page)
    return "/data/dictionary"


def _findings(workspace: Workspace, asked: Mapping[str, Any], progress: Progress) -> str:
    del asked
    progress("looking at every delivery", 0, 1)
    keep_page(workspace, "findings", findings_answer(findings_of(workspace.root)))
    return "/data/findings"


def _identity(workspace: Workspace, asked: Mapping[str, Any], progress: Progress) -> str:
    del asked
    progress("counting who is who", 0, 1)
    desk = open_identity(workspace.root)
    page = versions_facts(desk.versions(), desk.in_use(), desk.figures())
    keep_page(workspace, "identity", as_answer(page))
    return "/data/identity"


def _impact(workspace: Workspace, asked: Mapping[str, Any], progress: Progress) -> str:
    one, other = str(asked["one"]), str(asked["other"])
    found = open_identity(workspace.root).impact(one, other, progress=progress)
    told = [*found.diff.sentences(), *(found.resembled.sentences() if found.resembled else [])]
    page = impact_facts(str(found.before.number), str(found.after.number), found.lists, told)
    keep_page(workspace, "impact", as_answer(page))
    return "/data/impact"


def _quality(workspace: Workspace, asked: Mapping[str, Any], progress: Progress) -> str:
    del asked
    check_quality(workspace.root, progress=progress)  # which keeps the page
    return "/quality"


def _monitor(workspace: Workspace, asked: Mapping[str, Any], progress: Progress) -> str:
    del asked
    found = monitor_workspace(workspace.root, progress=progress)
    keep_page(workspace, "monitor", monitor_page(found))
    return "/monitor"


def _invite(workspace: Workspace, asked: Mapping[str, Any], progress: Progress) -> str:
    del asked
    return _told(send_invitations(workspace.root, _store(), progress=progress), progress)


def _send(workspace: Workspace, asked: Mapping[str, Any], progress: Progress) -> str:
    del asked
    progress("making the lists", 0, 1)
    return _told(send_week(workspace.root, store=_store(), progress=progress).sent, progress)


def _remind(workspace: Workspace, asked: Mapping[str, Any], progress: Progress) -> str:
    del asked
    return _told(remind_silent(workspace.root, store=_store(), progress=progress).sent, progress)


def _told(sent: Sent, progress: Progress) -> str:
    """Say what became of mails, and where the pilot is to be seen.

    Raises
    ------
    ServerError
        When some were refused, or are still due.
    """
    for sentence in sent.sentences():
        progress(sentence, 1, 1)
    if not sent.complete:
        raise ServerError("not all mails are gone", hint="What is due is sent when asked again.")
    return "/pilot"


def _store() -> str:
    return os.environ.get(STORE, "")


def _run(workspace: Workspace, asked: Mapping[str, Any], progress: Progress) -> str:
    del asked
    run_workspace(workspace.root, progress=progress)
    with open_lodging(workspace.root, _store()) as (store, lodging):
        publish(store, lodging.shelf, lodging.bundle, note="run from the studio")
    return "/"


def _demo(workspace: Workspace, asked: Mapping[str, Any], progress: Progress) -> str:
    size = int(asked.get("customers", 500)), int(asked.get("days", 60))
    fill_with_demo(workspace, *size, progress=progress)
    _run(workspace, asked, progress)
    answer_standing(workspace.root, progress)
    return "/"


DOES: Mapping[str, Does] = {
    **{name: _standing(name) for name in STANDING},
    "ask": _ask,
    "levers": _levers,
    "standing": _all,
    "dictionary": _dictionary,
    "findings": _findings,
    "identity": _identity,
    "impact": _impact,
    "quality": _quality,
    "monitor": _monitor,
    "pilot-invite": _invite,
    "pilot-send": _send,
    "pilot-remind": _remind,
    "run": _run,
    "demo": _demo,
}
"""What can be asked for, by its kind; each returns where what came of it is to be seen."""

if __name__ == "__main__":
    raise SystemExit(main())
