"""Pages about the data: their way, what arrived, what columns mean, who is who."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Form
from fastapi.responses import RedirectResponse, Response

from openkitchen.errors import UnknownName
from openkitchen.studio.frame import Framed
from openkitchen.studio.pages.forms import Several, page_router

__all__ = ["router"]

router = page_router()

KEPT: Final = {
    "dictionary": ("What does each column mean?", "openkitchen sources dictionary --dir {}"),
    "findings": ("What is wrong with the deliveries?", "openkitchen sources findings --dir {}"),
    "identity": ("Who is who?", "openkitchen identity figures --dir {}"),
    "impact": (
        "What does another identity map change?",
        "openkitchen identity impact 1 2 --dir {}",
    ),
}


@router.get("/data")
def way(frame: Framed) -> Response:
    """Show the data's way."""
    desk = frame.at_desk
    return frame.draw("data.html", "data", way=desk.way(), stage=desk.stage())


@router.get("/data/calendar")
def calendar(frame: Framed) -> Response:
    """Show what came day by day."""
    return frame.draw("calendar_page.html", "data", calendar=frame.at_desk.calendar())


@router.get("/data/review")
def review(frame: Framed) -> Response:
    """Show the review queue of identities."""
    return frame.draw("review.html", "data", review=frame.at_desk.review())


@router.post("/data/review")
def decide(
    frame: Framed,
    accept: Annotated[Several, Form()] = [],  # noqa: B006 - a default of a form is never changed
    reject: Annotated[Several, Form()] = [],  # noqa: B006
    by: Annotated[str, Form(max_length=200)] = "",
    why: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Keep a decision, and show what is left."""
    frame.at_desk.decide(accept, reject, by.strip(), why.strip())
    return RedirectResponse("/data/review", 303)


@router.get("/data/{name}")
def kept(frame: Framed, name: str) -> Response:
    """Show a page that was made of the data."""
    if name not in KEPT:
        raise UnknownName("page", name, KEPT)
    desk, (words, command) = frame.at_desk, KEPT[name]
    return frame.draw(
        "kept.html",
        "data",
        key=name,
        words=words,
        questions=(),
        kept=desk.page(name),
        command=command,
        versions=desk.version_numbers() if name == "impact" else (),
    )
