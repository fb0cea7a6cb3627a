"""Pages about pilots. What changes one is done on the command line."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from openkitchen.studio.frame import Framed
from openkitchen.studio.pages.forms import Words, page_router
from openkitchen.studio.pilot_view import pilot_view, plan_view

__all__ = ["router"]

router = page_router()

Number = Annotated[str, Query(max_length=9)]


@router.get("/pilot")
def latest(frame: Framed, request: Request, name: Words = "") -> Response:
    """Show how a pilot stands and what it says; the latest one without a name."""
    view = pilot_view(request.app.state.personalize, name.strip())
    return frame.draw("pilot.html", "pilot", view=view)


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
