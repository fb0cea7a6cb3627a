"""Pages of work that takes longer than a page may: begun here, watched here, left and found."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import Form
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from markupsafe import escape

from openkitchen.errors import UnknownName
from openkitchen.studio.frame import Frame, Framed
from openkitchen.studio.pages.forms import page_router
from openkitchen.studio.standing import STANDING, STANDING_WORDS
from openkitchen.studio.work import Job

__all__ = ["KINDS", "router"]

router = page_router()

KINDS: Final = {
    **{one.key: one.words for one in STANDING},
    "standing": STANDING_WORDS,
    "dictionary": "What does each column mean, and where does it come from?",
    "findings": "What is wrong with the deliveries?",
    "identity": "Who is who?",
    "impact": "What does another identity map change?",
    "quality": "How do the quality issues stand here?",
    "monitor": "Does it still do what it should?",
    "pilot-invite": "Send the invitations to the pilot",
    "pilot-send": "Make this week’s lists of the pilot, and send them",
    "pilot-remind": "Remind who has not answered this week",
    "run": "Run everything, from deliveries to lists",
    "demo": "Put the demo shop here, and run everything",
}
"""What a button may ask for; questions with arms have a form of their own."""

_LOOK, _PATIENCE = 0.4, 900
_BREAK = "<!-- lines come here -->"


@router.post("/jobs")
def begin(
    frame: Framed,
    kind: Annotated[str, Form()],
    one: Annotated[str, Form(max_length=40)] = "",
    other: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Begin a piece of work, and lead to where it is to be seen."""
    if kind not in KINDS:
        raise UnknownName("kind of work", kind, KINDS)
    desk = frame.at_desk
    asked = {"dir": desk.folder} | ({"one": one, "other": other} if kind == "impact" else {})
    job = desk.work.start(kind, KINDS[kind], asked)
    return RedirectResponse(f"/jobs/{job.id}", 303)


@router.get("/jobs/{id}")
def watch(frame: Framed, id: str) -> Response:  # noqa: A002 - the name of a job
    """Show how far a piece of work is: line by line, for as long as it goes on."""
    job = frame.at_desk.work.find(id)
    if job.state == "done":
        return RedirectResponse(job.leads_to, 303)
    if job.state != "running":
        return frame.draw("work.html", "experiments", job=job)
    page = bytes(frame.draw("work.html", "experiments", job=job).body).decode()
    return StreamingResponse(_followed(frame, job, page), media_type="text/html")


async def _followed(frame: Frame, job: Job, page: str) -> AsyncIterator[str]:
    """Yield the page up to its lines, the lines as they come, then the end of the page."""
    head, _, tail = page.partition(_BREAK)
    yield head
    shown = len(job.lines)
    for _ in range(int(_PATIENCE / _LOOK)):
        job = await asyncio.to_thread(frame.at_desk.work.find, job.id)
        if len(job.lines) > shown:
            yield "".join(f"<li>{escape(line)}</li>\n" for line in job.lines[shown:])
            shown = len(job.lines)
        if job.state != "running":
            break
        await asyncio.sleep(_LOOK)
    yield tail.replace("<!-- the end -->", frame.piece("work_end.html", job=job))
