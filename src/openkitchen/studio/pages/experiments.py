"""Pages of experiments: the ledger, a form to ask, verdicts."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import RedirectResponse, Response

from openkitchen.experiments.ledger_views import sentences_of
from openkitchen.reporting.origins import again
from openkitchen.studio.asking import columns_to_ask, question_told
from openkitchen.studio.frame import Framed
from openkitchen.studio.links import target_of
from openkitchen.studio.pages.forms import page_router

__all__ = ["router"]

router = page_router()

Text = Annotated[str, Form(max_length=2000)]


@router.get("/experiments")
def experiments(frame: Framed) -> Response:
    """Show the ledger, what is under way, and a way to ask."""
    desk = frame.at_desk
    return frame.draw(
        "experiments.html",
        "experiments",
        ledger=desk.ledger(),
        jobs=desk.work.jobs()[:12],
        columns=columns_to_ask(desk),
    )


@router.post("/experiments")
async def ask(request: Request, frame: Framed) -> Response:
    """Begin to answer a question, and lead to where it is to be seen."""
    form = await request.form()
    desk = frame.at_desk
    told = question_told({name: str(value) for name, value in form.items()}, columns_to_ask(desk))
    job = desk.work.start("ask", told["question"]["words"], told | {"dir": desk.folder})
    return RedirectResponse(f"/jobs/{job.id}", 303)


@router.get("/experiments/{id}")
def verdict(frame: Framed, id: str) -> Response:  # noqa: A002 - the name in the ledger
    """Show a question and its answer."""
    desk = frame.at_desk
    ledger = desk.ledger()
    entry = ledger.find(id)
    return frame.draw(
        "verdict.html",
        "experiments",
        entry=entry,
        said=sentences_of(ledger, entry)[1:],
        decisions=ledger.decided(entry.id),
        kept=desk.page(entry.id),
        command=again(entry, target_of(frame.name)),
    )


@router.post("/experiments/{id}/decision")
def decide(frame: Framed, id: str, decision: Text, follow_up: Text = "") -> Response:  # noqa: A002
    """Keep what was decided on a question."""
    desk = frame.at_desk
    entry = desk.ledger().find(id)
    desk.note_decision(entry.id, decision.strip(), follow_up.strip())
    return RedirectResponse(f"/experiments/{entry.id}#decided", 303)
