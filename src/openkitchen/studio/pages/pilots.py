"""Pages about pilots: plan one, run it week by week, read what people say."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from openkitchen.studio.frame import Framed
from openkitchen.studio.pages.forms import Words, page_router
from openkitchen.studio.pages.working import KINDS
from openkitchen.studio.pilot_view import next_steps, pilot_view, plan_view

__all__ = ["router"]

router = page_router()

Number = Annotated[str, Query(max_length=9)]


@router.get("/pilot")
def latest(frame: Framed, request: Request, name: Words = "") -> Response:
    """Show how a pilot stands and what it says; the latest one without a name."""
    view = pilot_view(request.app.state.personalize, name.strip())
    return frame.draw("pilot.html", "pilot", view=view, steps=next_steps(frame.desk, view))


@router.post("/pilot/people")
def invite(frame: Framed, people: Annotated[str, Form(max_length=200_000)]) -> Response:
    """Let people take part, and begin to send them the invitation."""
    desk = frame.at_desk
    desk.invite(people)
    job = desk.work.start("pilot-invite", KINDS["pilot-invite"], {"dir": desk.folder})
    return RedirectResponse(f"/jobs/{job.id}", 303)


@router.post("/pilot/end")
def end(frame: Framed) -> Response:
    """End the pilot, and show what it says."""
    frame.at_desk.close_pilot()
    return RedirectResponse("/pilot", 303)


@router.get("/pilot/plan")
def plan(
    frame: Framed,
    request: Request,
    people: Number = "",
    weeks: Number = "",
    items: Number = "",
    design: Words = "",
) -> Response:
    """Show how small a difference a pilot of a size can show."""
    view = pilot_view(request.app.state.personalize)
    asked = {"people": people, "weeks": weeks, "items": items, "design": design}
    return frame.draw("pilot_plan.html", "pilot", view=view, plan=plan_view(view, asked))
